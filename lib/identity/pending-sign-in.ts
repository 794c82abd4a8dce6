import { randomBytes } from 'node:crypto';
import { and, eq, lte, sql } from 'drizzle-orm';
import { pendingSignIn } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import type { SecondFactorQuestion } from '#lib/contracts/sign-in.ts';
import { isUuid, newUuid } from '#lib/core/ids.ts';
import { keyedHash } from '#lib/core/secrets.ts';
import { type FactorOwner, factorKeysOf, type HeldFactors, newChallenge } from '#lib/second-factors/index.ts';
import type { IdentityRuntime, SignInFacts } from './identity-runtime.ts';

/** How long the second step may take; as long as the challenge in it holds. */
export const pendingMs = 5 * 60_000;
/** Wrong answers after which the password is asked again. */
export const pendingFailuresMax = 5;

/** The token between the two steps: `<tenant>.<secret>`. It opens nothing but the second step, and is stored as a keyed hash only. */
const tokenOf = (tenantId: string, secret: string): string => `${tenantId}.${secret}`;

/** The tenant and the hash behind a token; undefined for what is none. */
export function readPendingToken(pepper: Buffer, token: string): { tenantId: string; secretHash: string } | undefined {
  const [tenantId = '', secret = '', ...rest] = token.split('.');
  if (!isUuid(tenantId) || !/^[\w-]{43}$/.test(secret) || rest.length > 0) return undefined;
  return { tenantId, secretHash: keyedHash(pepper, `pending:${secret}`) };
}

/** What a challenge of the second step of one sign-in is for. */
export const pendingPurpose = (pendingId: string): string => `pending:${pendingId}`;

/** Notes that the password was right, and answers what the form has to ask next. */
export async function askSecondFactor(
  runtime: Pick<IdentityRuntime, 'clock' | 'keys'>,
  tx: TenantTransaction,
  owner: FactorOwner,
  held: HeldFactors,
  facts: SignInFacts,
): Promise<SecondFactorQuestion> {
  const keys = factorKeysOf(runtime.keys.masterKeys);
  const now = new Date(runtime.clock.now());
  const { tenantId, userId } = owner;
  await tx
    .delete(pendingSignIn)
    .where(and(eq(pendingSignIn.tenantId, tenantId), eq(pendingSignIn.userId, userId), lte(pendingSignIn.expiresAt, now)));
  const secret = randomBytes(32).toString('base64url');
  const id = newUuid(now.getTime());
  await tx.insert(pendingSignIn).values({
    ...{ tenantId, id, userId, secretHash: keyedHash(keys.pepper, `pending:${secret}`) },
    ...{ createdAt: now, expiresAt: new Date(now.getTime() + pendingMs), ip: facts.ip },
  });
  const methods = [
    ...(held.passkeys.length > 0 ? ['passkey' as const] : []),
    ...(held.totp ? ['totp' as const] : []),
    ...(held.phones.length > 0 ? ['sms' as const] : []),
    ...(held.recovery ? ['recovery' as const] : []),
  ];
  return {
    ...{ pending: tokenOf(tenantId, secret), methods },
    challenge: newChallenge(keys.challengeKey, pendingPurpose(id), now.getTime()),
    passkeys: held.passkeys.map(({ credentialId, transports }) => ({ id: credentialId, transports })),
    phone: held.phones[0]?.hint ?? '',
  };
}

/** The open sign-in behind a token, held until the end of the transaction; undefined when it is over, used up or none. */
export async function lockPending(tx: TenantTransaction, token: { tenantId: string; secretHash: string }, now: Date) {
  const [row] = await tx
    .select()
    .from(pendingSignIn)
    .where(and(eq(pendingSignIn.tenantId, token.tenantId), eq(pendingSignIn.secretHash, token.secretHash)))
    .for('update');
  return row === undefined || row.expiresAt <= now || row.failures >= pendingFailuresMax ? undefined : row;
}

/** Counts a wrong answer; after five the password is asked again. */
export async function countPendingFailure(tx: TenantTransaction, { tenantId, id }: { tenantId: string; id: string }): Promise<void> {
  await tx
    .update(pendingSignIn)
    .set({ failures: sql`${pendingSignIn.failures} + 1` })
    .where(and(eq(pendingSignIn.tenantId, tenantId), eq(pendingSignIn.id, id)));
}

/** The second step is made: the token is worth nothing any more. */
export async function endPending(tx: TenantTransaction, { tenantId, id }: { tenantId: string; id: string }): Promise<void> {
  await tx.delete(pendingSignIn).where(and(eq(pendingSignIn.tenantId, tenantId), eq(pendingSignIn.id, id)));
}
