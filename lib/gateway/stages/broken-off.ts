import { AppError } from '#lib/core/errors.ts';

/** What a provider's failure is once its answer has begun: a provider that went away in the middle has interrupted it. */
export const brokenOff = (error: Error): Error =>
  error instanceof AppError && error.code === 'provider_error'
    ? new AppError('stream_interrupted', { detail: error.detail, cause: error.cause })
    : error;
