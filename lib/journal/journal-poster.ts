import type { Clock } from '#lib/core/clock.ts';
import { uuidTimeMs } from '#lib/core/ids.ts';
import type { Logger } from '#lib/core/logger.ts';
import type { PostOutcome } from '#lib/usage/post-batch.ts';
import type { UsageEvent } from '#lib/usage/usage-event.ts';
import type { Journal, SettlePosition } from './journal.ts';
import { readSettlements, type Settlement } from './read-settlements.ts';

export interface JournalPosterOptions {
  readonly journal: Journal;
  /** Resolves when the events are in the database, or kept aside because the database refuses them; rejects to be asked again. */
  readonly post: (events: readonly UsageEvent[]) => Promise<PostOutcome>;
  /**
   * Whether an event that was posted is still in the database. Asked after each failure and every ten seconds; where it is
   * not, the database came back without its last commits, and `onLoss` is called before posting goes on.
   */
  readonly isStored?: (event: UsageEvent) => Promise<boolean>;
  readonly onLoss?: () => Promise<void>;
  /** Told once of each settlement of this process that is in the database. */
  readonly onPosted?: (events: readonly UsageEvent[]) => void;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Settlements kept in memory; those beyond are read back from the journal when their turn comes. 20,000 by default. */
  readonly queueMax?: number;
}

/** Exported as metrics. */
export interface PostingState {
  readonly inserted: number;
  readonly corrected: number;
  readonly batches: number;
  readonly failures: number;
  /** Settlements in memory that wait. */
  readonly queued: number;
  /** Whether more wait in the journal's files. */
  readonly spilled: boolean;
  /** Age in milliseconds of the oldest settlement that is not in the database; 0 when there is none. */
  readonly lagMs: number;
}

const postEveryMs = 100;
const batchSize = 500;
/** With a backlog, larger batches get more events through on the same CPU. */
const backlogBatchSize = 2000;
const checkForLossEveryMs = 10_000;
const backoffMs = { first: 100, most: 2000 };

/** Brings what the journal of this process settles into the database, in batches, behind the calls' back. */
export class JournalPoster {
  private readonly options: JournalPosterOptions & { readonly queueMax: number };
  /** The last event whose posting was confirmed. */
  private lastPosted: UsageEvent | null = null;
  private checkedMs: number;
  private queue: Settlement[] = [];
  /** Reads back what did not fit into the queue; while it is set, new settlements are left to it. */
  private spill: AsyncGenerator<Settlement> | null = null;
  private working: Promise<void> | null = null;
  private timer: NodeJS.Timeout | null = null;
  private wake: (() => void) | null = null;
  /** When the first of the settlements that were left to the files was settled. */
  private spilledMs = 0;
  private closed = false;
  private readonly counts = { inserted: 0, corrected: 0, batches: 0, failures: 0 };

  constructor(options: JournalPosterOptions) {
    this.options = { queueMax: 20_000, ...options };
    this.checkedMs = options.clock.now();
  }

  /** Takes a settlement that was just appended. Synchronous; the posting begins in a later turn of the loop. */
  offer(event: UsageEvent, position: SettlePosition): void {
    if (this.spill !== null) return;
    if (this.queue.length >= this.options.queueMax) {
      const caughtUp = () => {
        this.spill = null;
        this.options.logger.info({}, 'Usage posting has caught up with the journal');
      };
      this.spilledMs = settledAtMs(event);
      this.spill = readSettlements(this.options.journal, position, caughtUp, this.options.logger);
      this.options.logger.warn({ queued: this.queue.length }, 'Usage waits in the journal, because the database does not take it');
      return;
    }
    this.queue.push({ event, position });
    if (this.working === null) this.schedule();
  }

  get state(): PostingState {
    const oldest = this.queue[0];
    const now = this.options.clock.now();
    const oldestMs = oldest === undefined ? (this.spill === null ? now : this.spilledMs) : settledAtMs(oldest.event);
    return { ...this.counts, queued: this.queue.length, spilled: this.spill !== null, lagMs: Math.max(0, now - oldestMs) };
  }

  /** Posts everything that was offered; resolves to whether it could be done in time. */
  async drain(withinMs: number): Promise<boolean> {
    const late = Promise.withResolvers<'late'>();
    const timer = setTimeout(() => late.resolve('late'), withinMs);
    try {
      while (this.hasWork && !this.closed) {
        this.start();
        if ((await Promise.race([this.working, late.promise])) === 'late') return !this.hasWork;
      }
      return !this.hasWork;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Stops after the posting that is under way. What is left is in the journal. */
  async close(): Promise<void> {
    this.closed = true;
    if (this.timer !== null) clearTimeout(this.timer);
    this.wake?.();
    await this.working;
  }

  private get hasWork(): boolean {
    return this.queue.length > 0 || this.spill !== null;
  }

  private schedule(): void {
    if (this.closed || !this.hasWork) return;
    if (this.queue.length >= batchSize || this.spill !== null) setImmediate(() => this.start());
    else this.timer ??= setTimeout(() => this.start(), postEveryMs).unref();
  }

  private start(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    if (this.closed) return;
    this.working ??= this.work().finally(() => {
      this.working = null;
      this.schedule();
    });
  }

  /** Posts until less than a batch is left; a failure is retried after a growing pause, for as long as it takes. */
  private async work(): Promise<void> {
    let pauseMs = 0;
    do {
      try {
        if (pauseMs > 0 || this.options.clock.now() - this.checkedMs >= checkForLossEveryMs) await this.checkForLoss();
        if (this.queue.length === 0 && this.spill !== null) await this.refill(this.spill);
        if (this.queue.length > 0) await this.postNext();
        if (pauseMs > 0) this.options.logger.info({}, 'Usage is posted again');
        pauseMs = 0;
      } catch (error) {
        this.counts.failures += 1;
        if (pauseMs === 0) this.options.logger.error({ err: error }, 'Usage cannot be posted; it waits in the journal');
        pauseMs = Math.min(backoffMs.most, Math.max(backoffMs.first, pauseMs * 2));
        await this.pause(pauseMs);
      }
    } while (!this.closed && (pauseMs > 0 || this.queue.length >= batchSize || this.spill !== null));
  }

  private async postNext(): Promise<void> {
    const batch = this.queue.slice(0, this.queue.length > backlogBatchSize ? backlogBatchSize : batchSize);
    const events = batch.map(({ event }) => event);
    const { inserted, corrected } = await this.options.post(events);
    this.options.onPosted?.(events);
    // Only offers were added meanwhile, behind these.
    this.queue = this.queue.slice(batch.length);
    for (const { position } of batch) this.options.journal.posted(position);
    this.lastPosted = batch.at(-1)?.event ?? this.lastPosted;
    this.counts.inserted += inserted;
    this.counts.corrected += corrected;
    this.counts.batches += 1;
  }

  private async checkForLoss(): Promise<void> {
    const { isStored, onLoss, clock } = this.options;
    if (this.lastPosted !== null && isStored !== undefined && !(await isStored(this.lastPosted))) await onLoss?.();
    this.checkedMs = clock.now();
  }

  private async refill(spill: AsyncGenerator<Settlement>): Promise<void> {
    while (this.queue.length < backlogBatchSize) {
      const { value, done } = await spill.next();
      if (done) return;
      this.queue.push(value);
    }
  }

  private pause(milliseconds: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, milliseconds).unref();
    this.wake = resolve;
    return promise.finally(() => {
      clearTimeout(timer);
      this.wake = null;
    });
  }
}

/** When the call ended: its id says when it began. */
const settledAtMs = (event: UsageEvent): number => uuidTimeMs(event.id) + event.latencyMs;
