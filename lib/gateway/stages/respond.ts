import { AppError } from '#lib/core/errors.ts';
import type { Asked, Caller, GatewayCall } from '../calls/gateway-call.ts';
import { asRecord } from '../json/as-record.ts';
import type { Target } from '../providers/provider.ts';
import { relayStream } from '../stream/relay-stream.ts';
import { costText, servedHeaders, streamHeaders } from './answer-headers.ts';
import { type Answering, failureError } from './attempt.ts';
import { headerOf, inspectAnswer } from './inspect.ts';
import { settle } from './settle.ts';

/** Settles a complete answer, then sends it: byte for byte as the provider gave it, or told in the caller's protocol. */
async function respondWhole(call: GatewayCall, caller: Caller, asked: Asked, target: Target, answering: Answering): Promise<void> {
  const answer = await inspectAnswer(call, target, answering);
  const { translation } = target;
  const body = translation === null ? answer : translation.translateAnswer(answer, call.runtime.clock.now());
  const { status } = answering.head;
  call.runtime.circuits.succeeded(target);
  const event = await settle(call, caller, asked, { status: 'succeeded', httpStatus: status, errorCode: null });
  const headers = servedHeaders(call);
  const type = translation === null ? headerOf(answering.head, 'content-type') : undefined;
  headers.push('content-type', type ?? 'application/json');
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
  return target.provider.toError({ head: { status, headers: {} }, body, connection: target.connection });
}

/** Relays a stream, settles when all of it but its last event has gone out, and tells the cost before that event. */
async function respondStream(call: GatewayCall, caller: Caller, asked: Asked, target: Target, answering: Answering): Promise<void> {
  const { exchange, head, sent } = answering;
  if (headerOf(head, 'content-type')?.startsWith('text/event-stream') !== true) {
    throw new AppError('provider_error', {
      detail: `The provider of the connection "${target.connection.name}" did not stream its answer.`,
    });
  }
  const joint = call.continued === null ? undefined : sent.protocol.continuation?.openStream(sent.ask, call.continued.earlier);
  const reader = joint?.reader ?? sent.protocol.openStream(sent.ask);
  const translator = joint?.teller ?? target.translation?.openStream(asked.ask, call.runtime.clock.now()) ?? null;
  call.reader = reader;
  call.delivered = () => (reader.hasContent || reader.isFinished ? reader.deliveredText() : null);
  const errors = {
    fromFailure: (failure: unknown) => {
      const error = failureError(call, target, failure);
      return error instanceof AppError && error.code === 'provider_error'
        ? new AppError('stream_interrupted', { detail: error.detail, cause: failure })
        : error;
    },
    fromEvent: (error: unknown) => eventError(call, target, error),
  };
  const start = () => {
    call.runtime.circuits.succeeded(target);
    call.start(head.status, streamHeaders(call));
  };
  const lastEvent = await relayStream(call, exchange, reader, translator, errors, start);
  if (joint !== undefined) call.runtime.circuits.succeeded(target);
  const end = asked.protocol.streamEnd ?? lastEvent;
  if (end === null) throw new AppError('stream_interrupted', { detail: 'The provider’s stream has no event that ends it.' });
  // A stream can be whole and say that the call failed; the caller gets that event, and the records its error.
  const failure = reader.error === null ? null : eventError(call, target, reader.error);
  const status = failure === null ? 'succeeded' : 'failed';
  const event = await settle(call, caller, asked, { status, httpStatus: head.status, errorCode: failure?.code ?? null });
  if (call.sentStatus === null) start();
  const owed = translator?.finish() ?? Buffer.alloc(0);
  const cost = asked.protocol.hasNoComments === true ? '' : `: x-tollgate-cost: ${costText(event)}\n\n`;
  call.responder.end(Buffer.concat([owed, Buffer.from(cost), end]));
}

/** Sends the answer in the form the caller asked for; it is settled before its last byte. */
export function respond(call: GatewayCall, caller: Caller, asked: Asked, target: Target, answering: Answering): Promise<void> {
  return asked.ask.streamed ? respondStream(call, caller, asked, target, answering) : respondWhole(call, caller, asked, target, answering);
}
