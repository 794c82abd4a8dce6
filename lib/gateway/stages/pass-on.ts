import { UpstreamFailure, type UpstreamHead } from '#lib/outbound/index.ts';
import type { Asked, Caller, GatewayCall } from '../calls/gateway-call.ts';
import { finishGuarded, guardStream } from '../guardrails/guard-stream.ts';
import { toldText } from '../guardrails/said-text.ts';
import { SseFilter } from '../protection/sse-filter.ts';
import type { Target } from '../providers/provider.ts';
import { type AnswerGuard, answerGuardOf, guardedBody } from '../proxy/answer-guard.ts';
import { type AnswerObserver, noObserver, observerOf } from '../proxy/answer-observer.ts';
import { codeOfStatus } from '../proxy/code-of-status.ts';
import { answerHeaders } from '../proxy/passed-headers.ts';
import { relayBytes } from '../stream/relay-bytes.ts';
import { servedHeaders } from './answer-headers.ts';
import { type Answering, failureError } from './attempt.ts';
import { brokenOff } from './broken-off.ts';
import { followCost } from './follow-cost.ts';
import { collectBody } from './inspect.ts';
import { settle } from './settle.ts';

/** Follows an answer of success in a protocol that is known. */
function observe(call: GatewayCall, asked: Asked, target: Target, { head }: Answering): AnswerObserver {
  if (asked.protocol.takes === 'anything' || head.status < 200 || head.status >= 300) return noObserver;
  const { followed } = target.spoken;
  const form = followed === undefined ? undefined : { contentType: followed.contentType, open: () => followed.open(asked.ask, target) };
  return observerOf(asked, head, call.runtime.settings, form);
}

/** What is said of the body that came, and not of the one that goes. */
const ofBody: ReadonlySet<string> = new Set(['content-length', 'content-md5', 'content-digest', 'repr-digest', 'digest', 'etag']);

/** The headers of an answer that was looked at, whose body may be another one. */
function headersFor(head: UpstreamHead, body: Buffer | null): string[] {
  const headers = answerHeaders(head);
  const kept = headers.filter((_, at) => !ofBody.has(headers[at - (at % 2)]?.toLowerCase() ?? ''));
  // Of a question by HEAD only the headers come.
  if (body !== null) return body.length === 0 ? headers : [...kept, 'content-length', String(body.length)];
  return kept;
}

/** Collects an answer that is looked at as a whole. */
async function collect(call: GatewayCall, { exchange }: Answering, fromFailure: (failure: unknown) => Error): Promise<Buffer> {
  try {
    return await collectBody(call, exchange, call.runtime.settings.answerBytesMax, false);
  } catch (failure) {
    throw failure instanceof UpstreamFailure ? fromFailure(failure) : failure;
  }
}

/**
 * Passes an answer on as it is, whatever its status: the provider's headers but for those of its connection, and every byte but for
 * what classes of data, policies and guardrails take out. What it used is read on the way, and settled before the last byte goes
 * out. What breaks off breaks the caller's connection.
 */
export async function passOn(call: GatewayCall, caller: Caller, asked: Asked, target: Target, answering: Answering): Promise<void> {
  const { exchange, head } = answering;
  const { deadlines, runtime } = call;
  call.upstreamStatus = head.status;
  deadlines.idleAt = performance.now() + runtime.settings.idleMs;
  call.mayBeBilled = head.status < 400 && asked.protocol.isFree !== true;
  const guard = answerGuardOf(call, caller, head);
  const observer = observe(call, asked, target, answering);
  call.delivered = () => observer.observed().delivered;
  const fromFailure = (failure: unknown): Error => {
    call.rawUsage = observer.observed().usage;
    return brokenOff(failureError(call, target, failure));
  };
  // Of a stream in a protocol that nobody knows, nobody knows where a text goes on: it is looked at once it is whole.
  const isFollowed = observer !== noObserver && asked.ask.streamed && guard?.contentType?.startsWith('text/event-stream') === true;
  if (observer.reader !== undefined) call.reader = observer.reader;
  if (observer.reader !== undefined && call.charge !== null)
    followCost(call, { caller, asked, sent: answering.sent, target, reader: observer.reader, exchange, charge: call.charge });
  const whole = guard === null || isFollowed ? null : await collect(call, answering, fromFailure);
  if (whole !== null) observer.accept(whole);
  let last: Buffer;
  let headers: string[];
  if (guard !== null && whole !== null) {
    call.rawUsage = observer.observed().usage;
    last = await guardedBody(call, asked, guard, whole);
    headers = headersFor(head, last);
  } else {
    headers = guard === null ? answerHeaders(head) : headersFor(head, null);
    last = await relay(call, caller, asked, guard, exchange, { headers, status: head.status, observer, fromFailure });
  }
  const start = () => call.start(head.status, [...servedHeaders(call), ...headers]);
  call.rawUsage = observer.observed().usage;
  if (call.outputGuard !== null) await finishGuarded(call, call.outputGuard, last, start);
  if (head.status < 500) runtime.circuits.succeeded(target);
  else runtime.circuits.undecided(target);
  const errorCode = codeOfStatus(head.status);
  await settle(call, caller, asked, { status: errorCode === null ? 'succeeded' : 'failed', httpStatus: head.status, errorCode });
  if (call.sentStatus === null) start();
  call.responder.end(last);
}

interface Passing {
  readonly headers: readonly string[];
  readonly status: number;
  readonly observer: AnswerObserver;
  readonly fromFailure: (failure: unknown) => Error;
}

/** Relays an answer, through filters and guardrails where there are any; resolves to what is still to be sent. */
async function relay(
  call: GatewayCall,
  caller: Caller,
  asked: Asked,
  guard: AnswerGuard | null,
  exchange: Answering['exchange'],
  { headers, status, observer, fromFailure }: Passing,
): Promise<Buffer> {
  const { guardrails } = caller.tenant;
  const filter = guard === null || guard.filter === null ? null : new SseFilter(guard.filter, call.runtime.settings.eventBytesMax);
  if (guard !== null && guardrails !== null) guardStream(call, caller, guardrails, toldText(call, asked));
  const last = await relayBytes(call, exchange, {
    start: () => call.start(status, [...servedHeaders(call), ...headers]),
    observe: (chunk) => observer.accept(chunk),
    fromFailure,
    ...(filter === null ? {} : { change: (chunk: Buffer) => filter.push(chunk) }),
  });
  return filter === null ? last : Buffer.concat([last, filter.finish()]);
}
