import type { ErrorCode } from '#lib/core/errors.ts';

/** What a status that is no success is recorded as, where the caller sees the answer itself. */
export function codeOfStatus(status: number): ErrorCode | null {
  if (status < 400) return null;
  if (status === 429) return 'provider_rate_limited';
  return status < 500 ? 'provider_rejected' : 'provider_error';
}
