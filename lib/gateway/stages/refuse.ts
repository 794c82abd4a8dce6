import { type AppError, type ErrorCode, toAppError } from '#lib/core/errors.ts';
import type { CallStatus } from '#lib/usage/usage-event.ts';
import type { GatewayCall } from '../calls/gateway-call.ts';
import { errorRendererFor } from '../endpoints.ts';
import { CallerGone } from '../gateway-request.ts';
import { errorHeaders } from './answer-headers.ts';
import { type Outcome, settle } from './settle.ts';
import { unreadAsk } from './unread-ask.ts';

const betweenEvents = Buffer.from('\n\n');

/** What ends an answer here, although its provider would go on. */
const refusedMidway: ReadonlySet<ErrorCode> = new Set(['budget_exceeded', 'guardrail_blocked', 'guardrail_unavailable', 'policy_denied']);

/** Of an answer that passes as it is, the provider's faults are his to tell; why we cut one, only we can. */
const isToldInStream = ({ reader }: GatewayCall, { code }: AppError): boolean => reader !== null && refusedMidway.has(code);

/** What web servers log for a caller who did not wait; nobody sees it. */
const callerGoneStatus = 499;

function statusOf(call: GatewayCall, isCallerGone: boolean): CallStatus {
  if (isCallerGone) return 'cancelled';
  if (!call.isHeld) return 'refused';
  return call.stopReason === 'draining' ? 'interrupted' : 'failed';
}

/** The status by which the caller is told; some protocols have errors that are answers. */
const toldStatus = ({ protocol }: GatewayCall, error: AppError): number => protocol?.statusOf?.(error) ?? error.status;

function outcomeOf(call: GatewayCall, error: AppError | null): Outcome {
  const httpStatus = call.sentStatus ?? (error === null ? callerGoneStatus : toldStatus(call, error));
  return { status: statusOf(call, error === null), httpStatus, errorCode: error?.code ?? null };
}

/** Writes the usage event of a call that failed; what cannot be written is logged, and its hold stays for the replay. */
async function settleFailure(call: GatewayCall, error: AppError | null): Promise<void> {
  const { caller, protocol } = call;
  if (caller === null || protocol === undefined || protocol.isUnmetered === true || call.isSettled) return;
  // An upload that its caller broke off asked for nothing yet.
  if (call.asked === null && error === null) return;
  call.settleAsAbandoned();
  try {
    await settle(call, caller, call.asked ?? { protocol, ask: unreadAsk, tags: null, taskType: null }, outcomeOf(call, error));
  } catch (cause) {
    call.runtime.metrics.settleFailures += 1;
    call.runtime.logger.error({ err: cause, request_id: call.requestId }, 'A call could not be settled');
  }
}

function log(call: GatewayCall, error: AppError): void {
  const { logger } = call.runtime;
  const fields = { request_id: call.requestId, code: error.code, internal: error.internal, err: error.cause };
  if (error.code === 'internal') logger.error(fields, 'A call failed on our side');
  else if (error.status >= 500) logger.warn(fields, 'A call failed');
  else logger.debug(fields, 'A call was refused');
}

/** Tells the caller, in his protocol's own shape as far as his answer has not begun in another. */
function tell(call: GatewayCall, error: AppError): void {
  const { protocol } = call;
  if (call.sentStatus === null) {
    const body = (protocol?.renderError ?? errorRendererFor(call.request))(error, call.requestId);
    call.start(toldStatus(call, error), errorHeaders(call, error, body.length));
    call.responder.end(body);
  } else if (call.asked?.ask.isBytes === true || (call.course?.isRaw === true && !isToldInStream(call, error))) {
    call.responder.breakOff();
  } else if (call.course?.isRaw === true && protocol !== undefined) {
    // What went out may have ended in the middle of an event.
    call.responder.breakOff(Buffer.concat([betweenEvents, protocol.renderErrorEvent(error, call.requestId)]));
  } else if (protocol !== undefined) {
    // The status has gone out, so an event has to say it. No [DONE] follows: the answer must not look complete.
    const event = protocol.renderErrorEvent(error, call.requestId);
    if (protocol.breaksOffAfterError === true) call.responder.breakOff(event);
    else call.responder.end(event);
  }
}

/** Ends a call that cannot be answered: upstream cancelled, settled, and the caller told. Never rejects. */
export async function refuse(call: GatewayCall, thrown: unknown): Promise<void> {
  const error = thrown instanceof CallerGone ? null : toAppError(thrown);
  call.cancelUpstream();
  await settleFailure(call, error);
  if (error === null) return;
  log(call, error);
  call.runtime.metrics.countError(error.code);
  try {
    tell(call, error);
  } catch (cause) {
    // A header that cannot be sent, for one: a promise that rejects here would end the process with all its calls.
    call.runtime.logger.error({ err: cause, request_id: call.requestId }, 'A caller could not be told why his call failed');
    call.responder.breakOff();
  }
}
