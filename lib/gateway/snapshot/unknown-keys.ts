import type { Clock } from '#lib/core/clock.ts';

/** Key hashes that were looked up and do not exist, remembered for a short while: a wrong key in a loop asks the database seldom. */
export class UnknownKeys {
  readonly #clock: Clock;
  readonly #max: number;
  readonly #rememberMs: number;
  /** Hash to the time of its look-up, oldest first. */
  readonly #seenAtMs = new Map<string, number>();

  constructor(clock: Clock, max: number, rememberMs: number) {
    this.#clock = clock;
    this.#max = max;
    this.#rememberMs = rememberMs;
  }

  has(keyHash: string): boolean {
    const seenAtMs = this.#seenAtMs.get(keyHash);
    if (seenAtMs === undefined) return false;
    if (this.#clock.now() - seenAtMs < this.#rememberMs) return true;
    this.#seenAtMs.delete(keyHash);
    return false;
  }

  add(keyHash: string): void {
    this.#seenAtMs.delete(keyHash);
    for (const oldest of this.#seenAtMs.keys()) {
      if (this.#seenAtMs.size < this.#max) break;
      this.#seenAtMs.delete(oldest);
    }
    this.#seenAtMs.set(keyHash, this.#clock.now());
  }

  clear(): void {
    this.#seenAtMs.clear();
  }
}
