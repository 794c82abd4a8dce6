import { type KeptAnswer, sizeOf } from './kept-answer.ts';

/** An answer in the memory of this process. */
export interface RememberedAnswer {
  readonly answer: KeptAnswer;
  readonly expiresAtMs: number;
  /** The clearing after which it was found or made. */
  readonly epoch: number;
}

/** Answers by key, the ones used last, as many as fit into a number of bytes. Keys are hashes that no two tenants share. */
export class AnswerMemory {
  readonly #bytesMax: number;
  /** In the order of their last use. */
  readonly #entries = new Map<string, RememberedAnswer>();
  #bytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Undefined where there is none, where it has expired, and where the tenant has cleared its cache since. */
  get(key: string, epoch: number, nowMs: number): RememberedAnswer | undefined {
    const found = this.#entries.get(key);
    if (found === undefined) return undefined;
    if (found.epoch !== epoch || found.expiresAtMs <= nowMs) {
      this.#forget(key, found);
      return undefined;
    }
    this.#entries.delete(key);
    this.#entries.set(key, found);
    return found;
  }

  set(key: string, remembered: RememberedAnswer): void {
    const former = this.#entries.get(key);
    if (former !== undefined) this.#forget(key, former);
    const bytes = sizeOf(remembered.answer);
    if (bytes > this.#bytesMax) return;
    this.#entries.set(key, remembered);
    this.#bytes += bytes;
    for (const [oldest, entry] of this.#entries) {
      if (this.#bytes <= this.#bytesMax) return;
      this.#forget(oldest, entry);
    }
  }

  #forget(key: string, { answer }: RememberedAnswer): void {
    this.#entries.delete(key);
    this.#bytes -= sizeOf(answer);
  }
}
