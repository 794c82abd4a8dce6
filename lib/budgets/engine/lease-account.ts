import { newUuid } from '#lib/core/ids.ts';
import type { NanoUsd } from '#lib/core/money.ts';
import type { Period } from '../period.ts';
import type { BudgetInForce } from './budget-in-force.ts';
import type { LeaseName, LeaseRow } from './lease-store.ts';

/** How the budget stood when the database was last asked. */
export interface LastStanding {
  readonly spentNanoUsd: NanoUsd;
  readonly leasedNanoUsd: NanoUsd;
  readonly limitNanoUsd: NanoUsd;
}

const least = (a: NanoUsd, b: NanoUsd): NanoUsd => (a < b ? a : b);

/**
 * What this process may spend of one budget in one period. Synchronous, so that nothing happens between a check and what
 * follows from it. At every turn of the loop: free + held + unposted + returning = granted − posted, and free ≥ 0.
 */
export class LeaseAccount implements LeaseName {
  budget: BudgetInForce;
  readonly tenantId: string;
  readonly budgetId: string;
  readonly periodStartMs: number;
  readonly periodEndMs: number;
  /** Minted here; the row is made by the first grant. */
  readonly leaseId: string;

  grantedNanoUsd: NanoUsd = 0n;
  postedNanoUsd: NanoUsd = 0n;
  freeNanoUsd: NanoUsd = 0n;
  heldNanoUsd: NanoUsd = 0n;
  /** Settled by calls that are not in the database yet. */
  unpostedNanoUsd: NanoUsd = 0n;
  /** Taken out of free to be given back; not yet confirmed. */
  returningNanoUsd: NanoUsd = 0n;
  seq = 0n;
  /** A change was asked for and its outcome never heard. */
  isInQuestion = false;
  /** The database ended the lease: nothing more is taken from it. */
  isOver = false;

  /** The change that is under way; one at a time. */
  working: Promise<void> | null = null;
  /** Sum of what calls wait for at this moment. */
  wantedNanoUsd: NanoUsd = 0n;
  lastHoldNanoUsd: NanoUsd = 0n;
  lastUsedMs: number;
  standing: LastStanding | null = null;
  /** When `standing` was told, and whether it was a refusal. */
  standingMs = Number.NEGATIVE_INFINITY;
  isShort = false;
  /** Of holds, a second; measured over the last seconds. */
  burnNanoUsd: NanoUsd = 0n;
  #takenNanoUsd: NanoUsd = 0n;

  constructor(budget: BudgetInForce, period: Period, nowMs: number) {
    this.budget = budget;
    this.tenantId = budget.tenantId;
    this.budgetId = budget.budgetId;
    this.periodStartMs = period.startMs;
    this.periodEndMs = period.endMs;
    this.leaseId = newUuid();
    this.lastUsedMs = nowMs;
  }

  /** Moves free money into a hold. The caller has checked that it is there. */
  take(amount: NanoUsd, nowMs: number): void {
    this.freeNanoUsd -= amount;
    this.heldNanoUsd += amount;
    this.#takenNanoUsd += amount;
    if (amount > 0n) this.lastHoldNanoUsd = amount;
    this.lastUsedMs = nowMs;
  }

  /** A hold that came to nothing. */
  putBack(amount: NanoUsd): void {
    this.heldNanoUsd -= amount;
    if (!this.isOver) this.freeNanoUsd += amount;
  }

  /** A hold becomes a cost; what is above the hold comes from free as far as it goes. Answers how much is covered. */
  settle(held: NanoUsd, cost: NanoUsd): NanoUsd {
    this.putBack(held);
    const covered = least(cost, this.isOver ? held : this.freeNanoUsd);
    if (!this.isOver) this.freeNanoUsd -= covered;
    this.unpostedNanoUsd += covered;
    return covered;
  }

  /** A settlement that was not written is a hold again. */
  unsettle(covered: NanoUsd): void {
    this.unpostedNanoUsd -= covered;
    this.heldNanoUsd += covered;
  }

  /** Settled money is in the database. */
  post(covered: NanoUsd): void {
    this.unpostedNanoUsd -= covered;
    this.postedNanoUsd += covered;
  }

  /** Takes money out of free to be given back. */
  beginReturn(amount: NanoUsd): void {
    this.freeNanoUsd -= amount;
    this.returningNanoUsd += amount;
  }

  /** The row is the truth: what it has more or less than was known becomes free, and what was to be given back is settled by it. */
  adopt(row: LeaseRow): void {
    this.isInQuestion = false;
    this.seq = row.seq;
    if (row.state === 'closed') {
      this.#end();
      return;
    }
    this.freeNanoUsd += this.returningNanoUsd + row.grantedNanoUsd - this.grantedNanoUsd;
    this.returningNanoUsd = 0n;
    this.grantedNanoUsd = row.grantedNanoUsd;
  }

  /** Nothing is free any more; calls that hold something still settle, and their cost is booked as an overrun. */
  #end(): void {
    this.isOver = true;
    this.freeNanoUsd = 0n;
    this.returningNanoUsd = 0n;
  }

  /** What was taken since the last measurement, `seconds` ago, goes into the average. */
  measure(seconds: number): void {
    if (seconds <= 0) return;
    const rate = BigInt(Math.round(Number(this.#takenNanoUsd) / seconds));
    this.burnNanoUsd = rate > this.burnNanoUsd ? rate : (this.burnNanoUsd + rate) / 2n;
    this.#takenNanoUsd = 0n;
  }

  /** How much should be free: two seconds of calls, and at least two of them. */
  get target(): NanoUsd {
    const calls = 2n * this.lastHoldNanoUsd;
    const burn = 2n * this.burnNanoUsd;
    return burn > calls ? burn : calls;
  }

  /** Nothing depends on it any more. */
  get isIdle(): boolean {
    return this.heldNanoUsd === 0n && this.unpostedNanoUsd === 0n && this.wantedNanoUsd === 0n && this.working === null;
  }

  /** What is left of the budget as far as this process can know. */
  get remainingNanoUsd(): NanoUsd {
    const { standing } = this;
    const room = standing === null ? 0n : standing.limitNanoUsd - standing.spentNanoUsd - standing.leasedNanoUsd;
    return this.freeNanoUsd + (room > 0n ? room : 0n);
  }
}
