/** Half of what was measured this long ago still counts, in milliseconds. */
const halfLifeMs = 10_000;

/**
 * An average that believes bad news at once and good news slowly (peak EWMA, as in Finagle's load balancer): a measurement
 * above it takes its place, one below draws it down by the time that has passed. Without calls it sinks too, so that a target
 * that was slow is tried again.
 */
export class PeakAverage {
  #value = 0;
  #measuredAt = Number.NEGATIVE_INFINITY;

  add(ms: number, now: number): void {
    const share = this.#remaining(now);
    this.#value = ms > this.#value * share ? ms : this.#value * share + ms * (1 - share);
    this.#measuredAt = now;
  }

  /** Milliseconds; null before the first measurement. */
  read(now: number): number | null {
    return this.#measuredAt === Number.NEGATIVE_INFINITY ? null : this.#value * this.#remaining(now);
  }

  #remaining(now: number): number {
    return 0.5 ** (Math.max(0, now - this.#measuredAt) / halfLifeMs);
  }
}
