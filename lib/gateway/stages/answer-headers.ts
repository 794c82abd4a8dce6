import type { CallCharge } from '#lib/budgets/engine/call-charge.ts';
import type { AppError } from '#lib/core/errors.ts';
import { formatUsd } from '#lib/core/money.ts';
import type { UsageEvent } from '#lib/usage/usage-event.ts';
import type { GatewayCall } from '../calls/gateway-call.ts';
import type { GuardrailTrace } from '../guardrails/guardrail-trace.ts';
import type { PolicyTrace } from '../policies/policy-trace.ts';
import type { CallProtocol } from '../protocols/protocol.ts';
import type { ChosenRoute } from '../routing/chosen-route.ts';
import type { RoutedTarget } from '../routing/routed-target.ts';
import { traceparentOf } from './attempt.ts';
import { pushRateHeaders } from './rate-headers.ts';

/** Cost as a header tells it: dollars with nine places, or that the model has no price. */
export const costText = (event: Pick<UsageEvent, 'costState' | 'costNanoUsd'>): string =>
  event.costState === 'unpriced' ? 'unpriced' : formatUsd(event.costNanoUsd);

const noComment = Buffer.alloc(0);

/** The cost of a stream, told in a comment before its last event; nothing where the protocol's SDKs fail on comments. */
export const costComment = ({ hasNoComments }: CallProtocol, event: UsageEvent): Buffer =>
  hasNoComments === true ? noComment : Buffer.from(`: x-tollgate-cost: ${costText(event)}\n\n`);

/** Headers of every answer, refusals included. `x-request-id` is where OpenAI's SDKs look for the id. */
export function commonHeaders(call: GatewayCall): string[] {
  const headers = ['x-request-id', call.requestId, 'x-tollgate-request-id', call.requestId];
  const { snapshot, settings } = call.runtime;
  const staleMs = snapshot.stalenessMs();
  if (staleMs > settings.staleHeaderMs) headers.push('x-tollgate-stale', String(Math.round(staleMs / 1000)));
  const { requestIdHeader } = call.protocol ?? {};
  if (requestIdHeader !== undefined) headers.push(requestIdHeader, call.requestId);
  if (call.transformed !== null) headers.push('x-tollgate-transformed', call.transformed.acted.join(', '));
  const traceparent = traceparentOf(call);
  if (traceparent !== undefined) headers.push('traceparent', traceparent);
  return headers;
}

/** What the cache did, in the words of HTTP's caches; an answer to a similar request is one that was kept, too. */
function cacheWord({ cacheState }: GatewayCall): string | undefined {
  if (cacheState === null) return undefined;
  return cacheState === 'similar' ? 'hit; similar' : cacheState;
}
/** The route with its version and, once a target was chosen, the strategies that chose it. */
const routeText = ({ name, version }: ChosenRoute, target: RoutedTarget | null): string =>
  target === null || target.routing.via === null
    ? `${name}; version=${version}`
    : `${name}; version=${version}; via="${target.routing.via}"`;

/** Headers of what a target answered. */
export function servedHeaders(call: GatewayCall): string[] {
  const headers = commonHeaders(call);
  const { target } = call;
  const label = target?.label ?? call.keptFrom?.label;
  if (label !== undefined) headers.push('x-tollgate-target', label);
  if (call.route !== null) headers.push('x-tollgate-route', routeText(call.route, target));
  const cache = cacheWord(call);
  if (cache !== undefined) headers.push('x-tollgate-cache', cache);
  if (call.attempts > 0) headers.push('x-tollgate-attempts', String(call.attempts));
  if (call.charge !== null && call.isHeld) pushBudgetRemaining(headers, call.charge);
  if (call.thresholds !== null) headers.push('x-tollgate-budget-action', call.thresholds.toHeader());
  if (call.policies !== null) pushPolicies(headers, call.policies);
  if (call.guardrails !== null) pushGuardrails(headers, call.guardrails);
  if (call.rate !== null) pushRateHeaders(headers, call);
  if (call.outputCap !== null) headers.push('x-tollgate-output-cap', String(call.outputCap));
  return headers;
}

/** Which policies in force were about the call, and what they came to; what only watches is nobody's business but the tenant's. */
function pushPolicies(headers: string[], trace: PolicyTrace): void {
  const text = trace.toHeader();
  if (text !== '') headers.push('x-tollgate-policy', text);
}

/** What guardrails in force did; what an answer's stream brings after its head stands in the record of the call. */
function pushGuardrails(headers: string[], trace: GuardrailTrace): void {
  const text = trace.toHeader();
  if (text !== '') headers.push('x-tollgate-guardrail', text);
}

/** What is left of the tightest budget, as far as this process knows; others spend of it too. */
function pushBudgetRemaining(headers: string[], charge: CallCharge): void {
  const remaining = charge.remainingNanoUsd();
  if (remaining !== undefined) headers.push('x-tollgate-budget-remaining', formatUsd(remaining));
}

export const streamType = 'text/event-stream; charset=utf-8';

export function streamHeaders(call: GatewayCall): string[] {
  const headers = servedHeaders(call);
  headers.push('content-type', streamType, 'cache-control', 'no-cache, no-transform', 'x-accel-buffering', 'no');
  if (call.bound !== null && call.target?.price !== undefined) headers.push('x-tollgate-cost-max', formatUsd(call.bound.nanoUsd));
  return headers;
}

export function errorHeaders(call: GatewayCall, error: AppError, bytes: number): string[] {
  const headers = servedHeaders(call);
  headers.push('content-type', 'application/json', 'content-length', String(bytes), 'cache-control', 'no-store');
  // OpenAI's SDKs retry 408, 409, 429 and 5xx unless they are told that it does not help.
  if (!error.retryable && error.headers['x-should-retry'] === undefined) headers.push('x-should-retry', 'false');
  for (const [name, value] of Object.entries(error.headers)) headers.push(name, value);
  return headers;
}
