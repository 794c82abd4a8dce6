import { and, desc, eq, type SQL, sql } from 'drizzle-orm';
import { supportAccess, userAccount } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import type { SupportAccess } from '#lib/contracts/support.ts';
import { AppError } from '#lib/core/errors.ts';

/** Requests for access as callers see them, the newest first; those whose hours are over read as ended. */
export async function readSupportAccess(
  tx: TenantTransaction,
  tenantId: string,
  now: Date,
  options: { readonly where?: SQL; readonly limit: number },
): Promise<SupportAccess[]> {
  const decider = sql<string | null>`coalesce(nullif(${userAccount.name}, ''), ${userAccount.email})`;
  const rows = await tx
    .select({ row: supportAccess, decider })
    .from(supportAccess)
    .leftJoin(userAccount, and(eq(userAccount.tenantId, supportAccess.tenantId), eq(userAccount.id, supportAccess.decidedBy)))
    .where(and(eq(supportAccess.tenantId, tenantId), options.where))
    .orderBy(desc(supportAccess.createdAt), desc(supportAccess.id))
    .limit(options.limit);
  return rows.map(({ row, decider: name }) => ({
    ...{ id: row.id, reason: row.reason, hours: row.hours, operator_name: row.operatorName, operator_email: row.operatorEmail },
    state: row.state === 'granted' && row.endsAt !== null && row.endsAt <= now ? 'ended' : row.state,
    ...{ decided_at: row.decidedAt, decided_by_name: name, ends_at: row.endsAt, created_at: row.createdAt, version: row.version },
  }));
}

export async function readOneSupportAccess(tx: TenantTransaction, tenantId: string, now: Date, id: string): Promise<SupportAccess> {
  const [found] = await readSupportAccess(tx, tenantId, now, { where: eq(supportAccess.id, id), limit: 1 });
  if (found === undefined) throw new AppError('not_found');
  return found;
}
