/** Work that repeats, done by one process of an installation at a time. */
export interface Job<Context> {
  /** Kebab-case, verb first; unique. */
  readonly id: string;
  /** Seconds from the end of one run to the start of the next. */
  readonly everySeconds: number;
  /** Seconds to the first run; unless said, a random part of the interval, so that jobs do not all start together. */
  readonly firstAfterSeconds?: number;
  /**
   * One run. Another process may take over while this one still runs (a lost connection is noticed late), so what it
   * does must be safe to do twice. Ends soon after `signal` aborts.
   */
  readonly run: (context: Context, signal: AbortSignal) => Promise<void>;
}
