import type { Clock } from '#lib/core/clock.ts';
import type { Logger } from '#lib/core/logger.ts';
import type { NanoUsd } from '#lib/core/money.ts';
import type { LeaseAccount } from './lease-account.ts';
import type { LeaseStore } from './lease-store.ts';
import type { Timing } from './timing.ts';

/** How a change of a lease ended, as far as its account has to know. */
export type RefillOutcome = 'granted' | 'short' | 'again' | 'unavailable';

export interface LeaseRefillOptions {
  readonly store: LeaseStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly timing: Timing;
  /** Told what the database's clock said, and when it was asked. */
  readonly onTime: (databaseMs: number, sentMs: number) => void;
}

/** A change that takes longer is treated as one whose outcome is unknown. */
const changeMaxMs = 5_000;

const greatest = (a: NanoUsd, b: NanoUsd): NanoUsd => (a > b ? a : b);

/** Leases are changed here and nowhere else: one change of an account at a time, and none before the last one's outcome is known. */
export class LeaseRefill {
  readonly #store: LeaseStore;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #timing: Timing;
  readonly #onTime: (databaseMs: number, sentMs: number) => void;

  constructor({ store, clock, logger, timing, onTime }: LeaseRefillOptions) {
    this.#store = store;
    this.#clock = clock;
    this.#logger = logger;
    this.#timing = timing;
    this.#onTime = onTime;
  }

  /** Rejects when it takes too long; what comes later is not looked at, so that a late answer cannot overtake the question. */
  async #inTime<Answer>(asked: Promise<Answer>): Promise<Answer> {
    if (await this.#timing.within(changeMaxMs, asked)) return await asked;
    asked.catch(() => {});
    throw new Error('The database has not answered in time');
  }

  /** Asks for at least `least`, or waits for the change that is under way; the caller then looks at the account again. */
  async refill(account: LeaseAccount, least: NanoUsd): Promise<RefillOutcome> {
    if (account.working !== null) {
      await account.working;
      return 'again';
    }
    let outcome: RefillOutcome = 'unavailable';
    await this.#change(account, async () => {
      outcome = await this.#grant(account, least);
    });
    return outcome;
  }

  /** Gives back from free; what is asked of an account that is being changed is left for later. Answers whether it was done. */
  async giveBack(account: LeaseAccount, amount: NanoUsd, closing: boolean): Promise<boolean> {
    if (account.working !== null || account.isOver) return false;
    let isDone = false;
    await this.#change(account, async () => {
      // Looked at here, because a question that was settled first may have changed it.
      if (account.isOver || amount > account.freeNanoUsd) return;
      account.beginReturn(amount);
      const answer = await this.#inTime(this.#store.giveBack(account, account.seq, amount, closing));
      isDone = answer.outcome === 'returned';
      if (isDone) account.adopt(answer);
      else await this.#settleQuestion(account);
    });
    return isDone;
  }

  /** Tells a database that came back without its last moments what it granted, or finds out what it has. */
  async reassert(account: LeaseAccount): Promise<void> {
    if (account.working !== null || account.isOver) return;
    await this.#change(account, () => this.#inTime(this.#store.reassert(account, account.grantedNanoUsd, account.seq)));
  }

  async reopen(account: LeaseAccount): Promise<void> {
    if (account.working !== null || account.isOver) return;
    await this.#change(account, () => this.#inTime(this.#store.reopen(account)));
  }

  /** Never rejects: after a failure the account is in question, and the next change begins with finding out. */
  async #change(account: LeaseAccount, work: () => Promise<void>): Promise<void> {
    const run = async () => {
      try {
        if (account.isInQuestion) await this.#settleQuestion(account);
        await work();
      } catch (err) {
        account.isInQuestion = true;
        this.#logger.debug({ err, leaseId: account.leaseId }, 'The outcome of a change of a lease is not known');
      } finally {
        account.working = null;
      }
    };
    account.working = run();
    await account.working;
  }

  /** Until the row is known, nothing else may be asked of it. */
  async #settleQuestion(account: LeaseAccount): Promise<void> {
    const answer = await this.#inTime(this.#store.fence(account, account.seq));
    if (answer.outcome === 'behind') await this.#inTime(this.#store.reassert(account, account.grantedNanoUsd, account.seq));
    else account.adopt(answer);
  }

  async #grant(account: LeaseAccount, least: NanoUsd): Promise<RefillOutcome> {
    const wanted = greatest(greatest(account.target, 2n * least), account.wantedNanoUsd) - account.freeNanoUsd;
    const most = greatest(least, wanted);
    const sentMs = this.#clock.now();
    const answer = await this.#inTime(this.#store.grant(account, account.seq, least, most));
    this.#onTime(answer.atMs, sentMs);
    if (answer.outcome === 'behind' || answer.outcome === 'fenced') {
      if (answer.state === 'presumed') await this.#inTime(this.#store.reopen(account));
      else await this.#settleQuestion(account);
      return 'again';
    }
    const { spentNanoUsd, leasedNanoUsd, limitNanoUsd } = answer;
    account.standing = { spentNanoUsd, leasedNanoUsd, limitNanoUsd };
    account.standingMs = this.#clock.now();
    account.isShort = answer.outcome === 'short';
    if (answer.outcome === 'short') return 'short';
    account.adopt(answer);
    return 'granted';
  }
}
