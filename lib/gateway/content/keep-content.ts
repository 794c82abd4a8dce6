import type { ContentRules } from '#lib/content-log/content-rules.ts';
import type { ContentKeeping } from '#lib/contracts/content-log.ts';
import { defaultScoreMin } from '#lib/recognizers/index.ts';
import type { Caller, GatewayCall } from '../calls/gateway-call.ts';
import { ContentRecording } from './content-recording.ts';

/** Most bytes that are kept of a request and of an answer: of a text from which data is left out less, because it is gone through. */
const keptBytesMax = { none: 0, metadata: 0, redacted: 64 * 1024, full: 256 * 1024 } as const satisfies Record<
  ContentKeeping['level'],
  number
>;

/** What is remembered of a call until it is known how much of it is kept. */
export interface RunningContent {
  readonly rules: ContentRules;
  readonly request: Buffer;
  readonly answer: ContentRecording;
}

const plainOptions = { scoreMin: defaultScoreMin };

/** From here on what goes to the caller is remembered, up to a limit. */
export function followContent(call: GatewayCall, rules: ContentRules, request: Buffer): void {
  const answer = new ContentRecording(call.responder, keptBytesMax.full);
  call.responder = answer;
  call.content = { rules, request, answer };
}

/** A part of something much larger would keep all of that in memory until it is written. */
const ownBytes = (part: Buffer): Buffer => (part.buffer.byteLength > 2 * part.length ? Buffer.from(part) : part);

/** Hands a call that has ended to who keeps it, as far as the rules for its team and class want that. */
export function keepContent(call: GatewayCall, { principal, tenant }: Caller, { rules, request, answer }: RunningContent): void {
  const { contents } = call.runtime;
  const level = call.data?.level ?? call.asked?.dataClass ?? null;
  const known = rules.of(principal, level, call.data?.handling ?? null);
  // It ended before its class was known, and that could be one of which nothing is kept.
  const isUnclassed = tenant.protection !== null && call.data === null && known.level !== 'none';
  const keeping = isUnclassed ? { ...known, level: 'metadata' as const } : known;
  if (contents === null || keeping.level === 'none') return;
  if (keeping.sample_percent < 100 && call.runtime.random() * 100 >= keeping.sample_percent) return;
  const bytesMax = keptBytesMax[keeping.level];
  contents.add({
    ...{ tenantId: tenant.tenantId, callId: call.id, teamId: principal.teamId, userId: principal.userId },
    ...{ dataClass: level, keeping, atMs: call.runtime.clock.now() },
    request: { body: ownBytes(request.subarray(0, bytesMax)), bytes: request.length },
    answer: { body: ownBytes(answer.body().subarray(0, bytesMax)), bytes: answer.bytes },
    options: tenant.protection?.options ?? plainOptions,
  });
}
