import type { MetricSample } from './metric-family.ts';

/** Counts observations in buckets, for /metrics. Made for paths that are hot: no allocation when something is observed. */
export class Histogram {
  readonly #bounds: readonly number[];
  readonly #counts: number[];
  #sum = 0;

  /** `bounds` are the upper ends of the buckets in ascending order; what is above the last one is counted too. */
  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.#counts = new Array<number>(bounds.length + 1).fill(0);
  }

  observe(value: number): void {
    this.#sum += value;
    let index = 0;
    while (index < this.#bounds.length && value > (this.#bounds[index] ?? 0)) index += 1;
    this.#counts[index] = (this.#counts[index] ?? 0) + 1;
  }

  /** As Prometheus wants it: buckets are cumulative and the last is `+Inf`. */
  samples(labels: Readonly<Record<string, string>> = {}): MetricSample[] {
    let total = 0;
    const buckets = this.#counts.map((count, index): MetricSample => {
      total += count;
      const bound = this.#bounds[index];
      return { suffix: '_bucket', labels: { ...labels, le: bound === undefined ? '+Inf' : String(bound) }, value: total };
    });
    return [
      ...buckets,
      { suffix: '_sum', labels: { ...labels }, value: this.#sum },
      { suffix: '_count', labels: { ...labels }, value: total },
    ];
  }
}
