import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { and, eq } from 'drizzle-orm';
import { session, userAccount } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import { type AuditOrigin, writeAudit } from '#lib/command/audit-writer.ts';
import { emailLengthMax } from '#lib/contracts/fields.ts';
import { passwordLengthMax } from '#lib/contracts/users.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { keyedHash } from '#lib/core/secrets.ts';
import { writeOutbox } from '#lib/events/outbox.ts';
import { requireAllowance } from '#lib/rate-limits/request-limiter.ts';
import { type Account, findAccounts } from './accounts.ts';
import type { IdentityRuntime, SignInFacts } from './identity-runtime.ts';
import { OrganizationChoiceError } from './organization-choice.ts';
import { verifyInTurn } from './password-work.ts';
import { sessionSeconds } from './session-lifetime.ts';

export interface SignInInput {
  readonly email: string;
  readonly password: string;
  /** The organization, where the person has chosen one; empty: any. */
  readonly tenantSlug: string;
}

/** Who signed in, and the secret for the cookie; it is stored as a keyed hash only. */
export interface SignedIn {
  readonly id: string;
  readonly sessionSecret: string;
}

/** A refusal is given no sooner than this after the question, so that its time tells nothing about what was found. */
export const refusalMs = 1000;

const originOf = (account: Account, facts: SignInFacts, actorKind: AuditOrigin['actorKind']): AuditOrigin => ({
  tenantId: account.tenantId,
  actorKind,
  actorId: actorKind === 'user' ? account.userId : null,
  actorName: account.email,
  ...facts,
});

/** Notes a failed attempt in the audit trail of each organization it was aimed at. */
async function noteFailure(runtime: IdentityRuntime, accounts: readonly Account[], facts: SignInFacts): Promise<void> {
  const now = new Date(runtime.clock.now());
  for (const account of accounts) {
    const change = { resource: 'user', id: toPublicId('user', account.userId), before: null, after: null };
    await inTenant(runtime.databases.app, account.tenantId, (tx) =>
      writeAudit(tx, originOf(account, facts, 'anonymous'), 'session.sign_in', [change], now, 'failed'),
    );
  }
}

/** Null when the account was deactivated a moment ago. */
async function openSession(runtime: IdentityRuntime, account: Account, facts: SignInFacts): Promise<SignedIn | null> {
  const { tenantId, userId } = account;
  const now = new Date(runtime.clock.now());
  const sessionSecret = randomBytes(32).toString('base64url');
  const id = newUuid(now.getTime());
  const expiresAt = new Date(now.getTime() + sessionSeconds * 1000);
  return inTenant(runtime.databases.app, tenantId, async (tx) => {
    const [entered] = await tx
      .update(userAccount)
      .set({ lastSignInAt: now })
      .where(and(eq(userAccount.tenantId, tenantId), eq(userAccount.id, userId), eq(userAccount.status, 'active')))
      .returning({ id: userAccount.id });
    if (entered === undefined) return null;
    await tx.insert(session).values({
      tenantId,
      id,
      userId,
      secretHash: keyedHash(runtime.keys.sessionPepper, sessionSecret),
      createdAt: now,
      lastSeenAt: now,
      expiresAt,
      ip: facts.ip,
      userAgent: facts.userAgent.slice(0, 400),
    });
    const opened = { user_id: toPublicId('user', userId), expires_at: expiresAt };
    const change = { resource: 'session', id: toPublicId('session', id), before: null, after: opened };
    await writeAudit(tx, originOf(account, facts, 'user'), 'session.sign_in', [change], now);
    await writeOutbox(tx, tenantId, [{ name: 'user.signed_in', payload: { user_id: toPublicId('user', userId) } }]);
    return { id: userId, sessionSecret };
  });
}

/** The accounts whose password fits; without any account one hash is computed all the same. */
async function accountsThatFit(accounts: readonly Account[], password: string): Promise<readonly Account[]> {
  if (accounts.length === 0) await verifyInTurn(password, null);
  const fits = await Promise.all(accounts.map((account) => verifyInTurn(password, account.passwordHash)));
  return accounts.filter((account, index) => fits[index] === true && account.mayEnter);
}

/** Looks for the account that the password fits, and opens a session in it. */
async function tryPassword(runtime: IdentityRuntime, input: SignInInput, email: string, facts: SignInFacts): Promise<SignedIn | null> {
  const accounts = await findAccounts(runtime, email, input.tenantSlug || null);
  const fitting = await accountsThatFit(accounts, input.password);
  if (fitting.length > 1) throw new OrganizationChoiceError(fitting.map(({ tenantSlug: slug, tenantName: name }) => ({ slug, name })));
  const [account] = fitting;
  const signedIn = account === undefined ? null : await openSession(runtime, account, facts);
  if (signedIn === null) await noteFailure(runtime, accounts, facts);
  return signedIn;
}

const isUsable = ({ password, tenantSlug }: SignInInput, email: string): boolean =>
  email.length > 0 &&
  email.length <= emailLengthMax &&
  password.length <= passwordLengthMax &&
  // PostgreSQL takes no NUL; no address and no slug has one.
  !`${email}${tenantSlug}`.includes('\0');

/**
 * Signs a person in by e-mail address and password. Null for an unknown address, a wrong password, a deactivated account, a
 * suspended organization and a temporary password that ran out, all alike. Throws `rate_limited` after too many failures,
 * and OrganizationChoiceError when the password fits in several organizations.
 */
export async function signIn(runtime: IdentityRuntime, input: SignInInput, facts: SignInFacts): Promise<SignedIn | null> {
  const email = input.email.trim().toLowerCase();
  if (!isUsable(input, email)) return null;
  if (runtime.signInLimiter !== null) await requireAllowance(runtime.signInLimiter, email, 'Too many sign-ins to this account');
  const attempt = runtime.signInGuard.begin(email, facts.ip);
  const answerAt = performance.now() + refusalMs;
  try {
    const signedIn = await tryPassword(runtime, input, email, facts);
    if (signedIn !== null) {
      attempt.succeeded();
      return signedIn;
    }
    // Without the address: it may be a password that was typed into the wrong field.
    runtime.logger.info({ requestId: facts.requestId, ip: facts.ip }, 'A sign-in failed');
    await sleep(Math.max(0, answerAt - performance.now()));
    return null;
  } catch (error) {
    // A choice to be made means that the password was right; anything else that nobody got to look at it.
    attempt.discard();
    throw error;
  }
}
