import { AppError } from '#lib/core/errors.ts';
import { type UpstreamExchange, UpstreamFailure, type UpstreamHead } from '#lib/outbound/index.ts';
import { traceContextOf, traceparentFor } from '#lib/telemetry/trace-context.ts';
import type { Asked, Caller, GatewayCall } from '../calls/gateway-call.ts';
import { timeoutError } from '../calls/timeout-error.ts';
import type { Target } from '../providers/provider.ts';
import { exchangeOf } from '../providers/shared/exchange-of.ts';
import type { RoutedTarget } from '../routing/routed-target.ts';
import { DecodedExchange } from '../stream/decoded-exchange.ts';
import { withHeaderChanges } from '../transformations/with-header-changes.ts';
import { boundOf, type Sent, toSent } from './bound-at.ts';
import { headerOf } from './header-of.ts';
import { holdBudgets } from './hold-budgets.ts';
import { writeHold } from './write-hold.ts';

/** A provider that has begun to answer. */
export interface Answering {
  readonly sent: Sent;
  readonly exchange: UpstreamExchange;
  readonly head: UpstreamHead;
}

const traceparentPattern = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The W3C trace context for whoever is called next: the caller's, or ours below it where calls are told as spans. */
export function traceparentOf(call: GatewayCall): string | undefined {
  const value = call.request.header('traceparent');
  if (call.runtime.telemetry !== null) return traceparentFor(traceContextOf(call.id, value));
  return value !== undefined && traceparentPattern.test(value) ? value : undefined;
}

/** An exchange that ended before its answer, as the error that the caller gets. */
export function failureError(call: GatewayCall, target: Target, failure: unknown): Error {
  if (!(failure instanceof UpstreamFailure)) return failure instanceof Error ? failure : new Error(String(failure));
  if (call.stopReason !== null) return call.stopError();
  if (call.timedOut !== null) return timeoutError(call);
  const cut = call.outputGuard?.cutBy ?? call.runningCost?.cutBy ?? null;
  if (cut !== null) return cut;
  const name = `the connection "${target.connection.name}"`;
  const options = { cause: failure, internal: failure.message };
  switch (failure.kind) {
    case 'address_not_allowed':
      return new AppError('address_not_allowed', {
        ...options,
        detail: `The address of ${name} is not allowed: it is private, reserved or not encrypted.`,
      });
    case 'unreachable':
      return new AppError('provider_unreachable', { ...options, detail: `The provider of ${name} cannot be reached. Nothing was billed.` });
    case 'connect_timeout':
      return new AppError('provider_unreachable', {
        ...options,
        detail: `The provider of ${name} accepted no connection in time. Nothing was billed.`,
      });
    case 'protocol':
      // Bytes that are HTTP, and not what the provider's own protocol says.
      if (failure.cause instanceof AppError) return failure.cause;
      return new AppError('provider_error', { ...options, detail: `The provider of ${name} answered with something that is not HTTP.` });
    default:
      return new AppError('provider_error', {
        ...options,
        detail: `The provider of ${name} closed the connection before its answer was complete.`,
      });
  }
}

/**
 * How long the target may take to its first content. Where another one could take over, half of the time that is left at
 * most, so that there is time for that; the last one may use all of it, and only streams are expected to begin sooner. A
 * route can make it shorter, never longer than the operator or the caller allows.
 */
function attemptLimitMs(call: GatewayCall, { routing: { times } }: RoutedTarget, streamed: boolean, now: number): number {
  const allowedMs = streamed ? call.firstTokenLimitMs : Number.POSITIVE_INFINITY;
  const limitMs = streamed && times !== null ? Math.min(allowedMs, times.firstTokenMs) : allowedMs;
  return call.hasOtherTarget ? Math.min(limitMs, (call.deadlines.totalAt - now) / 2) : limitMs;
}

/** The token of a connection whose provider wants one in place of the credential; undefined for the others. */
export function accessTokenOf({ runtime }: GatewayCall, target: Target): string | undefined | Promise<string> {
  const exchange = exchangeOf(target);
  return exchange === undefined ? undefined : runtime.accessTokens.get(target.connection, exchange);
}

/** The exchange as the call's protocol reads it: decoded where the provider streams in a form of its own. */
function readable(exchange: UpstreamExchange, head: UpstreamHead, { ask }: Sent, target: Target): UpstreamExchange {
  const stream = target.spoken.answers?.stream;
  if (stream === undefined || !ask.streamed || headerOf(head, 'content-type')?.startsWith(stream.contentType) !== true) return exchange;
  return new DecodedExchange(exchange, stream.open(ask, target));
}

/** Writes the hold, sends the request and waits for the head of the answer. The hold is written before the first byte leaves. */
export async function attempt(call: GatewayCall, caller: Caller, asked: Asked, target: RoutedTarget): Promise<Answering> {
  const { runtime } = call;
  let sent = toSent(call, asked, target);
  let bound = boundOf(call, sent, target);
  const token = accessTokenOf(call, target);
  const accessToken = token instanceof Promise ? await call.wait(token) : token;
  call.beginAttempt(target, bound);
  const { budgets } = caller.tenant;
  const isMetered = asked.protocol.isUnmetered !== true;
  if (budgets !== null && isMetered) {
    const waiting = holdBudgets(call, caller, budgets, asked, target, { ask: sent.ask, bound });
    const fitted = waiting === null ? null : await waiting;
    if (fitted !== null) {
      sent = { protocol: sent.protocol, ask: fitted.ask };
      bound = fitted.bound;
      call.beginAttempt(target, bound);
    }
  }
  const context = { traceparent: traceparentOf(call), caller: call.request, accessToken, now: runtime.clock.now() };
  const built = target.spoken.buildRequest(sent.ask, target, context);
  const request = call.transformed === null ? built : { ...built, headers: withHeaderChanges(built.headers, call.transformed.headers) };
  if (isMetered) {
    const writing = writeHold(call, caller, asked, target, bound);
    if (writing !== undefined) await writing;
  }
  call.throwIfStopped();
  call.sentAsk = sent.ask;
  call.attempts += 1;
  const now = performance.now();
  call.attemptStartedAt = now;
  call.attemptLimitMs = attemptLimitMs(call, target, asked.ask.streamed, now);
  call.deadlines.firstTokenAt = now + call.attemptLimitMs;
  if (target.routing.times !== null) call.deadlines.attemptAt = now + target.routing.times.totalMs;
  const exchange = (target.provider.transport ?? runtime.upstream).open(request);
  call.attach(exchange);
  try {
    const head = await exchange.head;
    return { sent, exchange: readable(exchange, head, sent, target), head };
  } catch (failure) {
    // Whoever had the request and did not refuse it may have been at work, and may bill that: hung up on, or gone without a word.
    if (failure instanceof UpstreamFailure && failure.dispatched && asked.protocol.isFree !== true) call.mayBeBilled = true;
    throw failureError(call, target, failure);
  }
}
