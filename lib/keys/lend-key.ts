import { and, count, eq, lte, sql } from 'drizzle-orm';
import { keyLoan, virtualKey } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import { KeyLoan, keyLend, keyLoansMax, keyRecall } from '#lib/contracts/key-loans.ts';
import type { VirtualKey } from '#lib/contracts/keys.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import { requirePart } from '#lib/pools/require-part.ts';
import { isRunning, readKeyLoan } from './key-loan-rows.ts';
import { readKey } from './key-rows.ts';
import { requireFutureEnd } from './require-future-end.ts';
import { requireSecureEnd, secureEnd } from './secure-end.ts';

const lentAlready = { pointer: '', detail: 'It is lent there already' };
const conflict = (detail: string): AppError => new AppError('conflict', { detail });

interface Borrower {
  readonly departmentId: string | null;
  readonly teamId: string | null;
}

function requireLendable(key: VirtualKey, { departmentId, teamId }: Borrower): void {
  if (key.kind === 'personal') throw conflict('A personal key is one person’s and is not lent. Make a key of the team or department.');
  if (key.status !== 'active') throw conflict(`This key is ${key.status}: there is nothing to lend.`);
  if (key.team_id === teamId && (teamId !== null || (departmentId !== null && key.department_id === departmentId)))
    throw conflict('It belongs to them already.');
}

/** Makes room where a loan ended by itself, and refuses one more than a key may be lent in. */
async function requireRoom({ tx, tenantId, now }: OperationContext, keyId: string): Promise<void> {
  const ofKey = and(eq(keyLoan.tenantId, tenantId), eq(keyLoan.keyId, keyId), isRunning());
  await tx
    .update(keyLoan)
    .set({ endedAt: sql`${keyLoan.expiresAt}` })
    .where(and(ofKey, lte(keyLoan.expiresAt, now)));
  const [row] = await tx.select({ loans: count() }).from(keyLoan).where(ofKey);
  if ((row?.loans ?? 0) >= keyLoansMax) throw new AppError('limit_reached', { detail: `A key is lent to ${keyLoansMax} at most.` });
}

export const lendKey = defineCommand(keyLend, async (ctx, input) => {
  const { tx, tenantId, now } = ctx;
  await lockRow(tx, virtualKey, tenantId, input.key_id);
  const key = await readKey(ctx, input.key_id);
  const borrower = { departmentId: input.department_id ?? null, teamId: input.team_id ?? null };
  await requirePart(ctx, borrower.departmentId, borrower.teamId);
  requireLendable(key, borrower);
  requireFutureEnd(ctx, input.expires_at);
  await requireSecureEnd(ctx, borrower, input.expires_at);
  await requireRoom(ctx, key.id);
  const id = newUuid(now.getTime());
  const loan = {
    ...{ tenantId, id, keyId: key.id, ...borrower, note: input.note ?? '' },
    ...{ expiresAt: await secureEnd(ctx, borrower, input.expires_at ?? null), createdBy: ctx.caller.userId, createdAt: now },
  };
  await refuseDuplicate('key_loan_borrower', lentAlready, tx.insert(keyLoan).values(loan));
  const result = await readKeyLoan(ctx, eq(keyLoan.id, id));
  return { result, changes: [changeOf('key_loan', 'keyLoan', KeyLoan, null, result)] };
});

export const recallKey = defineCommand(keyRecall, async (ctx, input) => {
  const { tx, tenantId, now } = ctx;
  await lockRow(tx, virtualKey, tenantId, input.key_id);
  const before = await readKeyLoan(ctx, and(eq(keyLoan.id, input.key_loan_id), eq(keyLoan.keyId, input.key_id)));
  await tx
    .update(keyLoan)
    .set({ endedAt: now, version: before.version + 1 })
    .where(and(eq(keyLoan.tenantId, tenantId), eq(keyLoan.id, before.id)));
  return { result: before, changes: [changeOf('key_loan', 'keyLoan', KeyLoan, before, null)] };
});
