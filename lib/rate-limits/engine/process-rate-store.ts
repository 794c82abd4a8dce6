import type { Gauge } from './gauge.ts';
import type { GaugeUse, Need, RateStore, Reading, TakeAnswer, Taken, TakenPart, UsedOf } from './rate-store.ts';
import { SlidingWindow } from './sliding-window.ts';

/** Windows without anything in them are dropped once there are more than this. */
const idleMax = 50_000;

/** What a place that is not free now is told to wait: nobody knows when a call ends. */
export const placeRetryMs = 1_000;

/** Counts in the memory of one process, synchronously: exact where a single process serves all calls, and forgotten with it. */
export class ProcessRateStore implements RateStore {
  readonly name = 'process';
  readonly #now: () => number;
  readonly #windows = new Map<string, SlidingWindow>();
  readonly #running = new Map<string, number>();

  /** `now` is a clock that never goes back. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  take(needs: readonly Need[], id: string): TakeAnswer {
    const now = this.#now();
    let short: Need | null = null;
    let retryMs: number | null = 0;
    for (const need of needs) {
      const waitMs = this.#waitMs(need, now);
      if (waitMs === 0) continue;
      // The longest wait decides: coming back before it would be refused again.
      if (short === null || (retryMs !== null && (waitMs === null || waitMs > retryMs))) [short, retryMs] = [need, waitMs];
    }
    if (short !== null) {
      const readings = needs.map(({ gauge }) => this.#reading(gauge, now));
      return { isAdmitted: false, short: short.gauge, amount: short.amount, retryMs, readings };
    }
    const parts = needs.map((need) => this.#count(need, now));
    return { isAdmitted: true, taken: { id, parts }, readings: needs.map(({ gauge }) => this.#reading(gauge, now)) };
  }

  settle({ parts }: Taken, used: UsedOf): void {
    const now = this.#now();
    for (const part of parts) {
      const { gauge } = part;
      if (gauge.metric === 'concurrency') {
        this.#leave(gauge.key, part.amount);
        continue;
      }
      const more = used(part) - part.amount;
      if (more === 0) continue;
      const window = this.#window(gauge);
      const slot = window.advance(now);
      window.add(more > 0 ? slot : part.slot, more);
    }
  }

  async use(gauges: readonly Gauge[]): Promise<readonly GaugeUse[]> {
    const now = this.#now();
    return gauges.map((gauge) => ({ used: gauge.limit - this.#room(gauge, now) }));
  }

  async close(): Promise<void> {}

  #waitMs({ gauge, amount }: Need, now: number): number | null {
    if (gauge.metric === 'concurrency') {
      if (amount > gauge.limit) return null;
      return (this.#running.get(gauge.key) ?? 0) + amount <= gauge.limit ? 0 : placeRetryMs;
    }
    const window = this.#window(gauge);
    window.advance(now);
    if (window.total + amount <= gauge.limit) return 0;
    const waitMs = window.waitMs(amount, gauge.limit, now);
    return waitMs === null ? null : Math.max(1, waitMs);
  }

  #count({ gauge, amount }: Need, now: number): TakenPart {
    if (gauge.metric === 'concurrency') {
      this.#running.set(gauge.key, (this.#running.get(gauge.key) ?? 0) + amount);
      return { gauge, amount, slot: 0 };
    }
    const window = this.#window(gauge);
    const slot = window.advance(now);
    window.add(slot, amount);
    return { gauge, amount, slot };
  }

  #leave(key: string, amount: number): void {
    const left = (this.#running.get(key) ?? 0) - amount;
    if (left > 0) this.#running.set(key, left);
    else this.#running.delete(key);
  }

  #room(gauge: Gauge, now: number): number {
    if (gauge.metric === 'concurrency') return gauge.limit - (this.#running.get(gauge.key) ?? 0);
    const window = this.#window(gauge);
    window.advance(now);
    return gauge.limit - window.total;
  }

  #reading(gauge: Gauge, now: number): Reading {
    const resetMs = gauge.metric === 'concurrency' ? 0 : this.#window(gauge).resetMs(now);
    return { gauge, remaining: Math.max(0, this.#room(gauge, now)), resetMs };
  }

  #window(gauge: Gauge): SlidingWindow {
    const known = this.#windows.get(gauge.key);
    if (known !== undefined) return known;
    if (this.#windows.size >= idleMax) this.#forgetIdle();
    const window = new SlidingWindow(gauge);
    this.#windows.set(gauge.key, window);
    return window;
  }

  #forgetIdle(): void {
    const now = this.#now();
    for (const [key, window] of this.#windows) {
      window.advance(now);
      if (window.total === 0) this.#windows.delete(key);
    }
  }
}
