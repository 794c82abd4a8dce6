import { AppError } from '#lib/core/errors.ts';
import type { GatewayCall } from '../calls/gateway-call.ts';
import type { Course } from './course.ts';

/** Statuses by which a provider says that it did not do what it was asked. */
const isRefusal = (status: number | null): boolean => status !== null && status >= 400 && status < 500 && status !== 408;

/**
 * Ends the way of a call that failed, and gives back what the caller is told. What a provider does not have (any more) is
 * told as what is not there at all.
 */
export async function failCourse(call: GatewayCall, { target, failed }: Course, error: unknown): Promise<unknown> {
  call.runtime.circuits.undecided(target);
  const isUnsent = call.attempts === 0 || (error instanceof AppError && error.code === 'provider_unreachable');
  try {
    await failed?.(isUnsent || isRefusal(call.upstreamStatus));
  } catch (err) {
    // What is held stays held until somebody looks what became of it.
    call.runtime.logger.warn({ err, request_id: call.requestId }, 'The hold of work that was not begun could not be given back');
  }
  const isMissing = call.upstreamStatus === 404 && call.sentStatus === null;
  return isMissing ? new AppError('not_found', { detail: 'The provider does not have this any more.' }) : error;
}
