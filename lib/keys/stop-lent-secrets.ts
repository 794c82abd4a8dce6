import { and, eq, inArray, type SQL } from 'drizzle-orm';
import { keyLoan } from '#db/schema/index.ts';
import type { Change } from '#lib/command/audit-writer.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { KeyLoan } from '#lib/contracts/key-loans.ts';
import { readKeyLoans } from './key-loan-rows.ts';

export interface StoppedSecret {
  /** As it was. */
  readonly loan: KeyLoan;
  readonly change: Change;
}

/** Takes the secrets of borrowers away that meet a condition; the loans go on, and their borrowers may take other secrets. */
export async function stopLentSecrets(ctx: OperationContext, condition: SQL): Promise<readonly StoppedSecret[]> {
  const stopped = (await readKeyLoans(ctx, condition)).filter(({ issued_at: issuedAt }) => issuedAt !== null);
  for (const { id, version } of stopped) {
    await ctx.tx
      .update(keyLoan)
      .set({ keyHash: null, display: null, issuedAt: null, version: version + 1 })
      .where(and(eq(keyLoan.tenantId, ctx.tenantId), eq(keyLoan.id, id)));
  }
  return stopped.map((loan) => {
    const after = { ...loan, display: null, issued_at: null, version: loan.version + 1 };
    return { loan, change: changeOf('key_loan', 'keyLoan', KeyLoan, loan, after) };
  });
}

/** Lets the loans of a key go on with the one that replaced it, secrets and all. */
export async function passOnLoans(ctx: OperationContext, fromId: string, toId: string): Promise<readonly Change[]> {
  const passed = await readKeyLoans(ctx, eq(keyLoan.keyId, fromId));
  if (passed.length === 0) return [];
  const ids = passed.map(({ id }) => id);
  await ctx.tx
    .update(keyLoan)
    .set({ keyId: toId })
    .where(and(eq(keyLoan.tenantId, ctx.tenantId), inArray(keyLoan.id, ids)));
  return passed.map((before) => changeOf('key_loan', 'keyLoan', KeyLoan, before, { ...before, key_id: toId }));
}
