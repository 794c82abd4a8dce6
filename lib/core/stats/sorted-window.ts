/** The last values of a series, kept in order of size as well: quantiles at any moment without sorting anew. */
export class SortedWindow {
  readonly #capacity: number;
  readonly #arrived: number[] = [];
  readonly #sorted: number[] = [];

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#arrived.length;
  }

  /** Adds a finite number; the oldest leaves when the window is full. */
  add(value: number): void {
    this.#arrived.push(value);
    this.#sorted.splice(this.#placeOf(value), 0, value);
    if (this.#arrived.length <= this.#capacity) return;
    const oldest = this.#arrived.shift();
    if (oldest !== undefined) this.#sorted.splice(this.#placeOf(oldest), 1);
  }

  /** The value that the share `p` (0 to 1) of all lies below; 0 of an empty window. */
  quantile(p: number): number {
    return this.#sorted[Math.min(this.#sorted.length - 1, Math.floor(p * this.#sorted.length))] ?? 0;
  }

  #placeOf(value: number): number {
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#sorted[middle] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
