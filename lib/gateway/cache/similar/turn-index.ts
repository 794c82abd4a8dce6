import type { StoredTurn } from '../answer-store.ts';
import { mayMeanTheSame } from './may-mean-the-same.ts';
import { cosine } from './vectors.ts';

/** Turns of one context that are looked through, the newest. */
export const turnsMax = 256;
/** What this process keeps of turns, all tenants together; the context that was used longest ago goes first. */
const indexBytesMax = 32 * 1024 * 1024;
/** After this long the store is asked what other processes have added. */
const currentMs = 5_000;

interface Context {
  readonly turns: readonly StoredTurn[];
  readonly epoch: number;
  readonly loadedAtMs: number;
}

const bytesOf = ({ turns }: Context): number =>
  turns.reduce((sum, { text, vector }) => sum + vector.byteLength + 2 * text.length + 256, 256);

/** A kept turn that is close enough. */
export interface SimilarTurn {
  readonly key: string;
  readonly similarity: number;
}

/** The kept turns by context, in memory; contexts are keyed hashes that no two tenants share. */
export class TurnIndex {
  /** In the order of their last use. */
  readonly #contexts = new Map<string, Context>();
  readonly #bytesMax: number;
  #bytes = 0;

  constructor(bytesMax: number = indexBytesMax) {
    this.#bytesMax = bytesMax;
  }

  /** Bytes that vectors and texts take up, roughly. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether what is known of a context is recent enough. */
  isCurrent(contextKey: string, epoch: number, nowMs: number): boolean {
    const context = this.#contexts.get(contextKey);
    return context !== undefined && context.epoch === epoch && nowMs - context.loadedAtMs < currentMs;
  }

  /** What the store knows of a context; what was kept here and has not reached the store stays. */
  load(contextKey: string, epoch: number, turns: readonly StoredTurn[], nowMs: number): void {
    const known = this.#contexts.get(contextKey);
    const own = known?.epoch === epoch ? known.turns : [];
    const keys = new Set(turns.map(({ key }) => key));
    const all = [...own.filter(({ key }) => !keys.has(key)), ...turns];
    this.#put(contextKey, { turns: all.slice(0, turnsMax), epoch, loadedAtMs: nowMs });
  }

  add(contextKey: string, epoch: number, turn: StoredTurn): void {
    const known = this.#contexts.get(contextKey);
    const isKnown = known !== undefined && known.epoch === epoch;
    const others = isKnown ? known.turns.filter(({ key }) => key !== turn.key) : [];
    const loadedAtMs = isKnown ? known.loadedAtMs : Number.NEGATIVE_INFINITY;
    this.#put(contextKey, { turns: [turn, ...others].slice(0, turnsMax), epoch, loadedAtMs });
  }

  /** The closest turn that may mean the same, if it is close enough. */
  closest(contextKey: string, epoch: number, text: string, vector: Float32Array, similarityMin: number, nowMs: number): SimilarTurn | null {
    const context = this.#contexts.get(contextKey);
    if (context === undefined || context.epoch !== epoch) return null;
    let best: SimilarTurn | null = null;
    for (const turn of context.turns) {
      const similarity = cosine(vector, turn.vector);
      if (similarity < (best?.similarity ?? similarityMin) || turn.expiresAtMs <= nowMs || !mayMeanTheSame(text, turn.text)) continue;
      best = { key: turn.key, similarity };
    }
    return best;
  }

  #put(contextKey: string, context: Context): void {
    this.#forget(contextKey);
    this.#contexts.set(contextKey, context);
    this.#bytes += bytesOf(context);
    for (const oldest of this.#contexts.keys()) {
      if (this.#bytes <= this.#bytesMax) return;
      this.#forget(oldest);
    }
  }

  #forget(contextKey: string): void {
    const context = this.#contexts.get(contextKey);
    if (context === undefined) return;
    this.#contexts.delete(contextKey);
    this.#bytes -= bytesOf(context);
  }
}
