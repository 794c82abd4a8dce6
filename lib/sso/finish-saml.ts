import { createHash, randomBytes } from 'node:crypto';
import { and, eq, gt, lt } from 'drizzle-orm';
import { ssoFlow, ssoUsedAssertion } from '#db/schema/index.ts';
import { inTenant, type TenantTransaction } from '#db/tenant.ts';
import { newUuid } from '#lib/core/ids.ts';
import { keyedHash } from '#lib/core/secrets.ts';
import { type ProviderPerson, readPerson } from './claims.ts';
import type { SsoConnectionRow } from './connection-rows.ts';
import { splitPrivateKeys } from './encryption-keys.ts';
import { enter, noteRefusal, type ProviderSession, type SsoOutcome } from './enter.ts';
import { answerFlow, isBoundTo, type SsoFlowRow } from './flow.ts';
import { openSecret } from './open-secret.ts';
import { checkResponse } from './saml/check-response.ts';
import type { ReadAssertion } from './saml/read-assertion.ts';
import { samlAddresses } from './saml/service-provider.ts';
import { invalid, SsoRefusal } from './sso-refusal.ts';
import type { SsoFacts, SsoRuntime } from './sso-runtime.ts';

/** How long a verified answer waits for its browser, in milliseconds. */
const ticketMs = 120_000;

/** What a verified assertion comes to. `confirm`: the provider began, so that a person has to say yes first. */
export type SamlOutcome =
  | { readonly kind: 'ticket'; readonly ticket: string; readonly confirm: boolean }
  | Extract<SsoOutcome, { kind: 'refused' }>;

interface SamlAnswer {
  readonly person: ProviderPerson;
  readonly provider: ProviderSession;
}

/** What is kept between the two steps is our own and goes through no other hands. */
const isAnswer = (value: unknown): value is SamlAnswer =>
  typeof value === 'object' && value !== null && 'person' in value && 'provider' in value;

/** Each assertion is taken once; its id is kept until it would have expired. */
async function useOnce(tx: TenantTransaction, connection: SsoConnectionRow, { id, expiresAt }: ReadAssertion, now: Date): Promise<void> {
  const { tenantId, id: connectionId } = connection;
  await tx.delete(ssoUsedAssertion).where(and(eq(ssoUsedAssertion.tenantId, tenantId), lt(ssoUsedAssertion.expiresAt, now)));
  const digest = createHash('sha256').update(id).digest('hex');
  const used = await tx
    .insert(ssoUsedAssertion)
    .values({ tenantId, connectionId, digest, expiresAt })
    .onConflictDoNothing()
    .returning({ digest: ssoUsedAssertion.digest });
  if (used.length === 0) throw new SsoRefusal('replayed', 'The assertion was used already');
}

/** The flow that an assertion answers; where the provider began and may, a new one that is bound to no browser. */
async function flowOf(
  tx: TenantTransaction,
  connection: SsoConnectionRow,
  { inResponseTo, id }: ReadAssertion,
  now: Date,
): Promise<SsoFlowRow> {
  const { tenantId, id: connectionId } = connection;
  if (inResponseTo !== null) return answerFlow(tx, now, { tenantId, connectionId }, inResponseTo.slice(0, 100));
  if (!connection.allowIdpInitiated)
    throw invalid('The provider began the sign-in, which is switched off for this connection (no InResponseTo)');
  const handle = `idp:${createHash('sha256').update(id).digest('hex')}`;
  const expiresAt = new Date(now.getTime() + ticketMs);
  const begun = {
    tenantId,
    connectionId,
    id: newUuid(now.getTime()),
    handle,
    purpose: 'sign_in',
    next: '/',
    answeredAt: now,
    expiresAt,
  } as const;
  const [flow] = await tx.insert(ssoFlow).values(begun).returning();
  if (flow === undefined) throw new Error('The flow was not stored');
  return flow;
}

function personOf(read: ReadAssertion, { claims }: SsoConnectionRow): SamlAnswer {
  const looksLikeAddress = read.nameId.includes('@') ? read.nameId : null;
  return {
    person: readPerson(read.nameId, read.attributes, claims, looksLikeAddress),
    provider: { id: read.sessionIndex, nameIdFormat: read.nameIdFormat, idToken: null },
  };
}

/**
 * Takes a SAML response at the Assertion Consumer Service. The browser comes here from another site and so without its
 * cookies; what was verified waits for it under a ticket, and the next step, which has the cookies, opens the session.
 */
export async function receiveAssertion(
  runtime: SsoRuntime,
  connection: SsoConnectionRow,
  samlResponse: string,
  facts: SsoFacts,
): Promise<SamlOutcome> {
  const { tenantId } = connection;
  const now = new Date(runtime.command.clock.now());
  try {
    const openKeys = () =>
      inTenant(runtime.command.databases.app, tenantId, (tx) => openSecret(tx, runtime.command, connection), { readOnly: true }).then(
        splitPrivateKeys,
      );
    const read = await checkResponse(samlResponse, connection, samlAddresses(facts.origin, connection), { nowMs: now.getTime(), openKeys });
    const ticket = randomBytes(32).toString('base64url');
    const ticketHash = keyedHash(runtime.keys.sessionPepper, `sso-ticket:${ticket}`);
    const flow = await inTenant(runtime.command.databases.app, tenantId, async (tx) => {
      await useOnce(tx, connection, read, now);
      const answered = await flowOf(tx, connection, read, now);
      const answer = { ...personOf(read, connection) };
      await tx
        .update(ssoFlow)
        .set({ answer, ticketHash })
        .where(and(eq(ssoFlow.tenantId, tenantId), eq(ssoFlow.id, answered.id)));
      return answered;
    });
    return { kind: 'ticket', ticket, confirm: flow.bindingHash === null };
  } catch (error) {
    if (!(error instanceof SsoRefusal)) throw error;
    await noteRefusal(runtime, connection, error, facts);
    return { kind: 'refused', code: error.code, next: null };
  }
}

const expired = (): SsoRefusal =>
  new SsoRefusal('flow_expired', 'The answer was waited for too long, was taken already, or is another browser’s');

function waiting(runtime: SsoRuntime, connection: SsoConnectionRow, ticket: string) {
  const now = runtime.command.clock.now();
  const hash = keyedHash(runtime.keys.sessionPepper, `sso-ticket:${ticket}`);
  return and(
    ...[eq(ssoFlow.tenantId, connection.tenantId), eq(ssoFlow.connectionId, connection.id), eq(ssoFlow.ticketHash, hash)],
    gt(ssoFlow.answeredAt, new Date(now - ticketMs)),
  );
}

/** The flow behind a ticket, while it waits; for the cookie's name and for the question before a sign-in the provider began. */
export async function readTicket(
  runtime: SsoRuntime,
  connection: SsoConnectionRow,
  ticket: string,
): Promise<{ readonly handle: string; readonly isBound: boolean; readonly email: string | null } | undefined> {
  const [flow] = await inTenant(runtime.command.databases.app, connection.tenantId, (tx) =>
    tx
      .select()
      .from(ssoFlow)
      .where(waiting(runtime, connection, ticket)),
  );
  if (flow === undefined) return undefined;
  return { handle: flow.handle, isBound: flow.bindingHash !== null, email: isAnswer(flow.answer) ? flow.answer.person.email : null };
}

/**
 * Ends a sign-in by SAML in the browser that began it. Where the provider began there is none, and the person must have
 * `confirmed` on a page of ours: a link of somebody else cannot sign a browser in to their account.
 */
export async function finishSamlSignIn(
  runtime: SsoRuntime,
  connection: SsoConnectionRow,
  given: { readonly ticket: string; readonly browserSecret: string | undefined; readonly confirmed: boolean },
  facts: SsoFacts,
): Promise<SsoOutcome> {
  const { tenantId } = connection;
  try {
    const { flow, answer } = await inTenant(runtime.command.databases.app, tenantId, async (tx) => {
      const [found] = await tx
        .select()
        .from(ssoFlow)
        .where(waiting(runtime, connection, given.ticket))
        .for('update');
      if (found === undefined || !isAnswer(found.answer)) throw expired();
      const mayEnd = found.bindingHash === null ? given.confirmed : isBoundTo(runtime, found, given.browserSecret);
      if (!mayEnd) throw expired();
      await tx
        .update(ssoFlow)
        .set({ answer: null, ticketHash: null })
        .where(and(eq(ssoFlow.tenantId, tenantId), eq(ssoFlow.id, found.id)));
      return { flow: found, answer: found.answer };
    });
    return await enter(runtime, connection, flow, answer.person, answer.provider, facts);
  } catch (error) {
    if (!(error instanceof SsoRefusal)) throw error;
    await noteRefusal(runtime, connection, error, facts);
    return { kind: 'refused', code: error.code, next: null };
  }
}
