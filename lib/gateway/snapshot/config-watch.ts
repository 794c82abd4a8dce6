import type { ConfigChange } from '#db/config-changes.ts';
import type { Clock } from '#lib/core/clock.ts';
import type { Logger } from '#lib/core/logger.ts';

export interface ConfigWatchOptions {
  /** Changes since the last poll that succeeded. */
  readonly poll: () => Promise<readonly ConfigChange[]>;
  /**
   * Brings the picture up to date. Notes the changes before it waits for anything, because they are handed over once;
   * what it could not do it tries again at the next call, and rejects meanwhile.
   */
  readonly apply: (changes: readonly ConfigChange[]) => Promise<void>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly pollMs: number;
}

/** Between a poll that a hint asked for and the one before, so that a burst of hints is one poll. */
const hintGapMs = 25;

/** Polls for configuration changes, one poll at a time, sooner when hinted; knows how old what was last confirmed is. */
export class ConfigWatch {
  readonly #options: ConfigWatchOptions;
  #confirmedAtMs = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #hinted = false;
  #failing = false;
  #stopped = false;

  constructor(options: ConfigWatchOptions) {
    this.#options = options;
  }

  /** Polls at once and from then on; resolves when the first poll has ended, well or not. */
  start(): Promise<void> {
    return this.#run();
  }

  /** Something may have changed: look now. */
  hint(): void {
    this.#hinted = true;
    if (this.#running === undefined && !this.#stopped) this.#schedule(hintGapMs);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  /** Milliseconds since the beginning of the last round that succeeded; infinite before the first. */
  stalenessMs(): number {
    return this.#options.clock.now() - this.#confirmedAtMs;
  }

  #schedule(delayMs: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#run(), delayMs);
    this.#timer.unref();
  }

  async #run(): Promise<void> {
    this.#hinted = false;
    this.#running = this.#round();
    await this.#running;
    this.#running = undefined;
    if (!this.#stopped) this.#schedule(this.#hinted ? hintGapMs : this.#options.pollMs);
  }

  async #round(): Promise<void> {
    const { poll, apply, clock, logger } = this.#options;
    const startedAtMs = clock.now();
    try {
      await apply(await poll());
      this.#confirmedAtMs = startedAtMs;
      if (this.#failing) logger.info({}, 'The configuration is current again');
      this.#failing = false;
    } catch (err) {
      if (!this.#failing) logger.warn({ err }, 'The configuration cannot be refreshed; calls go on with what is known');
      this.#failing = true;
    }
  }
}
