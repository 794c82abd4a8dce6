import { and, count, eq, gt } from 'drizzle-orm';
import { session, ssoSession, ssoSyncLog } from '#db/schema/index.ts';
import { inTenant, type TenantTransaction } from '#db/tenant.ts';
import { dataKeyForSealing, sealCredential } from '#lib/connections/keyring.ts';
import type { SsoFailureCode } from '#lib/contracts/sso-failures.ts';
import { keyedHash } from '#lib/core/secrets.ts';
import { openSession } from '#lib/identity/open-session.ts';
import { type Admitted, admitPerson } from './admit-person.ts';
import type { ProviderPerson } from './claims.ts';
import type { SsoConnectionRow } from './connection-rows.ts';
import type { SsoFlowRow } from './flow.ts';
import { SsoRefusal } from './sso-refusal.ts';
import type { SsoFacts, SsoRuntime } from './sso-runtime.ts';
import { writeSyncLog } from './sync-log.ts';

/** What the provider's own sign-out wants to be told later. */
export interface ProviderSession {
  readonly id: string | null;
  readonly nameIdFormat: string | null;
  readonly idToken: string | null;
}

/** How a sign-in ended. `next` is a path of ours. */
export type SsoOutcome =
  | { readonly kind: 'entered'; readonly sessionSecret: string; readonly next: string }
  | { readonly kind: 'tested'; readonly next: string }
  | { readonly kind: 'refused'; readonly code: SsoFailureCode; readonly next: string | null };

/** Thrown to undo what a test did. */
class TestEnded extends Error {
  readonly admitted: Admitted;
  constructor(admitted: Admitted) {
    super('A test changes nothing');
    this.admitted = admitted;
  }
}

async function keepProviderSession(
  tx: TenantTransaction,
  runtime: SsoRuntime,
  connection: SsoConnectionRow,
  { subject }: ProviderPerson,
  sessionSecret: string,
  provider: ProviderSession,
): Promise<void> {
  const { tenantId, id: connectionId } = connection;
  const [opened] = await tx
    .select({ id: session.id })
    .from(session)
    .where(and(eq(session.tenantId, tenantId), eq(session.secretHash, keyedHash(runtime.keys.sessionPepper, sessionSecret))));
  if (opened === undefined) throw new Error('The session that was just opened is not there');
  const dataKey = provider.idToken === null ? null : await dataKeyForSealing(tx, tenantId, runtime.command.masterKeys);
  const sealed =
    dataKey === null || provider.idToken === null
      ? {}
      : { credential: sealCredential(dataKey, tenantId, opened.id, provider.idToken), encryptionKeyId: dataKey.id };
  await tx.insert(ssoSession).values({
    ...{ tenantId, sessionId: opened.id, connectionId, subject },
    ...{ providerSession: provider.id, nameIdFormat: provider.nameIdFormat, ...sealed },
  });
}

/** Lets a person in and opens the session, all or nothing. */
async function signInPerson(
  runtime: SsoRuntime,
  connection: SsoConnectionRow,
  person: ProviderPerson,
  provider: ProviderSession,
  facts: SsoFacts,
): Promise<string> {
  const { tenantId, id: connectionId } = connection;
  const now = new Date(runtime.command.clock.now());
  return inTenant(runtime.command.databases.app, tenantId, async (tx) => {
    const admitted = await admitPerson(tx, connection, person, facts, now);
    const { userId, email, outcome, changes } = admitted;
    const identity = { clock: runtime.command.clock, keys: runtime.keys };
    const opened = await openSession(identity, tx, { tenantId, userId, email }, facts, 'sso');
    if (opened === null) throw new SsoRefusal('deactivated', `The account of ${email} was deactivated a moment ago`);
    await keepProviderSession(tx, runtime, connection, person, opened.sessionSecret, provider);
    const detail = { signed_in: 'Signed in', updated: 'Signed in, and was updated', provisioned: 'Got an account and signed in' }[outcome];
    const entry = { connectionId, userId, email, outcome, detail, changes: [...changes], requestId: facts.requestId };
    await writeSyncLog(tx, tenantId, now, entry);
    return opened.sessionSecret;
  });
}

/** Does all that a sign-in would do, and undoes it; what it would have been stands in the sync log. */
async function tryPerson(runtime: SsoRuntime, connection: SsoConnectionRow, person: ProviderPerson, facts: SsoFacts): Promise<void> {
  const { tenantId, id: connectionId } = connection;
  const { app } = runtime.command.databases;
  const now = new Date(runtime.command.clock.now());
  const admitted = await inTenant(app, tenantId, async (tx) => {
    throw new TestEnded(await admitPerson(tx, connection, person, facts, now));
  }).catch((error: unknown) => {
    if (error instanceof TestEnded) return error.admitted;
    throw error;
  });
  const { email, outcome, changes } = admitted;
  const would = { signed_in: 'would sign in', updated: 'would be updated and sign in', provisioned: 'would get an account' }[outcome];
  const groups = person.groups.length === 0 ? 'no groups' : `the groups ${person.groups.join(', ')}`;
  const detail = `Test: ${person.name ?? email} ${would}. The provider sent ${groups}.`;
  await inTenant(app, tenantId, (tx) =>
    writeSyncLog(tx, tenantId, now, {
      ...{ connectionId, email, outcome: 'tested', detail, changes: [...changes], requestId: facts.requestId },
    }),
  );
}

/** Failures of one connection that are noted a minute: anybody can send nonsense to its addresses. */
const failuresNotedMax = 60;

async function isFlooded(tx: TenantTransaction, tenantId: string, connectionId: string, now: Date): Promise<boolean> {
  const [row] = await tx
    .select({ failures: count() })
    .from(ssoSyncLog)
    .where(
      and(
        ...[eq(ssoSyncLog.tenantId, tenantId), eq(ssoSyncLog.connectionId, connectionId)],
        ...[eq(ssoSyncLog.outcome, 'failed'), gt(ssoSyncLog.occurredAt, new Date(now.getTime() - 60_000))],
      ),
    );
  return (row?.failures ?? 0) >= failuresNotedMax;
}

/** Notes in the sync log why somebody did not get in; of answers that are not valid the first sixty a minute. */
export async function noteRefusal(
  runtime: SsoRuntime,
  connection: Pick<SsoConnectionRow, 'tenantId' | 'id'>,
  refusal: SsoRefusal,
  facts: SsoFacts,
  email: string | null = null,
): Promise<void> {
  const isFault = ['invalid_response', 'provider_unreachable', 'replayed', 'flow_expired'].includes(refusal.code);
  const { tenantId, id: connectionId } = connection;
  const now = new Date(runtime.command.clock.now());
  await inTenant(runtime.command.databases.app, tenantId, async (tx) => {
    if (isFault && (await isFlooded(tx, tenantId, connectionId, now))) return;
    await writeSyncLog(tx, tenantId, now, {
      ...{ connectionId, email, outcome: isFault ? 'failed' : 'refused', code: refusal.code, detail: refusal.message },
      requestId: facts.requestId,
    });
  });
}

/** Ends a flow whose provider has proved who the person is: a session, a test, or a refusal that stands in the sync log. */
export async function enter(
  runtime: SsoRuntime,
  connection: SsoConnectionRow,
  flow: Pick<SsoFlowRow, 'purpose' | 'next'>,
  person: ProviderPerson,
  provider: ProviderSession,
  facts: SsoFacts,
): Promise<SsoOutcome> {
  const { purpose, next } = flow;
  try {
    if (purpose === 'test') {
      await tryPerson(runtime, connection, person, facts);
      return { kind: 'tested', next };
    }
    if (connection.status !== 'active') throw new SsoRefusal('connection_off', `${connection.name} is switched off`);
    return { kind: 'entered', sessionSecret: await signInPerson(runtime, connection, person, provider, facts), next };
  } catch (error) {
    if (!(error instanceof SsoRefusal)) throw error;
    await noteRefusal(runtime, connection, error, facts, person.email);
    return { kind: 'refused', code: error.code, next: purpose === 'test' ? next : null };
  }
}
