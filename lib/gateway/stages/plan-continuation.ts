import { AppError } from '#lib/core/errors.ts';
import type { GatewayCall } from '../calls/gateway-call.ts';
import type { RoutedTarget } from '../routing/routed-target.ts';

/** Faults after which the rest of a stream can be had by another attempt. */
const brokenOff = new Set(['stream_interrupted', 'provider_timeout', 'provider_error', 'provider_overloaded']);

/** The same model elsewhere; else the same place once more, where the retry budget allows it. Both bill by the same price. */
function nextTarget(call: GatewayCall, failed: RoutedTarget, rest: readonly RoutedTarget[]): RoutedTarget | null {
  const { circuits, retries } = call.runtime;
  const isAlike = (target: RoutedTarget): boolean =>
    target.translation === null && target.model === failed.model && target.provider === failed.provider && !circuits.isShut(target);
  const other = rest.find((target) => target.connection !== failed.connection && isAlike(target));
  if (other !== undefined) return other;
  if (!isAlike(failed) || !retries.hasRoom(failed)) return null;
  retries.spend(failed);
  return failed;
}

/**
 * Where a stream that broke off before the caller's eyes can go on, once a call: at a model that takes the beginning of its
 * own answer, as long as that is plain text. Null where it cannot; then the caller gets the error. The call then holds what
 * was said, and the request that goes on from there.
 */
export async function planContinuation(
  call: GatewayCall,
  error: unknown,
  failed: RoutedTarget,
  rest: readonly RoutedTarget[],
): Promise<RoutedTarget | null> {
  const { asked, runtime } = call;
  const continuation = asked?.protocol.continuation;
  const way = failed.spoken.continues;
  if (asked === null || continuation === undefined || call.sentStatus === null || call.continued !== null) return null;
  if (call.stopReason !== null || !(error instanceof AppError) || !brokenOff.has(error.code)) return null;
  if (failed.translation !== null || call.attempts >= runtime.settings.attemptsMax || !continuation.canTake(failed.model, way)) return null;
  const said = call.reader?.said?.() ?? null;
  if (said === null || said === '') return null;
  const tokens = await call.wait(runtime.tokens.count(said));
  const body = continuation.toBody(asked.ask.toBody({ model: failed.model, reportUsage: true }), said, tokens, way);
  const target = body === null ? null : nextTarget(call, failed, rest);
  if (body === null || target === null) return null;
  const { path, query } = call.request;
  const id = call.reader?.id ?? undefined;
  const optional = { ...(id === undefined ? {} : { id }), ...(way?.echoes === true ? { echoes: true as const } : {}) };
  const earlier = { said, tokens, usage: call.rawUsage, ...optional };
  call.abandoned = call.attemptRecord();
  call.clearAttempt();
  call.continued = { ask: asked.protocol.readAsk(body, path, query), earlier };
  if (way?.buildRequest === undefined) return target;
  return { ...target, spoken: { ...target.spoken, buildRequest: way.buildRequest } };
}
