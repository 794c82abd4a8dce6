import { and, eq, type SQL, sql } from 'drizzle-orm';
import { membership, team, userAccount } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { containsText } from '#lib/command/contains-text.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { type KeysetOrder, keysetOf } from '#lib/command/keyset.ts';
import { type NameSort, nameOrder } from '#lib/command/name-order.ts';
import type { Member, teamRoles } from '#lib/contracts/members.ts';
import { AppError } from '#lib/core/errors.ts';

/** Members as callers see them. */
async function readMembers(
  tx: TenantTransaction,
  tenantId: string,
  options: { readonly where: SQL | undefined; readonly orderBy: SQL; readonly limit: number },
): Promise<Member[]> {
  return tx
    .select({
      id: membership.id,
      team_id: membership.teamId,
      team_name: team.name,
      user_id: membership.userId,
      name: userAccount.name,
      email: userAccount.email,
      user_status: userAccount.status,
      team_role: membership.teamRole,
      created_at: membership.createdAt,
      version: membership.version,
    })
    .from(membership)
    .innerJoin(team, and(eq(team.tenantId, membership.tenantId), eq(team.id, membership.teamId)))
    .innerJoin(userAccount, and(eq(userAccount.tenantId, membership.tenantId), eq(userAccount.id, membership.userId)))
    .where(and(eq(membership.tenantId, tenantId), options.where))
    .orderBy(options.orderBy)
    .limit(options.limit);
}

export async function readMember(tx: TenantTransaction, tenantId: string, id: string): Promise<Member> {
  const [found] = await readMembers(tx, tenantId, { where: eq(membership.id, id), orderBy: sql`1`, limit: 1 });
  if (found === undefined) throw new AppError('not_found');
  return found;
}

/** One page of members that meet a condition; both lists of members are made of it. */
export function pageOfMembers(
  ctx: OperationContext,
  input: {
    readonly sort: NameSort;
    readonly cursor?: string | undefined;
    readonly limit: number;
    readonly search?: string | undefined;
    readonly team_role?: (typeof teamRoles)[number] | undefined;
  },
  condition: SQL | undefined,
) {
  const columns = { id: membership.id, name: userAccount.name, createdAt: membership.createdAt };
  const order: KeysetOrder<Member> = nameOrder(input.sort, columns);
  const keyset = keysetOf(input.sort, order, input.cursor);
  const where = and(
    condition,
    input.team_role === undefined ? undefined : eq(membership.teamRole, input.team_role),
    containsText([userAccount.name, userAccount.email], input.search),
    keyset.after,
  );
  return readMembers(ctx.tx, ctx.tenantId, { where, orderBy: keyset.orderBy, limit: input.limit + 1 }).then((rows) =>
    keyset.page(rows, input.limit),
  );
}
