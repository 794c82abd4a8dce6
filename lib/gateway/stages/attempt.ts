import { AppError } from '#lib/core/errors.ts';
import { type UpstreamExchange, UpstreamFailure, type UpstreamHead } from '#lib/outbound/index.ts';
import type { Hold } from '#lib/usage/usage-event.ts';
import type { Asked, Caller, GatewayCall } from '../calls/gateway-call.ts';
import type { Bound, Target } from '../providers/provider.ts';
import { describeCall } from './describe-call.ts';
import { holdBudgets, holdError, partsOf } from './hold-budgets.ts';

/** A provider that has begun to answer. */
export interface Answering {
  readonly sent: Sent;
  readonly exchange: UpstreamExchange;
  readonly head: UpstreamHead;
}

/** What was asked as it went over the wire: the caller's own words, or their translation. */
export type Sent = Pick<Asked, 'protocol' | 'ask'>;

function toSent(call: GatewayCall, asked: Asked, { translation, model }: Target): Sent {
  if (translation === null) return asked;
  const { provider } = translation;
  const body = translation.translateRequest(asked.ask.toBody({ model, reportUsage: false }), { model, outputTokensMax: null });
  return { protocol: provider, ask: provider.readAsk(body, call.request.path, call.request.query) };
}

const traceparentPattern = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The caller's W3C trace context, if it is well-formed. */
export function traceparentOf(call: GatewayCall): string | undefined {
  const value = call.request.header('traceparent');
  return value !== undefined && traceparentPattern.test(value) ? value : undefined;
}

/** An exchange that ended before its answer, as the error that the caller gets. */
export function failureError(call: GatewayCall, target: Target, failure: unknown): Error {
  if (!(failure instanceof UpstreamFailure)) return failure instanceof Error ? failure : new Error(String(failure));
  if (call.stopReason !== null) return call.stopError();
  if (call.timedOut !== null) return call.timeoutError();
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
      return new AppError('provider_error', { ...options, detail: `The provider of ${name} answered with something that is not HTTP.` });
    default:
      return new AppError('provider_error', {
        ...options,
        detail: `The provider of ${name} closed the connection before its answer was complete.`,
      });
  }
}

function holdOf(call: GatewayCall, caller: Caller, asked: Asked, target: Target, bound: Bound): Hold {
  const hold = describeCall(call, caller, asked, target);
  return Object.assign(hold, { boundNanoUsd: bound.nanoUsd, boundKind: bound.kind, parts: partsOf(call) });
}

/**
 * How long the target may take to its first content. Where another one could take over, half of the time that is left at
 * most, so that there is time for that; the last one may use all of it, and only streams are expected to begin sooner.
 */
function attemptLimitMs(call: GatewayCall, streamed: boolean, now: number): number {
  const limitMs = streamed ? call.firstTokenLimitMs : Number.POSITIVE_INFINITY;
  return call.hasOtherTarget ? Math.min(limitMs, (call.deadlines.totalAt - now) / 2) : limitMs;
}

/** Writes the hold, sends the request and waits for the head of the answer. The hold is written before the first byte leaves. */
export async function attempt(call: GatewayCall, caller: Caller, asked: Asked, target: Target): Promise<Answering> {
  const { runtime } = call;
  let sent = toSent(call, asked, target);
  let bound = target.spoken.bound(sent.ask, target.price);
  call.beginAttempt(target, bound);
  const { budgets } = caller.tenant;
  if (budgets !== null) {
    const waiting = holdBudgets(call, caller, budgets, asked, target, { ask: sent.ask, bound });
    const fitted = waiting === null ? null : await waiting;
    if (fitted !== null) {
      sent = { protocol: sent.protocol, ask: fitted.ask };
      bound = fitted.bound;
      call.beginAttempt(target, bound);
    }
  }
  const request = target.spoken.buildRequest(sent.ask, target, { traceparent: traceparentOf(call), caller: call.request });
  // A further hold of the same call takes the place of the one before, in the journal as in the database.
  const written = runtime.recorder.hold(holdOf(call, caller, asked, target, bound));
  if (written !== undefined) await call.wait(written).catch((error: unknown) => Promise.reject(holdError(call, error)));
  call.isHeld = true;
  call.charge?.written();
  call.throwIfStopped();
  call.attempts += 1;
  const now = performance.now();
  call.attemptLimitMs = attemptLimitMs(call, asked.ask.streamed, now);
  call.deadlines.firstTokenAt = now + call.attemptLimitMs;
  const exchange = (target.provider.transport ?? runtime.upstream).open(request);
  call.attach(exchange);
  try {
    return { sent, exchange, head: await exchange.head };
  } catch (failure) {
    // We hung up on a provider that was at work: it may bill what it did until then.
    if (failure instanceof UpstreamFailure && failure.kind === 'aborted' && failure.dispatched) call.mayBeBilled = true;
    throw failureError(call, target, failure);
  }
}
