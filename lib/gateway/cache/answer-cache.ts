import type { Clock } from '#lib/core/clock.ts';
import type { Logger } from '#lib/core/logger.ts';
import { within } from '#lib/process/within.ts';
import { AnswerMemory } from './answer-memory.ts';
import type { AnswerStore, AnswerToStore, SimilarPlace } from './answer-store.ts';
import type { KeptAnswer } from './kept-answer.ts';
import { TurnIndex, turnsMax } from './similar/turn-index.ts';

/** What this process keeps in memory, all tenants together. */
const memoryBytesMax = 64 * 1024 * 1024;
/** How long a look into the shared store may take; after that the call is a miss. */
const readMs = 250;
/** Answers on their way into the store; more are kept in memory only. */
const writesMax = 256;

export interface AnswerCacheOptions {
  /** Null where processes share nothing. */
  readonly store: AnswerStore | null;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly memoryBytesMax?: number;
}

/**
 * The kept answers as this process sees them: its own memory in front of the store that all share. What the store cannot
 * do is a miss to the caller, never an error. Also knows which answers are being made, so that the same request that comes
 * many times at once is sent once.
 */
export class AnswerCache {
  readonly store: AnswerStore | null;
  readonly memory: AnswerMemory;
  readonly #turns = new TurnIndex();
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #flights = new Map<string, Promise<void>>();
  #writes = 0;
  #isFailing = false;

  constructor({ store, clock, logger, memoryBytesMax: bytesMax = memoryBytesMax }: AnswerCacheOptions) {
    this.store = store;
    this.memory = new AnswerMemory(bytesMax);
    this.#clock = clock;
    this.#logger = logger;
  }

  /** The answer in memory; for whoever has just waited for it to be made. */
  remembered(key: string, epoch: number): KeptAnswer | undefined {
    return this.memory.get(key, epoch, this.#clock.now())?.answer;
  }

  /** The answer kept under a key, from memory or from the store; null where there is none or none came in time. */
  async find(tenantId: string, key: string, epoch: number): Promise<KeptAnswer | null> {
    const known = this.remembered(key, epoch);
    if (known !== undefined) return known;
    if (this.store === null) return null;
    const stored = await this.ask(this.store.read(tenantId, key));
    if (stored === null || stored === undefined || stored.expiresAtMs <= this.#clock.now()) return null;
    this.memory.set(key, { ...stored, epoch });
    return stored.answer;
  }

  /** The key of the answer to the closest request of a context, if it is close enough and may mean the same. */
  async findSimilar(tenantId: string, { contextKey, turn }: SimilarPlace, epoch: number, similarityMin: number): Promise<string | null> {
    const nowMs = this.#clock.now();
    if (this.store !== null && !this.#turns.isCurrent(contextKey, epoch, nowMs)) {
      const turns = await this.ask(this.store.turns(tenantId, contextKey, turnsMax));
      if (turns !== undefined) this.#turns.load(contextKey, epoch, turns, nowMs);
    }
    return this.#turns.closest(contextKey, epoch, turn.text, turn.vector, similarityMin, nowMs)?.key ?? null;
  }

  /** What the store says, or undefined when it does not answer in time or at all. */
  async ask<Value>(question: Promise<Value>): Promise<Value | undefined> {
    try {
      const isAnswered = await within(readMs, question);
      if (!isAnswered) question.catch(() => {});
      this.#isFailing &&= !isAnswered;
      return isAnswered ? await question : undefined;
    } catch (err) {
      this.#failed(err, 'Kept answers cannot be read; calls are sent to their providers');
      return undefined;
    }
  }

  /** Keeps an answer: at once in memory, behind the call in the store. */
  keep(tenantId: string, entry: AnswerToStore): void {
    const { key, answer, expiresAtMs, epoch, similar } = entry;
    if (similar !== null) this.#turns.add(similar.contextKey, epoch, { ...similar.turn, key, expiresAtMs });
    this.memory.set(key, { answer, expiresAtMs, epoch });
    if (this.store === null || this.#writes >= writesMax) return;
    this.#writes += 1;
    this.store
      .write(tenantId, entry)
      .then(() => {
        this.#isFailing = false;
      })
      .catch((err: unknown) => this.#failed(err, 'An answer could not be kept for other processes'))
      .finally(() => {
        this.#writes -= 1;
      });
  }

  /** The end of the call that is making this answer; undefined when there is none. */
  flight(key: string): Promise<void> | undefined {
    return this.#flights.get(key);
  }

  /** Says that this call is making the answer; call what it returns when the call has ended, however. */
  begin(key: string): () => void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#flights.set(key, promise);
    return () => {
      if (this.#flights.get(key) === promise) this.#flights.delete(key);
      resolve();
    };
  }

  #failed(err: unknown, message: string): void {
    if (!this.#isFailing) this.#logger.warn({ err }, message);
    this.#isFailing = true;
  }
}
