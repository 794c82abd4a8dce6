import type { KeptAnswer } from '../cache/kept-answer.ts';

/** A call that wants to be carried out once. */
export interface OnceClaim {
  readonly tenantId: string;
  /** Keyed hash of the virtual key's id and the Idempotency-Key. */
  readonly key: string;
  /** Keyed hash of the request. */
  readonly requestHash: string;
  readonly callId: string;
  /** How long the call can last at most. */
  readonly busyMs: number;
}

/**
 * What became of a claim: `claimed`: carry the call out; `answered`: it was, and this is its answer; `too_large`: it was, and
 * its answer is not kept; `busy`: it is being carried out; `mismatch`: the key was used for another request.
 */
export type OnceOutcome =
  | { readonly state: 'claimed' | 'too_large' | 'busy' | 'mismatch' }
  | { readonly state: 'answered'; readonly answer: KeptAnswer };

/** Where calls with an Idempotency-Key are claimed, by all processes; every method rejects when the database is away. */
export interface OnceStore {
  claim(claim: OnceClaim): Promise<OnceOutcome>;
  /** Keeps the answer of a call that was claimed; null for one that is too large. */
  complete(claim: OnceClaim, answer: KeptAnswer | null): Promise<void>;
  /** The call came to nothing: the next one with the key is carried out. */
  abandon(claim: OnceClaim): Promise<void>;
}
