import { and, eq, sql } from 'drizzle-orm';
import { tenant, userAccount } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';

/** Where the caller's days begin: their own time zone, else the organization's. */
export async function callerTimeZone({ tx, tenantId, caller }: OperationContext): Promise<string> {
  const [row] = await tx
    .select({ timeZone: sql<string>`coalesce(${userAccount.timeZone}, ${tenant.timeZone})` })
    .from(tenant)
    .leftJoin(userAccount, and(eq(userAccount.tenantId, tenant.tenantId), eq(userAccount.id, caller.userId)))
    .where(eq(tenant.tenantId, tenantId));
  return row?.timeZone ?? 'UTC';
}
