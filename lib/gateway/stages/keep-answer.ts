import type { UsageEvent } from '#lib/usage/usage-event.ts';
import { AnswerRecording } from '../cache/answer-recording.ts';
import type { KeptAnswer } from '../cache/kept-answer.ts';
import type { Asked, Caller, GatewayCall } from '../calls/gateway-call.ts';
import type { Target } from '../providers/provider.ts';

/** Largest answer that is kept, in the cache as for an Idempotency-Key. */
export const keptBytesMax = 1024 * 1024;

/** From here on the bytes that go to the caller are remembered until the call ends. */
export function recordAnswer(call: GatewayCall): void {
  if (call.recording !== null) return;
  call.recording = new AnswerRecording(call.responder, keptBytesMax);
  call.responder = call.recording;
}

/** A whole answer, or a stream that is complete but for its last events, which are told in `end`. */
export interface AnsweredPart {
  readonly status: number;
  readonly contentType: string;
  readonly bytes: Buffer;
  /** How many of the bytes are the stream's last event. */
  readonly lastEventBytes: number;
}

/** The answer as it is to be kept; null where nobody asked for that. */
export function completeAnswer(call: GatewayCall, asked: Asked, target: Target, part: AnsweredPart): KeptAnswer | 'too_large' | null {
  const { recording } = call;
  if (recording === null) return null;
  recording.add(part.bytes);
  const body = recording.body();
  if (body === null) return 'too_large';
  const { connection, provider, model, label } = target;
  return {
    status: part.status,
    contentType: part.contentType,
    streamed: asked.ask.streamed,
    body,
    lastEventBytes: part.lastEventBytes,
    source: { connectionId: connection.connectionId, provider: provider.name, model, label },
    usage: { input: null, cacheRead: null, cacheWrite: null, output: null, reasoning: null },
    answeredAtMs: call.runtime.clock.now(),
  };
}

/** Keeps the answer of a call that was settled, as its cache use says; not one that was shortened for this caller's budgets. */
export function keepAnswer(call: GatewayCall, caller: Caller, answer: KeptAnswer, event: UsageEvent): void {
  const use = call.cacheUse;
  if (use === null || call.target !== use.target || call.outputCap !== null) return;
  const { key, scope, settings, similar } = use;
  call.runtime.cache.keep(caller.tenant.tenantId, {
    key,
    scope,
    protocol: event.protocol,
    costNanoUsd: event.costNanoUsd,
    answer: { ...answer, usage: event.usage },
    expiresAtMs: answer.answeredAtMs + use.ttlSeconds * 1000,
    epoch: settings.epoch,
    similar,
  });
}
