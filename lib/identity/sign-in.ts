import { setTimeout as sleep } from 'node:timers/promises';
import { eq } from 'drizzle-orm';
import { securitySetting } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import { writeAudit } from '#lib/command/audit-writer.ts';
import { defaultSessionRules, isAllowedOrigin } from '#lib/command/session-rules.ts';
import { emailLengthMax } from '#lib/contracts/fields.ts';
import { passwordLengthMax } from '#lib/contracts/users.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { requireAllowance } from '#lib/rate-limits/request-limiter.ts';
import { hasFactor, heldFactors } from '#lib/second-factors/index.ts';
import { type Account, findAccounts } from './accounts.ts';
import type { IdentityRuntime, SignInFacts } from './identity-runtime.ts';
import { openSession, type SignedIn, signInOrigin } from './open-session.ts';
import { OrganizationChoiceError } from './organization-choice.ts';
import { verifyInTurn } from './password-work.ts';
import { askSecondFactor } from './pending-sign-in.ts';
import { SecondFactorError } from './second-factor-error.ts';
import { requirePasswordsAllowed } from './single-sign-on-rule.ts';

export interface SignInInput {
  readonly email: string;
  readonly password: string;
  /** The organization, where the person has chosen one; empty: any. */
  readonly tenantSlug: string;
}

/** A refusal is given no sooner than this after the question, so that its time tells nothing about what was found. */
export const refusalMs = 1000;

/** Notes a failed attempt in the audit trail of each organization it was aimed at. */
async function noteFailure(runtime: IdentityRuntime, accounts: readonly Account[], facts: SignInFacts): Promise<void> {
  const now = new Date(runtime.clock.now());
  for (const account of accounts) {
    const change = { resource: 'user', id: toPublicId('user', account.userId), before: null, after: null };
    await inTenant(runtime.databases.app, account.tenantId, (tx) =>
      writeAudit(tx, signInOrigin(account, facts, 'anonymous'), 'session.sign_in', [change], now, 'failed'),
    );
  }
}

/**
 * What comes of a password that fits: a session, or the question for the second factor. Null when the account was
 * deactivated a moment ago, and where the organization lets nobody in from there: who guesses learns nothing.
 */
async function enter(runtime: IdentityRuntime, account: Account, facts: SignInFacts): Promise<SignedIn | null> {
  const { tenantId } = account;
  const entered = await inTenant(runtime.databases.app, tenantId, async (tx) => {
    const [rules] = await tx.select().from(securitySetting).where(eq(securitySetting.tenantId, tenantId));
    if (!isAllowedOrigin({ ip: facts.ip, country: facts.country ?? null }, rules ?? defaultSessionRules)) return null;
    await requirePasswordsAllowed(tx, account);
    const held = await heldFactors(tx, account);
    if (hasFactor(held)) return { question: await askSecondFactor(runtime, tx, account, held, facts) };
    return { session: await openSession(runtime, tx, account, facts, 'password') };
  });
  if (entered?.question !== undefined) throw new SecondFactorError(entered.question);
  return entered?.session ?? null;
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
  const signedIn = account === undefined ? null : await enter(runtime, account, facts);
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
 * suspended organization, a temporary password that ran out and an address the organization lets nobody in from, all alike.
 * Throws `rate_limited` after too many failures, OrganizationChoiceError when the password fits in several organizations,
 * SingleSignOnError where passwords are refused, and SecondFactorError when a second factor is awaited.
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
    // A choice to be made, another way to be taken or a second factor asked for means that the password was right; anything else
    // that nobody got to look at it.
    attempt.discard();
    throw error;
  }
}
