import { and, eq } from 'drizzle-orm';
import { ssoFlow } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import type { SsoConnectionRow } from './connection-rows.ts';
import { enter, noteRefusal, type SsoOutcome } from './enter.ts';
import { answerFlow, isBoundTo, type SsoFlowRow } from './flow.ts';
import { finishOidc, type OidcAnswer } from './oidc/finish-oidc.ts';
import { openSecret } from './open-secret.ts';
import { SsoRefusal } from './sso-refusal.ts';
import type { SsoFacts, SsoRuntime } from './sso-runtime.ts';

/** What came back from a provider by the browser's address bar. */
export interface OidcReturn extends OidcAnswer {
  readonly state: string | null;
  /** What the browser kept of the flow that `state` names; undefined for a browser that began none. */
  readonly browserSecret: string | undefined;
}

/**
 * Takes the answer, once, if this browser began the flow. The binding is looked at first: whoever has a browser follow a link
 * with a code of their own (login CSRF) uses nothing up and opens nothing.
 */
async function takeAnswer(
  runtime: SsoRuntime,
  connection: SsoConnectionRow,
  { state, browserSecret }: OidcReturn,
): Promise<{ flow: SsoFlowRow; browserSecret: string; clientSecret: string }> {
  const { tenantId, id: connectionId } = connection;
  const expired = new SsoRefusal('flow_expired', 'The answer came to a browser that began no sign-in here');
  if (state === null || browserSecret === undefined) throw expired;
  const now = new Date(runtime.command.clock.now());
  return inTenant(runtime.command.databases.app, tenantId, async (tx) => {
    const own = and(eq(ssoFlow.tenantId, tenantId), eq(ssoFlow.connectionId, connectionId), eq(ssoFlow.handle, state.slice(0, 100)));
    const [begun] = await tx.select().from(ssoFlow).where(own);
    if (begun === undefined || !isBoundTo(runtime, begun, browserSecret)) throw expired;
    const flow = await answerFlow(tx, now, { tenantId, connectionId }, begun.handle);
    return { flow, browserSecret, clientSecret: await openSecret(tx, runtime.command, connection) };
  });
}

/** Ends a sign-in by OpenID Connect: from the provider's answer to a session, a test or a refusal. */
export async function finishOidcSignIn(
  runtime: SsoRuntime,
  connection: SsoConnectionRow,
  answer: OidcReturn,
  facts: SsoFacts,
): Promise<SsoOutcome> {
  let next: string | null = null;
  try {
    const { flow, browserSecret, clientSecret } = await takeAnswer(runtime, connection, answer);
    if (flow.purpose === 'test') next = flow.next;
    const now = new Date(runtime.command.clock.now());
    const ending = { handle: flow.handle, browserSecret, clientSecret, origin: facts.origin, now };
    const { person, provider } = await finishOidc(runtime.command.outbound, connection, answer, ending);
    return await enter(runtime, connection, flow, person, provider, facts);
  } catch (error) {
    if (!(error instanceof SsoRefusal)) throw error;
    await noteRefusal(runtime, connection, error, facts);
    return { kind: 'refused', code: error.code, next };
  }
}
