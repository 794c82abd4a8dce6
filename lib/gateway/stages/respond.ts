import { AppError } from '#lib/core/errors.ts';
import { formatUsd } from '#lib/core/money.ts';
import { finalAnswers } from '#lib/guardrails/final-answers.ts';
import { UpstreamFailure } from '#lib/outbound/index.ts';
import type { Asked, Caller, GatewayCall } from '../calls/gateway-call.ts';
import { finishGuarded, guardStream } from '../guardrails/guard-stream.ts';
import { guardAnswer, outputGuardrails } from '../guardrails/output-guard.ts';
import { toldText } from '../guardrails/said-text.ts';
import { asRecord } from '../json/as-record.ts';
import { askStore } from '../objects/ask-store.ts';
import { type AnswerFilter, answerFilterOf } from '../protection/answer-filter.ts';
import { filterAnswer } from '../protection/filter-answer.ts';
import { FilteredStream } from '../protection/filtered-stream.ts';
import type { Target } from '../providers/provider.ts';
import { type AnswerGuard, answerGuardOf, guardedBody } from '../proxy/answer-guard.ts';
import { relayBytes } from '../stream/relay-bytes.ts';
import { relayStream } from '../stream/relay-stream.ts';
import { costComment, costText, servedHeaders, streamHeaders, streamType } from './answer-headers.ts';
import { type Answering, failureError } from './attempt.ts';
import { brokenOff } from './broken-off.ts';
import { completeOnce } from './claim-once.ts';
import { followCost } from './follow-cost.ts';
import { headerOf } from './header-of.ts';
import { collectBody, inspectAnswer } from './inspect.ts';
import { completeAnswer, keepAnswer } from './keep-answer.ts';
import { settle } from './settle.ts';

/** Settles a complete answer, then sends it: byte for byte as the provider gave it, or told in the caller's protocol. */
async function respondWhole(call: GatewayCall, caller: Caller, asked: Asked, target: Target, answering: Answering): Promise<void> {
  const answer = await inspectAnswer(call, target, answering);
  const { translation } = target;
  const told = translation === null ? answer : translation.translateAnswer(answer, call.runtime.clock.now(), asked.ask);
  const type = (translation === null ? headerOf(answering.head, 'content-type') : undefined) ?? 'application/json';
  const filter = answerFilterOf(call, caller);
  const body = filter === null ? told : filterAnswer(filter, told, type);
  const own = caller.isOurs === true || caller.tenant.guardrails === null ? [] : outputGuardrails(call, caller, caller.tenant.guardrails);
  if (own.length > 0) await guardAnswer(call, own, asked.protocol.textOfAnswer(body), () => finalAnswers(body));
  if (call.course?.complete !== undefined) await askStore(call, call.course.complete(answer));
  const { status } = answering.head;
  call.runtime.circuits.succeeded(target);
  const kept = completeAnswer(call, asked, target, { status, contentType: type, bytes: body, lastEventBytes: 0 });
  if (kept !== null) await completeOnce(call, kept === 'too_large' ? null : kept);
  const event = await settle(call, caller, asked, { status: 'succeeded', httpStatus: status, errorCode: null });
  if (kept !== null && kept !== 'too_large') keepAnswer(call, caller, kept, event);
  const headers = servedHeaders(call);
  headers.push('content-type', type);
  headers.push('content-length', String(body.length), 'x-tollgate-cost', costText(event));
  call.start(status, headers);
  call.responder.end(body);
}

/** A provider's error event as an error; some put an HTTP status into its code. */
function eventError(call: GatewayCall, target: Target, error: unknown): AppError {
  const code = asRecord(error)?.code;
  const status = typeof code === 'number' && code >= 400 && code <= 599 ? code : 502;
  call.upstreamStatus = status;
  const body = Buffer.from(JSON.stringify({ error }));
  return target.provider.toError({ head: { status, headers: {} }, body, connection: target.connection, isInStream: true });
}

/** The filters of a call's stream; where it goes on after it broke off, those of its first part. */
function filteredStream(call: GatewayCall, filter: AnswerFilter): FilteredStream {
  if (call.filteredStream !== null && call.continued !== null) return call.filteredStream;
  call.filteredStream = new FilteredStream(filter, call.runtime.settings.eventBytesMax);
  return call.filteredStream;
}

/** Relays a stream, settles when all of it but its last event has gone out, and tells the cost before that event. */
async function respondStream(call: GatewayCall, caller: Caller, asked: Asked, target: Target, answering: Answering): Promise<void> {
  const { exchange, head, sent } = answering;
  const { contentType } = target.spoken.answers?.stream ?? { contentType: 'text/event-stream' };
  if (headerOf(head, 'content-type')?.startsWith(contentType) !== true) {
    throw new AppError('provider_error', {
      detail: `The provider of the connection "${target.connection.name}" did not stream its answer.`,
    });
  }
  const joint = call.continued === null ? undefined : sent.protocol.continuation?.openStream(sent.ask, call.continued.earlier);
  const reader = joint?.reader ?? sent.protocol.openStream(sent.ask);
  const told = joint === undefined ? (target.translation?.openStream(asked.ask, call.runtime.clock.now()) ?? null) : null;
  const plain = joint?.teller ?? told;
  const filter = answerFilterOf(call, caller);
  const filtered = filter === null ? null : filteredStream(call, filter);
  const translator = filtered === null ? plain : filtered.over(plain);
  call.reader = reader;
  if (call.charge !== null && joint === undefined) followCost(call, { caller, asked, sent, target, reader, exchange, charge: call.charge });
  call.delivered = () => (reader.hasContent || reader.isFinished ? reader.deliveredText() : null);
  if (caller.tenant.guardrails !== null && caller.isOurs !== true && reader.isWithoutText !== true)
    guardStream(call, caller, caller.tenant.guardrails, filtered === null ? reader : toldText(call, asked));
  const errors = {
    fromFailure: (failure: unknown) => brokenOff(failureError(call, target, failure)),
    fromEvent: (error: unknown) => eventError(call, target, error),
  };
  const start = () => {
    call.runtime.circuits.succeeded(target);
    call.start(head.status, streamHeaders(call));
  };
  const lastEvent = await relayStream(call, exchange, reader, translator, errors, start);
  if (joint !== undefined) call.runtime.circuits.succeeded(target);
  const owed = translator?.finish() ?? Buffer.alloc(0);
  // The event that ended a translated stream is the provider's own and says nothing to this caller.
  const ending = asked.protocol.streamEnd ?? (told === null ? lastEvent : told.end());
  if (ending === null) throw new AppError('stream_interrupted', { detail: 'The provider’s stream has no event that ends it.' });
  const end = filtered === null ? ending : filtered.tellLast(ending);
  if (call.outputGuard !== null) await finishGuarded(call, call.outputGuard, Buffer.concat([owed, end]), start);
  // A stream can be whole and say that the call failed; the caller gets that event, and the records its error.
  const failure = reader.error === null ? null : eventError(call, target, reader.error);
  const status = failure === null ? 'succeeded' : 'failed';
  const last = { status: head.status, contentType: streamType, bytes: Buffer.concat([owed, end]), lastEventBytes: end.length };
  const kept = failure === null ? completeAnswer(call, asked, target, last) : null;
  if (kept !== null) await completeOnce(call, kept === 'too_large' ? null : kept);
  const event = await settle(call, caller, asked, { status, httpStatus: head.status, errorCode: failure?.code ?? null });
  if (kept !== null && kept !== 'too_large') keepAnswer(call, caller, kept, event);
  if (call.sentStatus === null) start();
  call.responder.end(Buffer.concat([owed, costComment(asked.protocol, event), end]));
}

/** The content of a file that somebody looks at: all of it, before any of it goes out. */
async function respondGuarded(
  call: GatewayCall,
  caller: Caller,
  asked: Asked,
  target: Target,
  answering: Answering,
  guard: AnswerGuard,
): Promise<void> {
  const { exchange, head } = answering;
  const body = await collectBody(call, exchange, call.runtime.settings.answerBytesMax, false).catch((failure: unknown) =>
    Promise.reject(failure instanceof UpstreamFailure ? brokenOff(failureError(call, target, failure)) : failure),
  );
  call.delivered = () => ({ text: '', bytes: body.length });
  const told = await guardedBody(call, asked, guard, body);
  call.runtime.circuits.succeeded(target);
  await completeOnce(call, null);
  await settle(call, caller, asked, { status: 'succeeded', httpStatus: head.status, errorCode: null });
  const headers = servedHeaders(call);
  headers.push('content-type', guard.contentType ?? 'application/octet-stream', 'content-length', String(told.length));
  call.start(head.status, headers);
  call.responder.end(told);
}

/** Relays an answer of plain bytes and settles before the last of them goes out. What breaks off breaks the caller's connection. */
async function respondBytes(call: GatewayCall, caller: Caller, asked: Asked, target: Target, answering: Answering): Promise<void> {
  const { exchange, head } = answering;
  const guard = answerGuardOf(call, caller, head);
  let bytes = 0;
  call.delivered = () => (bytes === 0 ? null : { text: '', bytes });
  const start = () => {
    call.runtime.circuits.succeeded(target);
    const headers = servedHeaders(call);
    headers.push('content-type', headerOf(head, 'content-type') ?? 'application/octet-stream', 'cache-control', 'no-transform');
    if (call.bound !== null && target.price !== undefined) headers.push('x-tollgate-cost-max', formatUsd(call.bound.nanoUsd));
    call.start(head.status, headers);
  };
  if (guard !== null) return await respondGuarded(call, caller, asked, target, answering, guard);
  const last = await relayBytes(call, exchange, {
    start,
    observe: (chunk) => {
      bytes += chunk.length;
    },
    fromFailure: (failure) => brokenOff(failureError(call, target, failure)),
  });
  // Bytes are not kept; a repetition is told so, and not charged again.
  await completeOnce(call, null);
  await settle(call, caller, asked, { status: 'succeeded', httpStatus: head.status, errorCode: null });
  if (call.sentStatus === null) start();
  call.responder.end(last);
}

/** An answer in one piece where a stream was asked for, from a model that cannot stream. */
const isWholeAfterAll = ({ head, sent }: Answering): boolean =>
  sent.protocol.mayAnswerWhole === true && headerOf(head, 'content-type')?.startsWith('text/event-stream') !== true;

/** Sends the answer in the form the caller asked for; it is settled before its last byte. */
export function respond(call: GatewayCall, caller: Caller, asked: Asked, target: Target, answering: Answering): Promise<void> {
  if (!asked.ask.streamed || isWholeAfterAll(answering)) return respondWhole(call, caller, asked, target, answering);
  return asked.ask.isBytes === true
    ? respondBytes(call, caller, asked, target, answering)
    : respondStream(call, caller, asked, target, answering);
}
