import type { Clock } from '#lib/core/clock.ts';
import { AppError } from '#lib/core/errors.ts';
import type { Logger } from '#lib/core/logger.ts';
import type { NanoUsd } from '#lib/core/money.ts';
import type { BudgetStanding } from '#lib/usage/reserve-budgets.ts';
import type { SettledPart, UsageEvent } from '#lib/usage/usage-event.ts';
import { budgetExceeded, type ShortBudget } from './budget-exceeded.ts';
import type { BudgetInForce } from './budget-in-force.ts';
import { CallCharge } from './call-charge.ts';
import { type ChargeMode, LeaseAccounts, type Shortage } from './lease-accounts.ts';
import { LeaseRefill } from './lease-refill.ts';
import type { LeaseStore } from './lease-store.ts';
import { LeaseUpkeep } from './lease-upkeep.ts';
import { realTiming, type Timing } from './timing.ts';

export interface LeaseKeeperOptions {
  readonly store: LeaseStore;
  readonly mode: ChargeMode;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Real by default. */
  readonly timing?: Timing;
}

/** How long a call waits for a budget at most; and the first ones of a process, for whom a connection may have to be made first. */
const waitMaxMs = { usual: 150, first: 1_000 } as const;
/** Between two questions for a budget whose rest others hold: they give back what they do not use within 250 ms. */
const askAgainMs = 40;
/** An answer this old still says why a call was not covered. */
const toldMs = 500;
/** How long a refusal of the database is repeated without asking again: while others may give back, and where all is spent. */
const shortKnownMs = { held: 20, spent: 250 } as const;

/** The money of one process: reserves for calls, settles them, and keeps its leases. */
export class LeaseKeeper {
  readonly accounts: LeaseAccounts;
  readonly upkeep: LeaseUpkeep;
  readonly #options: LeaseKeeperOptions;
  readonly #refill: LeaseRefill;
  readonly #timing: Timing;
  #offsetMs = 0;

  constructor(options: LeaseKeeperOptions) {
    this.#options = options;
    this.#timing = options.timing ?? realTiming;
    this.accounts = new LeaseAccounts(options.mode);
    const onTime = (databaseMs: number, sentMs: number) => this.#learnTime(databaseMs, sentMs);
    this.#refill = new LeaseRefill({ ...options, timing: this.#timing, onTime });
    this.upkeep = new LeaseUpkeep({ ...options, accounts: this.accounts, refill: this.#refill, now: () => this.now(), onTime });
  }

  /** Why calls may be refused that budgets would cover; undefined when all is well. */
  fault(): string | undefined {
    for (const { isInQuestion } of this.accounts.all) {
      if (isInQuestion) return 'The database does not answer for the leases of budgets; calls are covered by what this process holds.';
    }
    return undefined;
  }

  /** The database's clock as far as it is known, so that all processes fix the same periods. */
  now(): number {
    return this.#options.clock.now() + this.#offsetMs;
  }

  #learnTime(databaseMs: number, sentMs: number): void {
    this.#offsetMs = databaseMs - (sentMs + this.#options.clock.now()) / 2;
  }

  admit(): CallCharge {
    return new CallCharge(this.now());
  }

  /**
   * Holds `amount` for the call in every budget, or in none: at once where this process has it, else within 150 ms. Rejects
   * with AppError('budget_exceeded' | 'budget_store_unavailable'); what the call held before, it still holds then.
   */
  reserve(charge: CallCharge, budgets: readonly BudgetInForce[], amount: NanoUsd): void | Promise<void> {
    const short = this.accounts.reserve(charge, budgets, amount, this.now());
    if (short.length > 0) return this.#reserveWaiting(charge, budgets, amount, short);
  }

  async #reserveWaiting(charge: CallCharge, budgets: readonly BudgetInForce[], amount: NanoUsd, first: readonly Shortage[]): Promise<void> {
    const sinceMs = this.#options.clock.now();
    const isFirst = first.some(({ account }) => account.standing === null);
    const untilMs = sinceMs + (isFirst ? waitMaxMs.first : waitMaxMs.usual);
    for (const { account, needNanoUsd } of first) account.wantedNanoUsd += needNanoUsd;
    try {
      for (let short = first; short.length > 0; short = this.accounts.reserve(charge, budgets, amount, this.now())) {
        await this.#findMore(short, sinceMs, untilMs);
      }
    } finally {
      for (const { account, needNanoUsd } of first) account.wantedNanoUsd -= needNanoUsd;
    }
  }

  /** Brings more into the accounts, or throws: nothing can be had, or nobody can be asked, within the time. */
  async #findMore(short: readonly Shortage[], sinceMs: number, untilMs: number): Promise<void> {
    const leftMs = untilMs - this.#options.clock.now();
    const asking = Promise.all(short.map((one) => this.#ask(one)));
    const isInTime = leftMs > 0 && (await this.#timing.within(leftMs, asking));
    const outcomes = isInTime ? await asking : [];
    if (!isInTime) asking.catch(() => {});
    const refused = short.filter((one) => this.#isKnownShort(one));
    const isHopeless = refused.some(({ account, needNanoUsd }) => !mayComeBack(account.standing, needNanoUsd));
    const isLate = !isInTime || this.#options.clock.now() + askAgainMs >= untilMs;
    if (refused.length > 0 && (isHopeless || isLate)) throw budgetExceeded(refused.map(toShortBudget));
    if (!isInTime) throw outOfTime(short, sinceMs);
    if (outcomes.includes('unavailable')) throw unavailable(short);
    if (refused.length > 0) await this.#timing.pause(askAgainMs);
  }

  async #ask(one: Shortage): Promise<'granted' | 'short' | 'again' | 'unavailable'> {
    if (this.#isKnownShort(one)) return 'short';
    const missing = missingOf(one);
    return missing > 0n ? await this.#refill.refill(one.account, missing) : 'again';
  }

  /** The database said a moment ago that it has not so much. */
  #isKnownShort(one: Shortage): boolean {
    const { account, needNanoUsd } = one;
    const { standing, standingMs, isShort } = account;
    if (standing === null || !isShort) return false;
    const knownMs = mayComeBack(standing, needNanoUsd) ? shortKnownMs.held : shortKnownMs.spent;
    return (
      standing.limitNanoUsd - standing.spentNanoUsd - standing.leasedNanoUsd < missingOf(one) &&
      this.#options.clock.now() - standingMs < knownMs
    );
  }

  /**
   * What a call that is not covered could hold instead, where all budgets that fall short of `amount` let its output be
   * cut to what fits; null where one does not. What the call holds already, by an attempt before, and half of what is left,
   * so that one call does not take it from all others.
   */
  fitting(charge: CallCharge, budgets: readonly BudgetInForce[], amount: NanoUsd): NanoUsd | null {
    let fits: NanoUsd | null = null;
    for (const { account, heldNanoUsd } of this.accounts.of(charge, budgets, this.now())) {
      const { budget, remainingNanoUsd } = account;
      if (heldNanoUsd + remainingNanoUsd >= amount) continue;
      if (!budget.fitOutput) return null;
      const some = heldNanoUsd + remainingNanoUsd / 2n;
      if (fits === null || some < fits) fits = some;
    }
    return fits;
  }

  /**
   * Before a call settles that costs more than it holds: holds that too, of each budget as far as it has it, so that only what
   * is really above a limit becomes an overrun. Never rejects, and waits no longer for a budget than a call does.
   */
  async cover(charge: CallCharge, budgets: readonly BudgetInForce[], cost: NanoUsd): Promise<void> {
    const { budgets: applicable } = charge;
    for (const budget of budgets) {
      if (await this.#holds(charge, budget, cost)) continue;
      const [of] = this.accounts.of(charge, [budget], this.now());
      if (of !== undefined && of.account.remainingNanoUsd > 0n)
        await this.#holds(charge, budget, of.heldNanoUsd + of.account.remainingNanoUsd);
    }
    charge.budgets = applicable;
  }

  /** Whether a call holds so much of a budget now. In direct mode its row says what it holds, and there is nothing to be done. */
  async #holds(charge: CallCharge, budget: BudgetInForce, amount: NanoUsd): Promise<boolean> {
    if (this.accounts.of(charge, [budget], this.now()).length === 0) return true;
    try {
      await this.reserve(charge, [budget], amount);
      return true;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return error.code !== 'budget_exceeded';
    }
  }

  settle(charge: CallCharge, cost: NanoUsd, budgets: readonly BudgetInForce[]): readonly SettledPart[] {
    return this.accounts.settle(charge, cost, budgets);
  }

  unsettle(charge: CallCharge, settled: readonly SettledPart[]): void {
    this.accounts.unsettle(charge, settled);
  }

  /** Events of this process's own calls were posted; to be told once each. */
  posted(events: readonly UsageEvent[]): void {
    this.accounts.posted(events);
  }

  /** The error of a direct hold that budgets did not cover. */
  exceeded(charge: CallCharge, budgets: readonly BudgetInForce[], standings: readonly BudgetStanding[]): AppError {
    const short = standings.flatMap((standing): ShortBudget[] => {
      const budget = budgets.find(({ budgetId }) => budgetId === standing.budgetId);
      return budget === undefined ? [] : [{ ...standing, budget, needNanoUsd: null, atMs: charge.admittedMs }];
    });
    return budgetExceeded(short);
  }
}

/** What has to come in beside what is free: at the end of a budget the last of it lies here. */
const missingOf = ({ account, needNanoUsd }: Shortage): NanoUsd => needNanoUsd - account.freeNanoUsd;

/** Whether what others hold could cover it: then waiting helps, else not before the reset. */
function mayComeBack(standing: Omit<BudgetStanding, 'budgetId'> | null, need: NanoUsd): boolean {
  return standing === null || standing.limitNanoUsd - standing.spentNanoUsd >= need;
}

function toShortBudget({ account, needNanoUsd }: Shortage): ShortBudget {
  const { budget, budgetId, standing, periodStartMs } = account;
  return {
    budget,
    budgetId,
    needNanoUsd,
    atMs: periodStartMs,
    spentNanoUsd: standing?.spentNanoUsd ?? 0n,
    leasedNanoUsd: standing?.leasedNanoUsd ?? 0n,
    limitNanoUsd: standing?.limitNanoUsd ?? 0n,
  };
}

/** What the database said while the call waited, or a moment before, is the reason; where it said nothing, it is out of reach. */
function outOfTime(short: readonly Shortage[], sinceMs: number): AppError {
  const told = short.filter(({ account }) => account.standing !== null && account.standingMs >= sinceMs - toldMs);
  return told.length === 0 ? unavailable(short) : budgetExceeded(told.map(toShortBudget));
}

function unavailable(short: readonly Shortage[]): AppError {
  const names = [...new Set(short.map(({ account }) => `"${account.budget.name}"`))].join(', ');
  return new AppError('budget_store_unavailable', {
    detail: `What is left of the budget ${names} cannot be asked at the moment. Nothing was sent to a provider.`,
    headers: { 'retry-after': '1' },
  });
}
