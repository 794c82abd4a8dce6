import { and, eq } from 'drizzle-orm';
import { session, userAccount } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import { defineAction } from '#lib/command/define-action.ts';
import { RecordedFailure } from '#lib/command/recorded-failure.ts';
import { recentMs } from '#lib/command/require-recent-proof.ts';
import { stepUpProve } from '#lib/contracts/second-factors.ts';
import { AppError } from '#lib/core/errors.ts';
import { toPublicId } from '#lib/core/ids.ts';
import {
  clearGuesses,
  type FactorProof,
  factorKeysOf,
  hasStrongFactor,
  heldFactors,
  isAdministrator,
  noteGuess,
  ownerOf,
  proveFactor,
  requireGuessesLeft,
  siteOf,
  stepUpPurpose,
} from '#lib/second-factors/index.ts';
import { verifyInTurn } from './password-work.ts';

/** Proves who somebody is a second time in a session that is open. Wrong proofs are counted with those of sign-ins. */
export const proveAgain = defineAction(stepUpProve, {
  async prepare(ctx, input) {
    const { tx, runtime, now, tenantId, caller } = ctx;
    const owner = ownerOf(ctx);
    const isHeld = hasStrongFactor(await heldFactors(tx, owner));
    if (isHeld && input.password !== undefined)
      throw new AppError('validation_failed', { errors: [{ pointer: '/password', detail: 'You have a second factor; prove that one' }] });
    const [account] = await tx
      .select({ hash: userAccount.passwordHash })
      .from(userAccount)
      .where(and(eq(userAccount.tenantId, tenantId), eq(userAccount.id, caller.userId)));
    const needsVerification = await isAdministrator(tx, owner, now);
    return { owner, runtime, now, hash: account?.hash ?? null, purpose: stepUpPurpose(ctx), site: ctx.site, needsVerification };
  },
  async effect({ owner, runtime, now, hash, ...question }, input) {
    const { databases, masterKeys } = runtime;
    const inOwn = <Result>(work: Parameters<typeof inTenant<Result>>[2]) => inTenant(databases.app, owner.tenantId, work);
    if (input.password !== undefined) {
      await inOwn((tx) => requireGuessesLeft(tx, owner, now));
      const isRight = await verifyInTurn(input.password, hash);
      await inOwn((tx) => (isRight ? clearGuesses(tx, owner) : noteGuess(tx, owner, now)));
      return isRight;
    }
    const proof = proofIn(input, question);
    return inOwn((tx) => proveFactor(tx, factorKeysOf(masterKeys), owner, proof, now));
  },
  async record(ctx, input, isRight) {
    const { tx, tenantId, caller, now } = ctx;
    const id = toPublicId('session', caller.sessionId);
    if (!isRight) {
      const [pointer] = Object.entries(input).flatMap(([name, value]) => (value === undefined ? [] : [`/${name}`]));
      const error = new AppError('validation_failed', { errors: [{ pointer: pointer ?? '', detail: 'This is not right' }] });
      throw new RecordedFailure(error, [{ resource: 'session', id, before: null, after: null }]);
    }
    await tx
      .update(session)
      .set({ verifiedAt: now })
      .where(and(eq(session.tenantId, tenantId), eq(session.id, caller.sessionId)));
    const change = { resource: 'session', id, before: { verified_at: ctx.access.verifiedAt }, after: { verified_at: now } };
    return { result: { verified_until: new Date(now.getTime() + recentMs) }, changes: [change] };
  },
});

interface Given {
  readonly code?: string | undefined;
  readonly recovery_code?: string | undefined;
  readonly passkey?: Extract<FactorProof, { method: 'passkey' }>['answer'] | undefined;
}

/** The input holds exactly one proof; the schema saw to that. */
function proofIn(
  { code, recovery_code: recovery, passkey }: Given,
  { purpose, site, needsVerification }: { purpose: string; site: string | null; needsVerification: boolean },
): FactorProof {
  if (passkey !== undefined) return { method: 'passkey', answer: passkey, purpose, site: siteOf(site), needsVerification };
  return recovery === undefined ? { method: 'totp', code: code ?? '' } : { method: 'recovery', code: recovery };
}
