import type { NanoUsd } from '#lib/core/money.ts';
import type { KeptAnswer } from './kept-answer.ts';

/** An answer as it is found again. */
export interface StoredAnswer {
  readonly answer: KeptAnswer;
  readonly expiresAtMs: number;
}

/** The last turn of a kept request, by which similar ones are found. */
export interface KeptTurn {
  readonly text: string;
  /** Of length one, so that the scalar product of two is their cosine. */
  readonly vector: Float32Array;
}

/** A kept turn and the key of its answer. */
export interface StoredTurn extends KeptTurn {
  readonly key: string;
  readonly expiresAtMs: number;
}

/** The last turn of a request, and the keyed hash of everything else in it. */
export interface SimilarPlace {
  readonly contextKey: string;
  readonly turn: KeptTurn;
}

/** An answer on its way into the store. */
export interface AnswerToStore {
  readonly key: string;
  readonly scope: string;
  readonly protocol: string;
  readonly costNanoUsd: NanoUsd;
  readonly answer: KeptAnswer;
  readonly expiresAtMs: number;
  /** The clearing under which it was made; after another one it is not written. */
  readonly epoch: number;
  /** Null where no similar request may be answered with it. */
  readonly similar: SimilarPlace | null;
}

/** What the processes of an installation share; every method may reject when the database is away. */
export interface AnswerStore {
  read(tenantId: string, key: string): Promise<StoredAnswer | null>;
  write(tenantId: string, entry: AnswerToStore): Promise<void>;
  /** The newest turns of a context, newest first. */
  turns(tenantId: string, contextKey: string, most: number): Promise<readonly StoredTurn[]>;
}
