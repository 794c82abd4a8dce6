import { eq } from 'drizzle-orm';
import { savingState } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';

/** Less than $20 a month is told only where somebody wants that. */
const minimumNanoUsd = 20_000_000_000n;

export type SavingState = typeof savingState.$inferSelect;

/** What a tenant decided about savings; the defaults for one that decided nothing. */
export async function readSavingState(tx: TenantTransaction, tenantId: string): Promise<SavingState> {
  const [row] = await tx.select().from(savingState).where(eq(savingState.tenantId, tenantId));
  if (row !== undefined) return row;
  const nothing = { baselineProvider: null, baselineModel: null, scannedAt: null, savings: null };
  return { tenantId, ...nothing, minimumNanoUsd, updatedAt: new Date(0), version: 0 };
}

/** Writes columns of it; `version` grows where somebody decided something. */
export async function writeSavingState(
  tx: TenantTransaction,
  before: SavingState,
  columns: Partial<Omit<SavingState, 'tenantId'>>,
): Promise<void> {
  const values = { ...before, ...columns };
  await tx.insert(savingState).values(values).onConflictDoUpdate({ target: savingState.tenantId, set: columns });
}
