import { inTenant } from '#db/tenant.ts';
import { writeAudit } from '#lib/command/audit-writer.ts';
import { isUuid, toPublicId } from '#lib/core/ids.ts';
import { checkPasskey, factorKeysOf, newChallenge, readUserHandle, siteOf } from '#lib/second-factors/index.ts';
import { enteringOf, readPasskeyAnswer } from './finish-sign-in.ts';
import type { IdentityRuntime, SignInFacts } from './identity-runtime.ts';
import { openSession, type SignedIn, signInOrigin } from './open-session.ts';
import { requirePasswordsAllowed } from './single-sign-on-rule.ts';

const purpose = 'sign-in';

/** A challenge for somebody who has not said who they are. */
export const newSignInChallenge = (runtime: Pick<IdentityRuntime, 'clock' | 'keys'>): string =>
  newChallenge(factorKeysOf(runtime.keys.masterKeys).challengeKey, purpose, runtime.clock.now());

/**
 * Signs a person in by a passkey alone, which has asked for a finger, a face or a PIN itself. It says whose it is, and is
 * believed once its signature fits the key that is stored for them. Null for everything that is not right, all alike.
 */
export async function signInByPasskey(
  runtime: Pick<IdentityRuntime, 'clock' | 'keys' | 'databases' | 'signInGuard'>,
  given: string,
  facts: SignInFacts,
): Promise<SignedIn | null> {
  const answer = readPasskeyAnswer(given);
  const owner = readUserHandle(answer?.response.userHandle);
  if (answer === undefined || owner === undefined || !isUuid(owner.tenantId)) return null;
  const attempt = runtime.signInGuard.begin(owner.userId, facts.ip);
  const now = new Date(runtime.clock.now());
  try {
    const signedIn = await inTenant(runtime.databases.app, owner.tenantId, async (tx) => {
      const account = await enteringOf(tx, owner);
      if (account === undefined) return null;
      const question = { answer, purpose, site: siteOf(facts.site), needsVerification: true };
      const keys = factorKeysOf(runtime.keys.masterKeys);
      // Not counted against the person: a signature cannot be guessed, and anybody could use their count up.
      const factorId = await checkPasskey(tx, keys, account, question, now);
      if (factorId !== null) await requirePasswordsAllowed(tx, account);
      const opened = factorId === null ? null : await openSession(runtime, tx, account, facts, 'passkey');
      if (opened !== null) return opened;
      const change = { resource: 'user', id: toPublicId('user', account.userId), before: null, after: { second_factor: 'passkey' } };
      await writeAudit(tx, signInOrigin(account, facts, 'anonymous'), 'session.sign_in', [change], now, 'failed');
      return null;
    });
    if (signedIn !== null) attempt.succeeded();
    return signedIn;
  } catch (error) {
    attempt.discard();
    throw error;
  }
}
