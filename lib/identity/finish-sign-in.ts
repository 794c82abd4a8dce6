import { and, eq } from 'drizzle-orm';
import { tenant, userAccount } from '#db/schema/index.ts';
import { inTenant, type TenantTransaction } from '#db/tenant.ts';
import { writeAudit } from '#lib/command/audit-writer.ts';
import { PasskeyAnswer } from '#lib/contracts/passkey-answers.ts';
import type { FactorMethod } from '#lib/contracts/sign-in.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { equalInConstantTime, keyedHash } from '#lib/core/secrets.ts';
import { type FactorProof, factorKeysOf, isAdministrator, proveFactor, siteOf } from '#lib/second-factors/index.ts';
import type { IdentityRuntime, SignInFacts } from './identity-runtime.ts';
import { type Entering, openSession, type SignedIn, signInOrigin } from './open-session.ts';
import { countPendingFailure, endPending, lockPending, pendingPurpose, readPendingToken } from './pending-sign-in.ts';
import { requirePasswordsAllowed } from './single-sign-on-rule.ts';

/** The second step as the form sends it. */
export interface SecondStep {
  /** What the first step answered. */
  readonly pending: string;
  readonly method: string;
  /** The code, or the passkey's answer as JSON. */
  readonly code: string;
}

/** Why no session was opened: `over` means from the start again. */
export type SecondStepFailure = 'wrong' | 'over';

type PendingRow = NonNullable<Awaited<ReturnType<typeof lockPending>>>;

const methods: readonly FactorMethod[] = ['passkey', 'totp', 'sms', 'recovery'];
const codeLengthMax = 12_000;

/** Reads JSON of a browser; undefined for what is no answer of a passkey. */
export function readPasskeyAnswer(text: string): PasskeyAnswer | undefined {
  try {
    return text.length > codeLengthMax ? undefined : PasskeyAnswer.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Undefined for what is no proof at all. */
async function proofOf(
  tx: TenantTransaction,
  { method: given, code }: SecondStep,
  pending: PendingRow,
  { pepper, facts, now }: { pepper: Buffer; facts: SignInFacts; now: Date },
): Promise<FactorProof | undefined> {
  const method = methods.find((known) => known === given);
  if (method === undefined) return undefined;
  if (method === 'sms') {
    const given = keyedHash(pepper, `sms:${pending.id}:${code.trim()}`);
    return { method, isRight: pending.codeHash !== null && equalInConstantTime(given, pending.codeHash) };
  }
  if (method !== 'passkey') return { method, code: code.trim() };
  const answer = readPasskeyAnswer(code);
  if (answer === undefined) return undefined;
  const needsVerification = await isAdministrator(tx, pending, now);
  return { method, answer, purpose: pendingPurpose(pending.id), site: siteOf(facts.site), needsVerification };
}

/** The account, if it may still enter. */
export async function enteringOf(
  tx: TenantTransaction,
  { tenantId, userId }: { tenantId: string; userId: string },
): Promise<Entering | undefined> {
  const [row] = await tx
    .select({ email: userAccount.email })
    .from(userAccount)
    .innerJoin(tenant, eq(tenant.tenantId, userAccount.tenantId))
    .where(
      and(eq(userAccount.tenantId, tenantId), eq(userAccount.id, userId), eq(userAccount.status, 'active'), eq(tenant.status, 'active')),
    );
  return row === undefined ? undefined : { tenantId, userId, email: row.email };
}

/**
 * The second step of a sign-in: opens the session that the right password did not. Throws `rate_limited` after too many
 * wrong answers of the person, wherever they were given, and SingleSignOnError where passwords are refused since the first step.
 */
export async function finishSignIn(
  runtime: Pick<IdentityRuntime, 'clock' | 'keys' | 'databases'>,
  step: SecondStep,
  facts: SignInFacts,
): Promise<SignedIn | SecondStepFailure> {
  const keys = factorKeysOf(runtime.keys.masterKeys);
  const token = readPendingToken(keys.pepper, step.pending);
  if (token === undefined) return 'over';
  const now = new Date(runtime.clock.now());
  return inTenant(runtime.databases.app, token.tenantId, async (tx) => {
    const pending = await lockPending(tx, token, now);
    const account = pending === undefined ? undefined : await enteringOf(tx, pending);
    if (pending === undefined || account === undefined) return 'over';
    const proof = await proofOf(tx, step, pending, { pepper: keys.pepper, facts, now });
    if (proof === undefined) return 'wrong';
    if (!(await proveFactor(tx, keys, account, proof, now))) {
      await countPendingFailure(tx, pending);
      const change = { resource: 'user', id: toPublicId('user', account.userId), before: null, after: { second_factor: proof.method } };
      await writeAudit(tx, signInOrigin(account, facts, 'anonymous'), 'session.sign_in', [change], now, 'failed');
      return 'wrong';
    }
    // Enforced since the password was typed, or no longer for this person: the first step's answer may be minutes old.
    await requirePasswordsAllowed(tx, account);
    await endPending(tx, pending);
    return (await openSession(runtime, tx, account, facts, proof.method)) ?? 'over';
  });
}
