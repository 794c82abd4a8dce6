import type { NanoUsd } from '#lib/core/money.ts';
import type { ChargedBudget, HoldPart } from '#lib/usage/usage-event.ts';
import type { BudgetInForce } from './budget-in-force.ts';
import type { LeaseAccount } from './lease-account.ts';

/** What one budget holds for a call. */
export interface HeldPart {
  readonly budget: BudgetInForce;
  /** Null where the budget is soft, or the call holds it in the database itself. */
  readonly account: LeaseAccount | null;
  readonly charged: ChargedBudget;
  amountNanoUsd: NanoUsd;
  /** As much of it as a hold record says that was really written; what a reservation in the database is known to hold. */
  writtenNanoUsd: NanoUsd;
}

/** The budgets of one call from its admission to its end; only LeaseAccounts changes it. */
export class CallCharge {
  /** When the call was admitted, by the database's clock: the periods it is charged to, whatever happens later. */
  readonly admittedMs: number;
  parts: HeldPart[] = [];
  /** The budgets of the target that is being tried, or that served. */
  budgets: readonly BudgetInForce[] = [];
  /** The call has ended: what a wait for it brings is not taken any more. */
  isOver = false;

  constructor(admittedMs: number) {
    this.admittedMs = admittedMs;
  }

  /** As the hold record carries them. */
  holdParts(): HoldPart[] {
    return this.parts.map(({ charged, amountNanoUsd }) => ({ ...charged, amountNanoUsd }));
  }

  /** The hold record was written. */
  written(): void {
    for (const part of this.parts) part.writtenNanoUsd = part.amountNanoUsd;
  }

  /** Some hard budget of the call wants answers to end where they are not covered any more. */
  get mayBeCut(): boolean {
    return this.parts.some(({ budget, charged }) => budget.onOverrun === 'cut' && charged.kind !== 'soft');
  }

  /** A budget that does not cover so much of the call, and wants its answer to end there; undefined where there is none. */
  cutBelow(cost: NanoUsd): BudgetInForce | undefined {
    return this.parts.find(({ account, budget, charged, amountNanoUsd, writtenNanoUsd }) => {
      if (budget.onOverrun !== 'cut' || charged.kind === 'soft') return false;
      return account === null ? writtenNanoUsd < cost : account.isOver || amountNanoUsd + account.freeNanoUsd < cost;
    })?.budget;
  }

  /** The least that is left in the budgets of the call; undefined where nothing limits it. In direct mode this is not known. */
  remainingNanoUsd(): NanoUsd | undefined {
    let tightest: NanoUsd | undefined;
    for (const { account, budget } of this.parts) {
      if (account === null || !this.budgets.includes(budget)) continue;
      const remaining = account.remainingNanoUsd;
      if (tightest === undefined || remaining < tightest) tightest = remaining;
    }
    return tightest;
  }
}
