import { AppError } from '#lib/core/errors.ts';
import { PeakAverage } from './peak-average.ts';
import { RecentFigures } from './recent-figures.ts';

/** How many calls a target runs at a time, and what is done with one more; by the route that leads to it. */
export interface TargetLimit {
  readonly concurrencyMax: number;
  readonly whenFull: 'skip' | 'wait';
}

/** An attempt that failed by a fault of the target's. */
export interface TargetFault {
  readonly kind: string;
  readonly code: string;
  /** Null where the time says nothing about the target, such as a refusal of the credential. */
  readonly elapsedMs: number | null;
  readonly atMs: number;
}

interface Waiter {
  readonly concurrencyMax: number;
  readonly enter: () => void;
}

/** Calls that may wait for a place at one target, at most, and how long. */
const waitersMax = 64;

/**
 * What this process knows of a target: the calls it runs there, how long they take, what went wrong of late. One object for a
 * connection and model, whatever routes lead to it, so that a place taken through one is taken for all.
 */
export class TargetState {
  readonly tenantId: string;
  readonly connectionId: string;
  readonly model: string;
  readonly firstToken = new PeakAverage();
  readonly latency = new PeakAverage();
  readonly recent = new RecentFigures();
  lastFault: { readonly code: string; readonly atMs: number } | null = null;
  /** By the monotonic clock; null before the first. */
  lastSuccessAt: number | null = null;
  /** When an attempt last began or ended, by the monotonic clock; null before the first. */
  touchedAt: number | null = null;
  #running = 0;
  readonly #waiting: Waiter[] = [];

  constructor(tenantId: string, connectionId: string, model: string) {
    this.tenantId = tenantId;
    this.connectionId = connectionId;
    this.model = model;
  }

  get running(): number {
    return this.#running;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  isFull(limit: TargetLimit | null): boolean {
    return limit !== null && this.#running >= limit.concurrencyMax;
  }

  /** What a further call has to expect: the average by what is already running; null before the first measurement. */
  expectedMs(streamed: boolean, now: number): number | null {
    const average = (streamed ? this.firstToken : this.latency).read(now);
    return average === null ? null : average * (this.#running + 1);
  }

  /** Takes a place; to be given back by `leave`. Whoever has a limit asks `isFull` first, or waits. */
  enter(now: number): void {
    this.#running += 1;
    this.touchedAt = now;
  }

  /** Waits for a place and has it when `entered` resolves; rejects with too_many_in_flight when the queue or the time is over. */
  wait({ concurrencyMax }: TargetLimit, waitMs: number): { readonly entered: Promise<void>; leave(): void } {
    if (this.#waiting.length >= waitersMax) return { entered: Promise.reject(this.#full(concurrencyMax)), leave: () => {} };
    let giveUp = () => {};
    let hasEntered = false;
    const entered = new Promise<void>((resolve, reject) => {
      const end = (act: () => void) => {
        const index = this.#waiting.indexOf(waiter);
        if (index === -1) return;
        clearTimeout(timer);
        this.#waiting.splice(index, 1);
        act();
      };
      const waiter: Waiter = {
        concurrencyMax,
        enter: () =>
          end(() => {
            this.#running += 1;
            hasEntered = true;
            resolve();
          }),
      };
      giveUp = () => end(() => reject(this.#full(concurrencyMax)));
      const timer = setTimeout(giveUp, waitMs);
      this.#waiting.push(waiter);
    });
    // Whoever is stopped between getting the place and hearing of it gives it back.
    return { entered, leave: () => (hasEntered ? this.leave(performance.now()) : giveUp()) };
  }

  leave(now: number): void {
    this.#running -= 1;
    this.touchedAt = now;
    const next = this.#waiting[0];
    if (next !== undefined && this.#running < next.concurrencyMax) next.enter();
  }

  succeeded(latencyMs: number, firstTokenMs: number | null, now: number): void {
    this.latency.add(latencyMs, now);
    if (firstTokenMs !== null) this.firstToken.add(firstTokenMs, now);
    this.recent.succeeded(latencyMs, firstTokenMs, now);
    this.lastSuccessAt = now;
  }

  /** How long a broken attempt took counts as a latency, so that a target that hangs is not the fastest. */
  failed({ kind, code, elapsedMs, atMs }: TargetFault, now: number): void {
    if (elapsedMs !== null) {
      this.latency.add(elapsedMs, now);
      this.firstToken.add(elapsedMs, now);
    }
    this.recent.failed(kind, now);
    this.lastFault = { code, atMs };
  }

  #full(concurrencyMax: number): AppError {
    return new AppError('too_many_in_flight', {
      detail: `The target runs ${concurrencyMax} calls, its limit for one process. Wait for running calls to end.`,
      headers: { 'retry-after': '1' },
    });
  }
}
