import type { CallCharge } from '#lib/budgets/engine/call-charge.ts';
import type { AppError } from '#lib/core/errors.ts';
import { formatUsd } from '#lib/core/money.ts';
import type { UsageEvent } from '#lib/usage/usage-event.ts';
import type { GatewayCall } from '../calls/gateway-call.ts';
import { traceparentOf } from './attempt.ts';

/** Cost as a header tells it: dollars with nine places, or that the model has no price. */
export const costText = (event: Pick<UsageEvent, 'costState' | 'costNanoUsd'>): string =>
  event.costState === 'unpriced' ? 'unpriced' : formatUsd(event.costNanoUsd);

/** Headers of every answer, refusals included. `x-request-id` is where OpenAI's SDKs look for the id. */
export function commonHeaders(call: GatewayCall): string[] {
  const headers = ['x-request-id', call.requestId, 'x-tollgate-request-id', call.requestId];
  const { snapshot, settings } = call.runtime;
  const staleMs = snapshot.stalenessMs();
  if (staleMs > settings.staleHeaderMs) headers.push('x-tollgate-stale', String(Math.round(staleMs / 1000)));
  const { requestIdHeader } = call.protocol ?? {};
  if (requestIdHeader !== undefined) headers.push(requestIdHeader, call.requestId);
  const traceparent = traceparentOf(call);
  if (traceparent !== undefined) headers.push('traceparent', traceparent);
  return headers;
}

/** Headers of what a target answered. */
export function servedHeaders(call: GatewayCall): string[] {
  const headers = commonHeaders(call);
  const { target } = call;
  if (target !== null) headers.push('x-tollgate-target', target.label);
  if (call.attempts > 0) headers.push('x-tollgate-attempts', String(call.attempts));
  if (call.charge !== null && call.isHeld) pushBudgetRemaining(headers, call.charge);
  if (call.outputCap !== null) headers.push('x-tollgate-output-cap', String(call.outputCap));
  return headers;
}

/** What is left of the tightest budget, as far as this process knows; others spend of it too. */
function pushBudgetRemaining(headers: string[], charge: CallCharge): void {
  const remaining = charge.remainingNanoUsd();
  if (remaining !== undefined) headers.push('x-tollgate-budget-remaining', formatUsd(remaining));
}

export function streamHeaders(call: GatewayCall): string[] {
  const headers = servedHeaders(call);
  headers.push('content-type', 'text/event-stream; charset=utf-8', 'cache-control', 'no-cache, no-transform', 'x-accel-buffering', 'no');
  if (call.bound !== null && call.target?.price !== undefined) headers.push('x-tollgate-cost-max', formatUsd(call.bound.nanoUsd));
  return headers;
}

export function errorHeaders(call: GatewayCall, error: AppError, bytes: number): string[] {
  const headers = servedHeaders(call);
  headers.push('content-type', 'application/json', 'content-length', String(bytes), 'cache-control', 'no-store');
  // OpenAI's SDKs retry 408, 409, 429 and 5xx unless they are told that it does not help.
  if (!error.retryable) headers.push('x-should-retry', 'false');
  for (const [name, value] of Object.entries(error.headers)) headers.push(name, value);
  return headers;
}
