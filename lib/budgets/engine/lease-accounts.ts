import type { NanoUsd } from '#lib/core/money.ts';
import type { SettledPart, UsageEvent } from '#lib/usage/usage-event.ts';
import { type Period, periodAt } from '../period.ts';
import type { BudgetInForce } from './budget-in-force.ts';
import type { CallCharge, HeldPart } from './call-charge.ts';
import { LeaseAccount } from './lease-account.ts';

/** An account that has too little free, and how much of it a call needs. */
export interface Shortage {
  readonly account: LeaseAccount;
  readonly needNanoUsd: NanoUsd;
}

const nothingShort: readonly Shortage[] = [];

/** `leased`: hard budgets are taken from leases. `direct`: each call holds in the database itself. */
export type ChargeMode = 'leased' | 'direct';

const isEffective = ({ effectiveFromMs, effectiveUntilMs }: BudgetInForce, atMs: number): boolean =>
  (effectiveFromMs === null || effectiveFromMs <= atMs) && (effectiveUntilMs === null || atMs < effectiveUntilMs);

/**
 * The accounts of a process, and the calls that hold from them. All of it is synchronous: reserving looks and takes in one
 * turn of the loop, from every budget of a call or from none.
 */
export class LeaseAccounts {
  readonly mode: ChargeMode;
  readonly #open = new Map<string, LeaseAccount>();
  /** By lease id; also those that are over, until their last call is posted. */
  readonly #byLease = new Map<string, LeaseAccount>();

  constructor(mode: ChargeMode) {
    this.mode = mode;
  }

  get all(): IterableIterator<LeaseAccount> {
    return this.#byLease.values();
  }

  get size(): number {
    return this.#byLease.size;
  }

  byLease(leaseId: string): LeaseAccount | undefined {
    return this.#byLease.get(leaseId);
  }

  /** What is left of a budget in the period that runs, as far as this process knows; undefined where it knows nothing of it. */
  remainingOf(budget: BudgetInForce, nowMs: number): NanoUsd | undefined {
    const period = periodAt(budget.rule, nowMs);
    const account = period === null ? undefined : this.#open.get(`${budget.budgetId} ${period.startMs}`);
    return account === undefined || account.standing === null ? undefined : account.remainingNanoUsd;
  }

  /** The account of a budget in a period; made when it is new, with nothing in it. */
  account(budget: BudgetInForce, period: Period, nowMs: number): LeaseAccount {
    const key = `${budget.budgetId} ${period.startMs}`;
    const known = this.#open.get(key);
    if (known !== undefined && !known.isOver) {
      // Its name, its owner and its rules may have changed meanwhile.
      known.budget = budget;
      return known;
    }
    const account = new LeaseAccount(budget, period, nowMs);
    this.#open.set(key, account);
    this.#byLease.set(account.leaseId, account);
    return account;
  }

  /** The accounts that a call would hold from, and what it holds of them; none for soft budgets, and none in direct mode. */
  of(
    charge: CallCharge,
    budgets: readonly BudgetInForce[],
    nowMs: number,
  ): { readonly account: LeaseAccount; readonly heldNanoUsd: NanoUsd }[] {
    return budgets.flatMap((budget) => {
      const part = this.#partOf(charge, budget, nowMs);
      return part === null || part.account === null ? [] : [{ account: part.account, heldNanoUsd: part.amountNanoUsd }];
    });
  }

  /** Drops an account that nothing depends on. */
  forget(account: LeaseAccount): void {
    const key = `${account.budgetId} ${account.periodStartMs}`;
    if (this.#open.get(key) === account) this.#open.delete(key);
    this.#byLease.delete(account.leaseId);
  }

  /**
   * Brings the holds of a call up to `amount` in every budget that applies: for its first attempt, and for a further one,
   * which extends what is held. All or none: where something is missing, that is the answer, and nothing was taken.
   */
  reserve(charge: CallCharge, budgets: readonly BudgetInForce[], amount: NanoUsd, nowMs: number): readonly Shortage[] {
    if (charge.isOver) return nothingShort;
    let short: Shortage[] | undefined;
    const plan: { part: HeldPart; more: NanoUsd }[] = [];
    for (const budget of budgets) {
      const part = this.#partOf(charge, budget, nowMs);
      if (part === null) continue;
      const more = budget.enforcement === 'soft' ? 0n : amount - part.amountNanoUsd;
      plan.push({ part, more: more > 0n ? more : 0n });
      if (part.account === null || more <= 0n || (part.account.freeNanoUsd >= more && !part.account.isOver)) continue;
      short ??= [];
      short.push({ account: part.account.isOver ? this.account(budget, periodOf(part), nowMs) : part.account, needNanoUsd: more });
    }
    if (short !== undefined) return short;
    for (const { part, more } of plan) {
      part.account?.take(more, nowMs);
      part.amountNanoUsd += more;
      if (!charge.parts.includes(part)) charge.parts.push(part);
    }
    charge.budgets = budgets;
    return nothingShort;
  }

  /** What the call holds of a budget, or would; null where its period does not contain the call. */
  #partOf(charge: CallCharge, budget: BudgetInForce, nowMs: number): HeldPart | null {
    const known = charge.parts.find((part) => part.charged.budgetId === budget.budgetId);
    if (known !== undefined) return known;
    if (!isEffective(budget, charge.admittedMs)) return null;
    const period = periodAt(budget.rule, charge.admittedMs);
    if (period === null) return null;
    const isSoft = budget.enforcement === 'soft';
    const account = isSoft || this.mode === 'direct' ? null : this.account(budget, period, nowMs);
    const charged = {
      kind: isSoft ? ('soft' as const) : account === null ? ('direct' as const) : ('lease' as const),
      leaseId: account?.leaseId ?? null,
      budgetId: budget.budgetId,
      periodStartMs: period.startMs,
      periodEndMs: period.endMs,
    };
    return { budget, account, charged, amountNanoUsd: 0n, writtenNanoUsd: 0n };
  }

  /** Ends a call that was never dispatched. */
  giveBack(charge: CallCharge): void {
    for (const { account, amountNanoUsd } of charge.parts) account?.putBack(amountNanoUsd);
    charge.parts = [];
    charge.isOver = true;
  }

  /**
   * Ends a call with its real cost: each of `budgets`, those of the target that served, pays it, the others get their hold
   * back. Answers what the usage event carries; its posting has to be told to `posted`.
   */
  settle(charge: CallCharge, cost: NanoUsd, budgets: readonly BudgetInForce[]): readonly SettledPart[] {
    charge.isOver = true;
    return charge.parts.map((part): SettledPart => {
      const applies = budgets.some(({ budgetId }) => budgetId === part.charged.budgetId);
      const costNanoUsd = applies ? cost : 0n;
      if (part.account !== null)
        return { ...part.charged, coveredNanoUsd: part.account.settle(part.amountNanoUsd, costNanoUsd), costNanoUsd };
      return { ...part.charged, coveredNanoUsd: part.writtenNanoUsd, costNanoUsd };
    });
  }

  /** The settlement could not be written: what it covers is held again, for another one to settle. */
  unsettle(charge: CallCharge, settled: readonly SettledPart[]): void {
    for (const [index, part] of charge.parts.entries()) {
      if (part.account === null) continue;
      const covered = settled[index]?.coveredNanoUsd ?? 0n;
      part.account.unsettle(covered);
      part.amountNanoUsd = covered;
    }
  }

  /** Events of this process's calls are in the database; to be told once each. */
  posted(events: readonly UsageEvent[]): void {
    for (const { parts } of events) {
      if (parts === undefined) continue;
      for (const { leaseId, coveredNanoUsd } of parts) if (leaseId !== null) this.#byLease.get(leaseId)?.post(coveredNanoUsd);
    }
  }
}

const periodOf = ({ charged }: HeldPart): Period => ({ startMs: charged.periodStartMs, endMs: charged.periodEndMs });
