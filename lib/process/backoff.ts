export interface BackoffOptions {
  readonly firstMs: number;
  readonly maxMs: number;
  /** A run at least this long counts as healthy and starts the count of failures anew. */
  readonly healthyMs: number;
}

/** How long to wait before the next start: at once after a healthy run, then doubling up to a maximum. Pure. */
export function backoff({ firstMs, maxMs, healthyMs }: BackoffOptions) {
  let failures = 0;
  return {
    /** Milliseconds to wait after a run of `ranMs`. */
    next(ranMs: number): number {
      if (ranMs >= healthyMs) failures = 0;
      failures += 1;
      return failures === 1 ? 0 : Math.min(maxMs, firstMs * 2 ** (failures - 2));
    },
  };
}
