import { and, eq, type SQL, sql } from 'drizzle-orm';
import { keyLoan, tenant, usageDimension, usageEvent, virtualKey } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';

/** A virtual key that may be used, with the conditions of the calls that were made with what was presented. */
export interface PresentedKey {
  readonly keyId: string;
  readonly callsOf: readonly SQL[];
}

const named = (tenantId: string, kind: 'key' | 'team' | 'department', id: string): SQL =>
  sql`(select ${usageDimension.id} from ${usageDimension}
    where ${usageDimension.tenantId} = ${tenantId} and ${usageDimension.kind} = ${kind} and ${usageDimension.value} = ${id})`;

/** Of a borrower count the calls that are charged to him: the others are the lender's, or another borrower's. */
function callsOf(tenantId: string, keyId: string, loan: typeof keyLoan.$inferSelect | null): readonly SQL[] {
  const ofKey = sql`${usageEvent.keyDim} in ${named(tenantId, 'key', keyId)}`;
  if (loan === null) return [ofKey];
  if (loan.teamId !== null) return [ofKey, sql`${usageEvent.teamDim} in ${named(tenantId, 'team', loan.teamId)}`];
  const ofDepartment = sql`${usageEvent.departmentDim} in ${named(tenantId, 'department', loan.departmentId ?? '')}`;
  return [ofKey, ofDepartment, sql`${usageEvent.teamDim} = 0`];
}

/** The key with this id, or the one behind the loan with it; null where it may not be used now. */
export async function readPresentedKey(tx: TenantTransaction, tenantId: string, id: string, now: Date): Promise<PresentedKey | null> {
  const [row] = await tx
    .select({
      keyId: virtualKey.id,
      status: virtualKey.status,
      expiresAt: virtualKey.expiresAt,
      tenantStatus: tenant.status,
      loan: keyLoan,
    })
    .from(virtualKey)
    .innerJoin(tenant, eq(tenant.tenantId, virtualKey.tenantId))
    .leftJoin(keyLoan, and(eq(keyLoan.tenantId, virtualKey.tenantId), eq(keyLoan.keyId, virtualKey.id), eq(keyLoan.id, id)))
    .where(and(eq(virtualKey.tenantId, tenantId), sql`(${virtualKey.id} = ${id} or ${keyLoan.id} is not null)`));
  if (row === undefined || row.status !== 'active' || row.tenantStatus !== 'active') return null;
  const { loan } = row;
  const isOver = (end: Date | null | undefined): boolean => end !== null && end !== undefined && end <= now;
  if (isOver(row.expiresAt) || isOver(loan?.expiresAt) || isOver(loan?.endedAt)) return null;
  return { keyId: row.keyId, callsOf: callsOf(tenantId, row.keyId, loan) };
}
