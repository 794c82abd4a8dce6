import type { Gauge } from './gauge.ts';
import type { Need, Reading, TakenPart } from './rate-store.ts';
import type { ShareAsk, ShareGrant, ShareReturn } from './share-source.ts';

/** Places count for nothing once their holder has not been able to say for so long that he lives; half of what others wait. */
const placesLastMs = 30_000;
/** What is free and was not used for so long goes back. */
const idleMs = 1_000;
/** A share is asked for what this long of the same pace would use. */
const aheadMs = 1_000;

/** What this process has of one gauge: part of a window for a moment, or places. Synchronous, as `lib/budgets/engine/lease-account.ts`. */
export class ShareAccount {
  gauge: Gauge;
  lastUsedMs: number;
  #free = 0;
  #slot = 0;
  #endsAt = Number.NEGATIVE_INFINITY;
  /** Of all processes, when the source was last asked; what is free here is part of it. */
  #used = 0;
  #resetAt = 0;
  #askedAt: number;
  #takenSince = 0;
  #places = 0;
  #running = 0;
  /** When the source last heard of the holder of these places. */
  seenAt = Number.NEGATIVE_INFINITY;

  constructor(gauge: Gauge, now: number) {
    this.gauge = gauge;
    this.lastUsedMs = this.#askedAt = now;
  }

  get isPlaces(): boolean {
    return this.gauge.windowMs === 0;
  }

  get holdsPlaces(): boolean {
    return this.#places > 0;
  }

  free(now: number): number {
    if (this.isPlaces) return now - this.seenAt < placesLastMs ? this.#places - this.#running : 0;
    return now < this.#endsAt ? this.#free : 0;
  }

  /** The caller has looked whether there is as much free. */
  take({ amount }: Need, now: number): TakenPart {
    this.lastUsedMs = now;
    this.#takenSince += amount;
    if (this.isPlaces) this.#running += amount;
    else this.#free -= amount;
    return { gauge: this.gauge, amount, slot: this.#slot };
  }

  /** Ends a part; answers what has to go back to the source, if anything. */
  settle(part: TakenPart, used: number, now: number): ShareReturn | null {
    if (this.isPlaces) {
      this.#running -= part.amount;
      return null;
    }
    const unused = part.amount - used;
    if (unused === 0) return null;
    if (unused > 0 && part.slot === this.#slot && now < this.#endsAt) {
      this.#free += unused;
      return null;
    }
    return { gauge: this.gauge, slot: part.slot, amount: unused };
  }

  /** What to ask for calls that need these amounts; what is free goes back with it, so that nothing is counted twice. */
  ask(amounts: readonly number[], now: number): ShareAsk {
    const sum = amounts.reduce((total, amount) => total + amount, 0);
    const pace = this.#takenSince / Math.max(50, now - this.#askedAt);
    this.#askedAt = now;
    this.#takenSince = 0;
    const ahead = Math.ceil(pace * aheadMs);
    const has = this.isPlaces ? this.#running : 0;
    const least = has + (amounts.length === 0 ? 0 : Math.min(...amounts));
    const back = this.isPlaces ? { slot: 0, amount: 0 } : { slot: this.#slot, amount: this.#free };
    if (!this.isPlaces) this.#free = 0;
    else this.#places = this.#running;
    return { gauge: this.gauge, least, wanted: has + sum, most: has + sum + (amounts.length === 0 ? 0 : ahead), back };
  }

  /** Takes in what the source answered to an ask of that instant. */
  adopt({ granted, used, slot, lastsMs, resetMs }: ShareGrant, askedAt: number): void {
    this.#used = used;
    this.#resetAt = askedAt + resetMs;
    if (this.isPlaces) {
      this.#places = granted;
      this.seenAt = askedAt;
      return;
    }
    if (granted === 0) return;
    this.#free = granted;
    this.#slot = slot;
    this.#endsAt = askedAt + lastsMs;
  }

  /** What nobody used for a while, or not in time, and that goes back. */
  reclaim(now: number): ShareReturn | null {
    if (this.isPlaces || this.#free === 0 || (now < this.#endsAt && now - this.lastUsedMs < idleMs)) return null;
    const back = { gauge: this.gauge, slot: this.#slot, amount: this.#free };
    this.#used -= this.#free;
    this.#free = 0;
    return back;
  }

  /** There are places that nobody used for a while. */
  hasIdlePlaces(now: number): boolean {
    return this.isPlaces && this.#places > this.#running && now - this.lastUsedMs >= idleMs;
  }

  isForgettable(now: number): boolean {
    return this.#running === 0 && this.#places === 0 && this.#free === 0 && now - this.lastUsedMs > 60_000;
  }

  reading(now: number): Reading {
    const { gauge } = this;
    const remaining = gauge.limit - this.#used + (this.isPlaces ? this.#places - this.#running : this.free(now));
    return { gauge, remaining: Math.min(gauge.limit, Math.max(0, remaining)), resetMs: Math.max(0, this.#resetAt - now) };
  }
}
