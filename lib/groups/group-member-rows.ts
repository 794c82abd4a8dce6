import { and, eq, type SQL } from 'drizzle-orm';
import { groupMember, userAccount } from '#db/schema/index.ts';
import type { GroupMember } from '#lib/contracts/groups.ts';
import type { GroupWork } from './group-rows.ts';

/** People in groups as callers see them. */
export async function readGroupMembers(
  { tx, tenantId }: Pick<GroupWork, 'tx' | 'tenantId'>,
  options: { readonly where: SQL | undefined; readonly orderBy: SQL; readonly limit: number },
): Promise<GroupMember[]> {
  return tx
    .select({
      ...{ user_id: groupMember.userId, name: userAccount.name, email: userAccount.email, user_status: userAccount.status },
      created_at: groupMember.createdAt,
    })
    .from(groupMember)
    .innerJoin(userAccount, and(eq(userAccount.tenantId, groupMember.tenantId), eq(userAccount.id, groupMember.userId)))
    .where(and(eq(groupMember.tenantId, tenantId), options.where))
    .orderBy(options.orderBy)
    .limit(options.limit);
}
