import { randomBytes } from 'node:crypto';
import { and, desc, eq, gt, inArray, isNull } from 'drizzle-orm';
import { securitySetting, session, userAccount } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { type AuditOrigin, writeAudit } from '#lib/command/audit-writer.ts';
import { defaultSessionRules, isAllowedOrigin } from '#lib/command/session-rules.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { keyedHash } from '#lib/core/secrets.ts';
import { writeOutbox } from '#lib/events/outbox.ts';
import type { IdentityRuntime, SignInFacts } from './identity-runtime.ts';

/** Who signed in, and the secret for the cookie; it is stored as a keyed hash only. */
export interface SignedIn {
  readonly id: string;
  readonly sessionSecret: string;
}

/** An account whose proofs were all right. */
export interface Entering {
  readonly tenantId: string;
  readonly userId: string;
  readonly email: string;
}

/** The origin of an audit entry of a sign-in; `anonymous` while nobody has proven who they are. */
export const signInOrigin = (account: Entering, facts: SignInFacts, actorKind: AuditOrigin['actorKind']): AuditOrigin => ({
  tenantId: account.tenantId,
  actorKind,
  actorId: actorKind === 'user' ? account.userId : null,
  actorName: account.email,
  ...{ ip: facts.ip, userAgent: facts.userAgent, requestId: facts.requestId },
});

/** Ends the oldest running sessions of a person, so that with the one that is opened they are no more than `most`. */
async function makeRoom(tx: TenantTransaction, { tenantId, userId }: Entering, most: number, now: Date): Promise<number> {
  const own = and(eq(session.tenantId, tenantId), eq(session.userId, userId), isNull(session.revokedAt), gt(session.expiresAt, now));
  const running = await tx.select({ id: session.id }).from(session).where(own).orderBy(desc(session.lastSeenAt), desc(session.id));
  const surplus = running.slice(most - 1).map(({ id }) => id);
  if (surplus.length === 0) return 0;
  await tx
    .update(session)
    .set({ revokedAt: now })
    .where(and(own, inArray(session.id, surplus)));
  return surplus.length;
}

/**
 * Opens a session in the caller's transaction, with a new secret each time, so that nothing a browser held before lives on in
 * it; for as long as the organization allows, in place of the oldest where a person may have so many. `method` says how the
 * person proved who they are. Null when the account was deactivated a moment ago, and where the organization lets nobody in
 * from there.
 */
export async function openSession(
  runtime: Pick<IdentityRuntime, 'clock'> & { readonly keys: Pick<IdentityRuntime['keys'], 'sessionPepper'> },
  tx: TenantTransaction,
  account: Entering,
  facts: SignInFacts,
  method: string,
): Promise<SignedIn | null> {
  const { tenantId, userId } = account;
  const now = new Date(runtime.clock.now());
  const [rules] = await tx.select().from(securitySetting).where(eq(securitySetting.tenantId, tenantId));
  if (!isAllowedOrigin({ ip: facts.ip, country: facts.country ?? null }, rules ?? defaultSessionRules)) return null;
  const [entered] = await tx
    .update(userAccount)
    .set({ lastSignInAt: now })
    .where(and(eq(userAccount.tenantId, tenantId), eq(userAccount.id, userId), eq(userAccount.status, 'active')))
    .returning({ id: userAccount.id });
  if (entered === undefined) return null;
  const sessionsEnded = rules === undefined || rules.sessionsMax === null ? 0 : await makeRoom(tx, account, rules.sessionsMax, now);
  const sessionSecret = randomBytes(32).toString('base64url');
  const id = newUuid(now.getTime());
  const expiresAt = new Date(now.getTime() + (rules ?? defaultSessionRules).absoluteMinutes * 60_000);
  await tx.insert(session).values({
    ...{ tenantId, id, userId, secretHash: keyedHash(runtime.keys.sessionPepper, sessionSecret) },
    ...{ createdAt: now, lastSeenAt: now, verifiedAt: now, expiresAt, method },
    ...{ ip: facts.ip, userAgent: facts.userAgent.slice(0, 400) },
  });
  const opened = { user_id: toPublicId('user', userId), expires_at: expiresAt, method, sessions_ended: sessionsEnded };
  const change = { resource: 'session', id: toPublicId('session', id), before: null, after: opened };
  await writeAudit(tx, signInOrigin(account, facts, 'user'), 'session.sign_in', [change], now);
  await writeOutbox(tx, tenantId, [{ name: 'user.signed_in', payload: { user_id: toPublicId('user', userId) } }]);
  return { id: userId, sessionSecret };
}
