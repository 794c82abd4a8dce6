import { AppError, type ErrorCode } from '#lib/core/errors.ts';
import type { CallStatus } from '#lib/usage/usage-event.ts';
import { endRate } from '../stages/limit-rate.ts';
import { settle } from '../stages/settle.ts';
import type { ResponseCall } from './response-call.ts';

/** Settles a call of a session, once; rejects with AppError where that cannot be written, and its hold stays for the replay. */
export async function settleInSession(response: ResponseCall, status: CallStatus, errorCode: ErrorCode | null): Promise<void> {
  const { runtime, requestId, caller, asked } = response;
  if (caller === null || response.isSettled) return;
  try {
    await settle(response, caller, asked, { status, httpStatus: 101, errorCode });
  } catch (error) {
    runtime.metrics.settleFailures += 1;
    runtime.logger.error({ err: error, request_id: requestId }, 'A response of a session could not be settled');
    throw error instanceof AppError ? error : new AppError('internal', { cause: error });
  } finally {
    if (response.rate !== null) endRate(response);
  }
}
