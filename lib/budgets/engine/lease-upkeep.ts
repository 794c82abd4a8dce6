import type { Clock } from '#lib/core/clock.ts';
import type { Logger } from '#lib/core/logger.ts';
import { nextPeriod } from '../period.ts';
import type { LeaseAccount } from './lease-account.ts';
import type { LeaseAccounts } from './lease-accounts.ts';
import type { LeaseRefill } from './lease-refill.ts';
import type { LeaseStore } from './lease-store.ts';

export interface LeaseUpkeepOptions {
  readonly store: LeaseStore;
  readonly accounts: LeaseAccounts;
  readonly refill: LeaseRefill;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The database's clock. */
  readonly now: () => number;
  readonly onTime: (databaseMs: number, sentMs: number) => void;
}

/** How often others' needs are looked for: what is free goes back within 250 ms. */
const tickMs = 200;
const beatMs = 1_000;
/** An account without a call for so long gives everything back. */
const idleMs = 30_000;
/** The next period's lease is taken so long before it begins. */
const prefetchMs = 20_000;
/** At the end: a database that is behind refuses, then gets the lease asserted anew, then takes the money. */
const closingAsksMax = 3;

/** What is done for leases behind the calls' back: signs of life, refills ahead of need, giving back, the turn of periods. */
export class LeaseUpkeep {
  readonly #options: LeaseUpkeepOptions;
  #timer: NodeJS.Timeout | null = null;
  #working: Promise<void> | null = null;
  #beatAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: LeaseUpkeepOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer ??= setInterval(() => {
      this.#working ??= this.tick().finally(() => {
        this.#working = null;
      });
    }, tickMs).unref();
  }

  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    await this.#working;
  }

  /** One round; never rejects. A database that does not answer is asked again by the next. */
  async tick(): Promise<void> {
    const { accounts, clock, logger } = this.#options;
    if (accounts.size === 0) return;
    try {
      await this.#answerRecalls();
      const sinceMs = clock.now() - this.#beatAtMs;
      if (sinceMs < beatMs) return;
      this.#beatAtMs = clock.now();
      await this.#beat();
      await Promise.all([...accounts.all].map((account) => this.#tend(account, Math.min(sinceMs, 10_000) / 1000)));
    } catch (err) {
      logger.debug({ err }, 'The leases of budgets could not be looked after');
    }
  }

  /** Gives everything back that no call holds; what cannot be given back is ended once this process is proved dead. */
  async close(): Promise<void> {
    await this.stop();
    await Promise.all([...this.#options.accounts.all].map((account) => this.#giveAllBack(account)));
  }

  /**
   * Nothing comes after this, so a refusal is not the last word: the lease may have moved on without its holder (presumed
   * spent while this process stood still, or older in a database that was restored). The refusal has told or mended that, and
   * the same is asked again. What became of a question that nobody answered stays open.
   */
  async #giveAllBack(account: LeaseAccount): Promise<void> {
    const { refill } = this.#options;
    await account.working;
    // What is in question is found out first: it decides how much there is to give back.
    if (account.isInQuestion) await refill.giveBack(account, 0n, false);
    if (account.seq === 0n) return;
    for (let asked = 0; asked < closingAsksMax; asked += 1) {
      const isDone = await refill.giveBack(account, account.freeNanoUsd, true);
      if ((isDone && account.freeNanoUsd === 0n) || account.isOver || account.isInQuestion) return;
    }
  }

  /** Others wait: what is free beyond one hold goes back, or everything where nobody calls. */
  async #answerRecalls(): Promise<void> {
    const { store, accounts, refill, now } = this.#options;
    const recalled = await store.recalled();
    await Promise.all(
      recalled.map(async (leaseId) => {
        const account = accounts.byLease(leaseId);
        if (account === undefined) return;
        const kept = now() - account.lastUsedMs < beatMs ? account.lastHoldNanoUsd : 0n;
        if (account.freeNanoUsd > kept) await refill.giveBack(account, account.freeNanoUsd - kept, false);
      }),
    );
  }

  /** Says that this process lives, and sees what became of its leases meanwhile. */
  async #beat(): Promise<void> {
    const { store, accounts, refill, clock, onTime } = this.#options;
    const granted = [...accounts.all].filter(({ seq, isOver }) => seq > 0n && !isOver);
    if (granted.length === 0) return;
    const sentMs = clock.now();
    const seen = await store.see(granted);
    const [first] = seen;
    if (first !== undefined) onTime(first.atMs, sentMs);
    for (const { leaseId, seq, state } of seen) {
      const account = accounts.byLease(leaseId);
      if (account === undefined || account.working !== null) continue;
      if (state === 'presumed') await refill.reopen(account);
      else if (state === 'closed') account.isInQuestion = true;
      else if (seq < account.seq) await refill.reassert(account);
    }
  }

  async #tend(account: LeaseAccount, seconds: number): Promise<void> {
    const { refill, accounts, now } = this.#options;
    account.measure(seconds);
    // Asking for nothing finds out what is in question.
    if (account.isInQuestion) await refill.giveBack(account, 0n, false);
    const atMs = now();
    const hasEnded = atMs >= account.periodEndMs;
    const isUnused = atMs - account.lastUsedMs > idleMs && account.wantedNanoUsd === 0n;
    if (account.isInQuestion) return;
    if (account.isOver || account.seq === 0n) {
      if (account.isIdle && isUnused) accounts.forget(account);
      return;
    }
    if (hasEnded || isUnused) {
      const isLast = account.isIdle;
      if (!isLast && account.freeNanoUsd === 0n) return;
      if ((await refill.giveBack(account, account.freeNanoUsd, isLast)) && isLast && account.isIdle) accounts.forget(account);
      return;
    }
    this.#prefetch(account, atMs);
    if (account.freeNanoUsd * 2n < account.target && !account.isShort) await refill.refill(account, 0n);
    else if (account.isShort) account.isShort = false;
  }

  /** Where calls come in, the next period begins with a lease already there. */
  #prefetch(account: LeaseAccount, atMs: number): void {
    const { budget, periodStartMs, periodEndMs } = account;
    if (account.burnNanoUsd === 0n || periodEndMs - atMs > prefetchMs) return;
    const period = nextPeriod(budget.rule, { startMs: periodStartMs, endMs: periodEndMs });
    if (period === null) return;
    const next = this.#options.accounts.account(budget, period, atMs);
    if (next.seq > 0n) return;
    next.lastHoldNanoUsd = account.lastHoldNanoUsd;
    void this.#options.refill.refill(next, 0n);
  }
}
