import type { Timing } from '#lib/budgets/engine/timing.ts';

/** Time that passes only when told to. */
export class FakeTiming implements Timing {
  nowMs: number;
  #sleepers: { readonly atMs: number; readonly wake: () => void }[] = [];

  constructor(nowMs: number) {
    this.nowMs = nowMs;
  }

  now(): number {
    return this.nowMs;
  }

  pause(ms: number): Promise<void> {
    return new Promise((resolve) => this.#sleepers.push({ atMs: this.nowMs + ms, wake: resolve }));
  }

  async within(ms: number, work: Promise<unknown>): Promise<boolean> {
    return await Promise.race([work.then(() => true), this.pause(ms).then(() => false)]);
  }

  advance(ms: number): void {
    this.nowMs += ms;
    const due = this.#sleepers.filter(({ atMs }) => atMs <= this.nowMs);
    this.#sleepers = this.#sleepers.filter(({ atMs }) => atMs > this.nowMs);
    for (const { wake } of due) wake();
  }
}
