import { verifyAuthenticationResponse } from '@simplewebauthn/server';
import { and, eq, isNotNull } from 'drizzle-orm';
import { secondFactor } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { type PasskeyAnswer, transportNames } from '#lib/contracts/passkey-answers.ts';
import type { FactorKeys } from './factor-keys.ts';
import type { FactorOwner } from './limit-guesses.ts';
import type { Site } from './site.ts';
import { spendChallenge } from './spend-challenge.ts';

/** What an answer of a passkey has to fit. */
export interface PasskeyQuestion {
  readonly answer: PasskeyAnswer;
  /** What the challenge was made for. */
  readonly purpose: string;
  readonly site: Site;
  /** The authenticator must have asked for a finger, a face or a PIN: for administrators, and where no password is asked. */
  readonly needsVerification: boolean;
}

/** The challenge inside what the browser signed; empty when that is not what a browser writes. */
function challengeOf(answer: PasskeyAnswer): string {
  try {
    const data: unknown = JSON.parse(Buffer.from(answer.response.clientDataJSON, 'base64url').toString());
    return typeof data === 'object' && data !== null && 'challenge' in data && typeof data.challenge === 'string' ? data.challenge : '';
  } catch {
    return '';
  }
}

/**
 * Whether a passkey of the person gave this answer, to a challenge of ours, on this site, now and never before. The count
 * of signatures must grow, unless the authenticator keeps none (WebAuthn section 6.1.1): else the key was copied.
 * Answers the id of the factor, or null.
 */
export async function checkPasskey(
  tx: TenantTransaction,
  keys: FactorKeys,
  { tenantId, userId }: FactorOwner,
  { answer, purpose, site, needsVerification }: PasskeyQuestion,
  now: Date,
): Promise<string | null> {
  const [row] = await tx
    .select()
    .from(secondFactor)
    .where(
      and(
        ...[eq(secondFactor.tenantId, tenantId), eq(secondFactor.userId, userId), eq(secondFactor.kind, 'passkey')],
        ...[eq(secondFactor.credentialId, answer.id), eq(secondFactor.rpId, site.rpId), isNotNull(secondFactor.confirmedAt)],
      ),
    )
    .for('update');
  if (row === undefined || row.publicKey === null) return null;
  const challenge = challengeOf(answer);
  const { id, rawId, type, clientExtensionResults } = answer;
  const { clientDataJSON, authenticatorData, signature } = answer.response;
  const verified = await verifyAuthenticationResponse({
    response: { id, rawId, type, clientExtensionResults, response: { clientDataJSON, authenticatorData, signature } },
    expectedChallenge: challenge,
    expectedOrigin: site.origin,
    expectedRPID: site.rpId,
    requireUserVerification: needsVerification,
    credential: {
      id: answer.id,
      publicKey: new Uint8Array(row.publicKey),
      counter: row.signCount,
      transports: transportNames(row.transports),
    },
    // What is malformed, forged, of another site or counted backwards throws; it is a wrong answer like any other.
  }).catch(() => null);
  if (verified?.verified !== true) return null;
  if (!(await spendChallenge(tx, { tenantId, key: keys.challengeKey, purpose, challenge, now }))) return null;
  const { newCounter, credentialBackedUp } = verified.authenticationInfo;
  await tx
    .update(secondFactor)
    .set({ signCount: newCounter, backedUp: credentialBackedUp, lastUsedAt: now })
    .where(and(eq(secondFactor.tenantId, tenantId), eq(secondFactor.id, row.id)));
  return row.id;
}
