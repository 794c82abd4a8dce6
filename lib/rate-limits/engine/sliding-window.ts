import { type Gauge, slotsOf } from './gauge.ts';

/**
 * Amounts of the last `windowMs`, counted in slots. An amount stays counted from its instant until at least a whole window
 * later and at most one slot longer, so what is admitted while `total` keeps below a limit keeps below it in every window.
 */
export class SlidingWindow {
  readonly #slotMs: number;
  readonly #amounts: Float64Array;
  #newest = 0;
  #lastUsed = Number.NEGATIVE_INFINITY;
  #total = 0;

  constructor(gauge: Pick<Gauge, 'windowMs' | 'slotMs'>) {
    this.#slotMs = gauge.slotMs;
    this.#amounts = new Float64Array(slotsOf(gauge));
  }

  get total(): number {
    return this.#total;
  }

  /** Forgets what is over. A clock that goes back forgets nothing. Answers the slot of this instant. */
  advance(nowMs: number): number {
    const slot = Math.floor(nowMs / this.#slotMs);
    const { length } = this.#amounts;
    const first = Math.max(this.#newest + 1, slot - length + 1);
    for (let at = first; at <= slot; at += 1) {
      this.#total -= this.#amounts[at % length] ?? 0;
      this.#amounts[at % length] = 0;
    }
    if (slot > this.#newest) this.#newest = slot;
    return this.#newest;
  }

  /** Counts an amount in a slot, or takes back part of one by a negative amount; what is over already is left alone. */
  add(slot: number, amount: number): void {
    const { length } = this.#amounts;
    if (slot <= this.#newest - length || slot > this.#newest) return;
    const before = this.#amounts[slot % length] ?? 0;
    const after = Math.max(0, before + amount);
    this.#amounts[slot % length] = after;
    this.#total += after - before;
    if (amount > 0 && slot > this.#lastUsed) this.#lastUsed = slot;
  }

  /** Milliseconds until `amount` more keeps within `limit`; null where it never does. */
  waitMs(amount: number, limit: number, nowMs: number): number | null {
    if (amount > limit) return null;
    const { length } = this.#amounts;
    let left = this.#total;
    for (let at = this.#newest - length + 1; at <= this.#newest; at += 1) {
      if (left + amount <= limit) return Math.max(0, (at + length - 1) * this.#slotMs - nowMs);
      left -= at < 0 ? 0 : (this.#amounts[at % length] ?? 0);
    }
    return Math.max(0, (this.#newest + length) * this.#slotMs - nowMs);
  }

  /** Milliseconds until nothing is counted any more. */
  resetMs(nowMs: number): number {
    return this.#total === 0 ? 0 : Math.max(0, (this.#lastUsed + this.#amounts.length) * this.#slotMs - nowMs);
  }
}
