import type { Asked, Caller, GatewayCall } from '../calls/gateway-call.ts';
import type { Target } from '../providers/provider.ts';
import { type AnswerObserver, noObserver, observerOf } from '../proxy/answer-observer.ts';
import { codeOfStatus } from '../proxy/code-of-status.ts';
import { answerHeaders } from '../proxy/passed-headers.ts';
import { relayBytes } from '../stream/relay-bytes.ts';
import { servedHeaders } from './answer-headers.ts';
import { type Answering, failureError } from './attempt.ts';
import { brokenOff } from './broken-off.ts';
import { settle } from './settle.ts';

/** Follows an answer of success in a protocol that is known. */
function observe(call: GatewayCall, asked: Asked, { head }: Answering): AnswerObserver {
  const isKnown = asked.protocol.takes !== 'anything';
  return isKnown && head.status >= 200 && head.status < 300 ? observerOf(asked, head, call.runtime.settings) : noObserver;
}

/**
 * Passes an answer on as it is, whatever its status: the provider's headers but for those of its connection, and every byte.
 * What it used is read on the way, and settled before the last byte goes out. What breaks off breaks the caller's connection.
 */
export async function passOn(call: GatewayCall, caller: Caller, asked: Asked, target: Target, answering: Answering): Promise<void> {
  const { exchange, head } = answering;
  const { deadlines, runtime } = call;
  call.upstreamStatus = head.status;
  deadlines.idleAt = performance.now() + runtime.settings.idleMs;
  call.mayBeBilled = head.status < 400 && asked.protocol.isFree !== true;
  const observer = observe(call, asked, answering);
  call.delivered = () => observer.observed().delivered;
  const start = () => call.start(head.status, [...servedHeaders(call), ...answerHeaders(head)]);
  const fromFailure = (failure: unknown): Error => {
    call.rawUsage = observer.observed().usage;
    return brokenOff(failureError(call, target, failure));
  };
  const last = await relayBytes(call, exchange, { start, observe: (chunk) => observer.accept(chunk), fromFailure });
  call.rawUsage = observer.observed().usage;
  if (head.status < 500) runtime.circuits.succeeded(target);
  else runtime.circuits.undecided(target);
  const errorCode = codeOfStatus(head.status);
  await settle(call, caller, asked, { status: errorCode === null ? 'succeeded' : 'failed', httpStatus: head.status, errorCode });
  if (call.sentStatus === null) start();
  call.responder.end(last);
}
