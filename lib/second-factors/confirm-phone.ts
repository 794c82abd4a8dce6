import { and, isNull } from 'drizzle-orm';
import { secondFactor } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import { changeOf } from '#lib/command/change.ts';
import { defineAction } from '#lib/command/define-action.ts';
import { RecordedFailure } from '#lib/command/recorded-failure.ts';
import { phoneConfirm, SecondFactor } from '#lib/contracts/second-factors.ts';
import { AppError } from '#lib/core/errors.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { equalInConstantTime } from '#lib/core/secrets.ts';
import { phoneCodeHash } from './begin-phone.ts';
import { factorKeysOf } from './factor-keys.ts';
import { factorRow, ownerOf, readFactor } from './factor-rows.ts';
import { firstRecoveryCodes } from './issue-recovery-codes.ts';
import { clearGuesses, noteGuess, requireGuessesLeft } from './limit-guesses.ts';

/** How long a code that was sent can be used. */
const codeMs = 10 * 60_000;

/** As `confirmTotp`: the code is looked at in a transaction of its own, so that a wrong one is counted. */
export const confirmPhone = defineAction(phoneConfirm, {
  async prepare(ctx, { factor_id: id }) {
    const factor = await readFactor(ctx.tx, ownerOf(ctx), id);
    if (factor.kind !== 'sms' || factor.confirmed_at !== null)
      throw new AppError('conflict', { detail: 'There is nothing to be confirmed.' });
    return { owner: ownerOf(ctx), runtime: ctx.runtime, now: ctx.now };
  },
  effect: ({ owner, runtime, now }, { factor_id: id, code }) =>
    inTenant(runtime.databases.app, owner.tenantId, async (tx) => {
      await requireGuessesLeft(tx, owner, now);
      const [row] = await tx
        .select({ codeHash: secondFactor.codeHash, sentAt: secondFactor.codeSentAt })
        .from(secondFactor)
        .where(and(factorRow(owner.tenantId, id), isNull(secondFactor.confirmedAt)));
      const { pepper } = factorKeysOf(runtime.masterKeys);
      const { codeHash = null, sentAt = null } = row ?? {};
      const isFresh = sentAt !== null && now.getTime() - sentAt.getTime() < codeMs;
      const isRight = isFresh && codeHash !== null && equalInConstantTime(codeHash, phoneCodeHash(pepper, id, code));
      await (isRight ? clearGuesses(tx, owner) : noteGuess(tx, owner, now));
      return isRight;
    }),
  async record(ctx, { factor_id: id }, isRight) {
    const { tx, tenantId, now } = ctx;
    const owner = ownerOf(ctx);
    const before = await readFactor(tx, owner, id);
    if (!isRight) {
      const error = new AppError('validation_failed', { errors: [{ pointer: '/code', detail: 'Not the code that was sent, or too old' }] });
      throw new RecordedFailure(error, [{ resource: 'second_factor', id: toPublicId('secondFactor', id), before: null, after: null }]);
    }
    await tx.update(secondFactor).set({ confirmedAt: now, codeHash: null }).where(factorRow(tenantId, id));
    const codes = await firstRecoveryCodes(ctx);
    const factor = await readFactor(tx, owner, id);
    return {
      result: { factor, recovery_code_secrets: [...codes] },
      changes: [changeOf('second_factor', 'secondFactor', SecondFactor, before, factor)],
    };
  },
});
