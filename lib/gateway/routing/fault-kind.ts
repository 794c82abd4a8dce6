import type { AttemptFault } from '#lib/contracts/attempt-faults.ts';
import { AppError } from '#lib/core/errors.ts';
import { UpstreamFailure } from '#lib/outbound/index.ts';

/** What a failed attempt says about the request, the target, or neither; each is one of the names that events keep. */
export type FaultKind = Extract<
  AttemptFault,
  /** The target cannot be asked for this in its protocol; another one may. */
  | 'not_translated'
  /** The provider judged the request itself; its verdict would be the same again. */
  | 'request'
  /** The model cannot hold the request; one with a larger window may. */
  | 'too_long'
  | 'rate_limited'
  /** This connection cannot serve the call: its credential, its credit, its budget, its address, a model it lacks. */
  | 'not_served'
  | 'server_error'
  | 'unreachable'
  /** The connection broke before there was an answer. */
  | 'reset'
  /** Accepted, and then nothing in time. */
  | 'silent'
  /** The answer began and broke off. */
  | 'cut'
  /** An answer that nobody can read. */
  | 'unusable'
  /** All its places are taken, so it was not asked. */
  | 'busy'
  /** No fault of a provider. */
  | 'own'
>;

/** Reads the kind from the error of an attempt and the status that the provider gave; null where it gave none. */
export function faultKind(error: unknown, status: number | null): FaultKind {
  if (!(error instanceof AppError)) return 'own';
  switch (error.code) {
    case 'invalid_request':
      // The caller's request was read before any attempt, so it is its translation for this target.
      return 'not_translated';
    case 'context_length_exceeded':
      return 'too_long';
    case 'content_filter':
      return 'request';
    case 'provider_rejected':
      return status === 404 ? 'not_served' : 'request';
    case 'provider_rate_limited':
      return 'rate_limited';
    case 'provider_credentials_rejected':
    case 'provider_quota_exhausted':
    case 'address_not_allowed':
    case 'no_connection':
      return 'not_served';
    // Another target may be cheaper, or charged to other budgets; an answer that had begun was cut for its cost.
    case 'budget_exceeded':
    case 'policy_denied':
    case 'approval_required':
      return status === null ? 'not_served' : 'own';
    case 'provider_unreachable':
      return 'unreachable';
    case 'provider_overloaded':
      return 'server_error';
    case 'provider_timeout':
      return 'silent';
    case 'stream_interrupted':
      return 'cut';
    case 'too_many_in_flight':
    // A limit of the target's; those of the caller are checked before there is an attempt.
    case 'rate_limited':
      return 'busy';
    case 'provider_error':
      if (error.cause instanceof UpstreamFailure && error.cause.kind === 'reset') return status === null ? 'reset' : 'cut';
      return status !== null && status >= 500 ? 'server_error' : 'unusable';
    default:
      return 'own';
  }
}

/** Whether a fault is held against the target in what is shown of it. */
export const isFaultOfTarget = (kind: FaultKind): boolean => kind !== 'request' && kind !== 'too_long' && kind !== 'own' && kind !== 'busy';

/** What a fault tells the circuit of its target; `unknown` where it says nothing about how the target is. */
export function healthAfter(kind: FaultKind): 'sound' | 'broken' | 'unknown' {
  switch (kind) {
    case 'request':
    case 'too_long':
      return 'sound';
    case 'server_error':
    case 'unreachable':
    case 'reset':
    case 'silent':
    case 'cut':
    case 'unusable':
      return 'broken';
    default:
      return 'unknown';
  }
}
