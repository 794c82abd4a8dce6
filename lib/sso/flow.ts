import { randomBytes } from 'node:crypto';
import { and, eq, gt, isNull, lt } from 'drizzle-orm';
import { ssoFlow } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { newUuid } from '#lib/core/ids.ts';
import { equalInConstantTime, keyedHash } from '#lib/core/secrets.ts';
import { SsoRefusal } from './sso-refusal.ts';
import type { SsoRuntime } from './sso-runtime.ts';

/** How long somebody may take at the provider, in seconds. */
export const flowSeconds = 600;

export type SsoFlowRow = typeof ssoFlow.$inferSelect;

/** What a new flow is for. */
export interface FlowPurpose {
  readonly tenantId: string;
  readonly connectionId: string;
  readonly purpose: SsoFlowRow['purpose'];
  /** A path of ours; see `localPath`. */
  readonly next: string;
}

/** 256 random bits for a cookie. */
export const newBrowserSecret = (): string => randomBytes(32).toString('base64url');

/** Values of a flow that the database never sees: they follow from what the browser holds. */
export const flowValue = (browserSecret: string, flow: { readonly handle: string }, what: 'nonce' | 'verifier'): string =>
  keyedHash(Buffer.from(browserSecret), `${what}:${flow.handle}`);

const bindingOf = ({ keys }: SsoRuntime, browserSecret: string): string => keyedHash(keys.sessionPepper, `sso-flow:${browserSecret}`);

/** Begins a flow that only the browser with this secret can end; answers its handle. Flows that ran out are forgotten on the way. */
export async function beginFlow(tx: TenantTransaction, runtime: SsoRuntime, purpose: FlowPurpose, browserSecret: string): Promise<string> {
  const { tenantId } = purpose;
  const nowMs = runtime.command.clock.now();
  const now = new Date(nowMs);
  // An XML ID may not begin with a digit (SAML Core 1.3.4); a `state` may begin with anything.
  const handle = `_${randomBytes(24).toString('hex')}`;
  await tx.delete(ssoFlow).where(and(eq(ssoFlow.tenantId, tenantId), lt(ssoFlow.expiresAt, new Date(nowMs - flowSeconds * 1000))));
  await tx.insert(ssoFlow).values({
    ...{ ...purpose, id: newUuid(nowMs), handle, bindingHash: bindingOf(runtime, browserSecret) },
    ...{ createdAt: now, expiresAt: new Date(nowMs + flowSeconds * 1000) },
  });
  return handle;
}

/** Whether this browser began the flow. */
export function isBoundTo(runtime: SsoRuntime, flow: Pick<SsoFlowRow, 'bindingHash'>, browserSecret: string | undefined): boolean {
  if (flow.bindingHash === null || browserSecret === undefined) return false;
  return equalInConstantTime(flow.bindingHash, bindingOf(runtime, browserSecret));
}

/**
 * Takes the one answer that a flow gets: of two at once, one finds it answered. Throws SsoRefusal for flows of other
 * connections, those that ran out and those that were answered.
 */
export async function answerFlow(
  tx: TenantTransaction,
  now: Date,
  { tenantId, connectionId }: { readonly tenantId: string; readonly connectionId: string },
  handle: string,
): Promise<SsoFlowRow> {
  const own = and(eq(ssoFlow.tenantId, tenantId), eq(ssoFlow.connectionId, connectionId), eq(ssoFlow.handle, handle));
  const [flow] = await tx
    .update(ssoFlow)
    .set({ answeredAt: now })
    .where(and(own, isNull(ssoFlow.answeredAt), gt(ssoFlow.expiresAt, now)))
    .returning();
  if (flow !== undefined) return flow;
  const [known] = await tx.select({ answeredAt: ssoFlow.answeredAt }).from(ssoFlow).where(own);
  if (known?.answeredAt != null) throw new SsoRefusal('replayed', 'The answer belongs to a sign-in that was answered already');
  throw new SsoRefusal('flow_expired', 'The answer belongs to no sign-in that is under way here');
}
