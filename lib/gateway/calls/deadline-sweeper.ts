/** What a call waits for, and until when; Infinity where it does not wait for it. Times are of `performance.now()`. */
export interface Deadlines {
  totalAt: number;
  firstTokenAt: number;
  /** The provider has to say something by then. */
  idleAt: number;
  /** The caller has to read something by then. */
  callerAt: number;
  /** A stream that has said all it has to say is ended by then. */
  endAt: number;
}

export type DeadlineKind = 'total' | 'first_token' | 'idle' | 'caller' | 'end';

export interface Watched {
  readonly deadlines: Deadlines;
  expire(kind: DeadlineKind): void;
}

const tickMs = 50;

/** The first deadline that has passed; a later one of the same moment says less about the cause. */
function passed(deadlines: Deadlines, now: number): DeadlineKind | undefined {
  if (now >= deadlines.endAt) return 'end';
  if (now >= deadlines.callerAt) return 'caller';
  if (now >= deadlines.firstTokenAt) return 'first_token';
  if (now >= deadlines.idleAt) return 'idle';
  return now >= deadlines.totalAt ? 'total' : undefined;
}

/**
 * One timer for the deadlines of all calls: moving a deadline is an assignment, so that a stream of ten thousand chunks
 * starts no timer. Deadlines strike up to 50 ms late.
 */
export class DeadlineSweeper {
  readonly #watched = new Set<Watched>();
  #timer: NodeJS.Timeout | null = null;

  watch(entry: Watched): void {
    this.#watched.add(entry);
    this.#timer ??= setInterval(() => this.#sweep(), tickMs).unref();
  }

  unwatch(entry: Watched): void {
    this.#watched.delete(entry);
  }

  #sweep(): void {
    if (this.#watched.size === 0 && this.#timer !== null) {
      clearInterval(this.#timer);
      this.#timer = null;
      return;
    }
    const now = performance.now();
    for (const entry of this.#watched) {
      const kind = passed(entry.deadlines, now);
      if (kind === undefined) continue;
      this.#watched.delete(entry);
      entry.expire(kind);
    }
  }
}
