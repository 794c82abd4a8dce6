import { and, eq, isNotNull, isNull } from 'drizzle-orm';
import { recoveryCode, secondFactor } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { checkPasskey, type PasskeyQuestion } from './check-passkey.ts';
import type { FactorKeys } from './factor-keys.ts';
import { openFactorSecret } from './factor-secret.ts';
import { clearGuesses, type FactorOwner, noteGuess, requireGuessesLeft } from './limit-guesses.ts';
import { recoveryCodeHash } from './recovery-codes.ts';
import { totpStepOf } from './totp.ts';

/** One answer to the question for a second factor. */
export type FactorProof =
  | { readonly method: 'totp' | 'recovery'; readonly code: string }
  | ({ readonly method: 'passkey' } & PasskeyQuestion)
  /** A code that was sent: its hash is beside the pending sign-in it was sent for. */
  | { readonly method: 'sms'; readonly isRight: boolean };

async function checkTotp(
  tx: TenantTransaction,
  keys: FactorKeys,
  { tenantId, userId }: FactorOwner,
  code: string,
  now: Date,
): Promise<boolean> {
  const [row] = await tx
    .select()
    .from(secondFactor)
    .where(
      and(
        ...[eq(secondFactor.tenantId, tenantId), eq(secondFactor.userId, userId), eq(secondFactor.kind, 'totp')],
        isNotNull(secondFactor.confirmedAt),
      ),
    )
    .for('update');
  if (row === undefined) return false;
  const secret = await openFactorSecret(tx, keys.masterKeys, tenantId, row);
  const step = totpStepOf(secret, code, { nowMs: now.getTime(), lastStep: row.lastStep });
  if (step === null) return false;
  await tx
    .update(secondFactor)
    .set({ lastStep: step, lastUsedAt: now })
    .where(and(eq(secondFactor.tenantId, tenantId), eq(secondFactor.id, row.id)));
  return true;
}

async function takeRecoveryCode(
  tx: TenantTransaction,
  keys: FactorKeys,
  { tenantId, userId }: FactorOwner,
  code: string,
  now: Date,
): Promise<boolean> {
  const used = await tx
    .update(recoveryCode)
    .set({ usedAt: now })
    .where(
      and(
        ...[eq(recoveryCode.tenantId, tenantId), eq(recoveryCode.userId, userId), isNull(recoveryCode.usedAt)],
        eq(recoveryCode.codeHash, recoveryCodeHash(keys.pepper, userId, code)),
      ),
    )
    .returning({ id: recoveryCode.id });
  return used.length === 1;
}

async function isRight(tx: TenantTransaction, keys: FactorKeys, owner: FactorOwner, proof: FactorProof, now: Date): Promise<boolean> {
  if (proof.method === 'sms') return proof.isRight;
  if (proof.method === 'passkey') return (await checkPasskey(tx, keys, owner, proof, now)) !== null;
  return proof.method === 'totp' ? checkTotp(tx, keys, owner, proof.code, now) : takeRecoveryCode(tx, keys, owner, proof.code, now);
}

/**
 * Looks at one answer, counts it if it is wrong, and takes it if it is right: a code, a challenge and a recovery code work
 * once. The caller commits either way, or the count is lost. Throws `rate_limited` after too many wrong ones.
 */
export async function proveFactor(
  tx: TenantTransaction,
  keys: FactorKeys,
  owner: FactorOwner,
  proof: FactorProof,
  now: Date,
): Promise<boolean> {
  await requireGuessesLeft(tx, owner, now);
  const taken = await isRight(tx, keys, owner, proof, now);
  await (taken ? clearGuesses(tx, owner) : noteGuess(tx, owner, now));
  return taken;
}
