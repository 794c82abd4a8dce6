import { and, eq, isNotNull, isNull } from 'drizzle-orm';
import { secondFactor } from '#db/schema/index.ts';
import { inTenant, type TenantTransaction } from '#db/tenant.ts';
import { changeOf } from '#lib/command/change.ts';
import { defineAction } from '#lib/command/define-action.ts';
import { RecordedFailure } from '#lib/command/recorded-failure.ts';
import { SecondFactor, totpConfirm } from '#lib/contracts/second-factors.ts';
import { AppError } from '#lib/core/errors.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { factorRow, ownerOf, readFactor } from './factor-rows.ts';
import { openFactorSecret } from './factor-secret.ts';
import { firstRecoveryCodes } from './issue-recovery-codes.ts';
import { clearGuesses, type FactorOwner, noteGuess, requireGuessesLeft } from './limit-guesses.ts';
import { totpStepOf } from './totp.ts';

const appOf = ({ tenantId, userId }: FactorOwner) =>
  and(eq(secondFactor.tenantId, tenantId), eq(secondFactor.userId, userId), eq(secondFactor.kind, 'totp'));

async function unconfirmedApp(tx: TenantTransaction, owner: FactorOwner) {
  const [row] = await tx
    .select()
    .from(secondFactor)
    .where(and(appOf(owner), isNull(secondFactor.confirmedAt)));
  if (row === undefined) throw new AppError('conflict', { detail: 'There is no authenticator app to be confirmed. Begin again.' });
  return row;
}

/** The code is looked at in a transaction of its own, so that a wrong one is counted although nothing else is changed. */
export const confirmTotp = defineAction(totpConfirm, {
  async prepare(ctx) {
    await unconfirmedApp(ctx.tx, ownerOf(ctx));
    return { owner: ownerOf(ctx), runtime: ctx.runtime, now: ctx.now };
  },
  effect: ({ owner, runtime, now }, { code }) =>
    inTenant(runtime.databases.app, owner.tenantId, async (tx) => {
      await requireGuessesLeft(tx, owner, now);
      const row = await unconfirmedApp(tx, owner);
      const secret = await openFactorSecret(tx, runtime.masterKeys, owner.tenantId, row);
      const step = totpStepOf(secret, code, { nowMs: now.getTime(), lastStep: null });
      await (step === null ? noteGuess(tx, owner, now) : clearGuesses(tx, owner));
      return { id: row.id, step };
    }),
  async record(ctx, _input, { id, step }) {
    const { tx, tenantId, now } = ctx;
    const owner = ownerOf(ctx);
    if (step === null) {
      const error = new AppError('validation_failed', { errors: [{ pointer: '/code', detail: 'Not the code that the app shows now' }] });
      throw new RecordedFailure(error, [{ resource: 'second_factor', id: toPublicId('secondFactor', id), before: null, after: null }]);
    }
    const before = await readFactor(tx, owner, id);
    await tx.delete(secondFactor).where(and(appOf(owner), isNotNull(secondFactor.confirmedAt)));
    await tx.update(secondFactor).set({ confirmedAt: now, lastUsedAt: now, lastStep: step }).where(factorRow(tenantId, id));
    const codes = await firstRecoveryCodes(ctx);
    const factor = await readFactor(tx, owner, id);
    return {
      result: { factor, recovery_code_secrets: [...codes] },
      changes: [changeOf('second_factor', 'secondFactor', SecondFactor, before, factor)],
    };
  },
});
