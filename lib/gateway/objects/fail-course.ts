import { AppError } from '#lib/core/errors.ts';
import type { GatewayCall } from '../calls/gateway-call.ts';
import type { Course } from './course.ts';

/** Statuses by which a provider says that it did not do what it was asked. */
const isRefusal = (status: number | null): boolean => status !== null && status >= 400 && status < 500 && status !== 408;

/** SDKs repeat what failed on the other side; work that was perhaps taken on would then be done and paid twice. */
const perhapsBegun = (error: unknown): unknown =>
  error instanceof AppError
    ? new AppError(error.code, {
        detail: `${error.detail} It is not known whether the provider took the work on: look at the list before you send it again.`,
        headers: { ...error.headers, 'x-should-retry': 'false' },
        errors: error.errors,
        cause: error,
        ...(error.internal === undefined ? {} : { internal: error.internal }),
      })
    : error;

/**
 * Ends the way of a call that failed, and gives back what the caller is told. What a provider does not have (any more) is
 * told as what is not there at all.
 */
export async function failCourse(call: GatewayCall, { failed }: Course, error: unknown): Promise<unknown> {
  const isMissing = call.upstreamStatus === 404 && call.sentStatus === null;
  const isUnsent = call.attempts === 0 || (error instanceof AppError && error.code === 'provider_unreachable');
  const isUndone = isUnsent || isRefusal(call.upstreamStatus);
  try {
    await failed?.(isUndone);
  } catch (err) {
    // What is held stays held until somebody looks what became of it.
    call.runtime.logger.warn({ err, request_id: call.requestId }, 'The hold of work that was not begun could not be given back');
  }
  if (isMissing) return new AppError('not_found', { detail: 'The provider does not have this any more.' });
  return failed !== undefined && !isUndone ? perhapsBegun(error) : error;
}
