import type { AppError, ErrorCode } from '#lib/core/errors.ts';
import type { FaultKind } from './fault-kind.ts';

/** Milliseconds. */
export interface CoolDownLimits {
  /** Longest Retry-After that is remembered; a provider that names hours may be back long before. */
  readonly retryAfterKeptMs: number;
  readonly credentialCoolDownMs: number;
}

/** Faults of a connection that the next call would meet as well, until somebody has done something about them. */
const lasting: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['provider_credentials_rejected', 'provider_quota_exhausted']);

/** What was refused with a credential, as far as it may be why. */
export interface RefusedRequest {
  /** It names a file or the like, and that may be what the provider did not let the credential have. */
  readonly hasUnseenState: boolean;
  /** It carried a token that the credential was exchanged for; the next one carries another. */
  readonly hasToken: boolean;
}

/** Whether the refusal may be of this request, or of its token, alone. */
const mayBeAlone = ({ provider }: AppError, { hasUnseenState, hasToken }: RefusedRequest): boolean =>
  (provider?.status === 403 && hasUnseenState) || (provider?.status === 401 && hasToken);

/**
 * How long other calls had better stay away from a target after a fault; 0 where it says nothing about them. `retryAfterMs` is
 * what its provider asked for, null where it did not.
 */
export function coolDownAfter(
  error: AppError,
  kind: FaultKind,
  retryAfterMs: number | null,
  request: RefusedRequest,
  { retryAfterKeptMs, credentialCoolDownMs }: CoolDownLimits,
): number {
  if (lasting.has(error.code)) return mayBeAlone(error, request) ? 0 : credentialCoolDownMs;
  if (kind !== 'rate_limited' && kind !== 'server_error') return 0;
  return Math.min(retryAfterMs ?? 0, retryAfterKeptMs);
}
