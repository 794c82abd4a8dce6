import { and, eq } from 'drizzle-orm';
import { keyLoan } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import { KeyLoan, keyLoanIssue } from '#lib/contracts/key-loans.ts';
import { AppError } from '#lib/core/errors.ts';
import { readKeyLoan } from './key-loan-rows.ts';
import { readKey } from './key-rows.ts';
import { hashVirtualKey, newVirtualKey } from './virtual-key.ts';

/**
 * The borrower takes the secret, and the lender never has it: so a call with it is the borrower's and nobody else's. Another
 * one takes the place of the former.
 */
export const issueKeyLoan = defineCommand(keyLoanIssue, async (ctx, input) => {
  const { tx, tenantId, now, runtime } = ctx;
  await lockRow(tx, keyLoan, tenantId, input.key_loan_id);
  const before = await readKeyLoan(ctx, eq(keyLoan.id, input.key_loan_id));
  const { status } = await readKey(ctx, before.key_id);
  if (status !== 'active') throw new AppError('conflict', { detail: `The key is ${status}. Ask the team that lent it.` });
  const { key: secret, display } = newVirtualKey();
  await tx
    .update(keyLoan)
    .set({ keyHash: hashVirtualKey(runtime.keyPepper, secret), display, issuedAt: now, version: before.version + 1 })
    .where(and(eq(keyLoan.tenantId, tenantId), eq(keyLoan.id, before.id)));
  const after = await readKeyLoan(ctx, eq(keyLoan.id, before.id));
  return { result: { ...after, secret }, changes: [changeOf('key_loan', 'keyLoan', KeyLoan, before, after)] };
});
