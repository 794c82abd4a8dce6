import type { BudgetInForce } from '#lib/budgets/engine/budget-in-force.ts';
import type { LeaseStore } from '#lib/budgets/engine/lease-store.ts';
import { newUuid } from '#lib/core/ids.ts';
import { interruptedEvent } from '#lib/usage/interrupted-event.ts';
import type { Hold, UsageEvent } from '#lib/usage/usage-event.ts';
import { MemoryLeaseStore, MemoryLedger } from '../support/memory-lease-store.ts';

/** A period and everything that must add up to it. */
export interface PeriodState {
  readonly budgetId: string;
  readonly periodStartMs: number;
  readonly limit: bigint;
  readonly spent: bigint;
  readonly leased: bigint;
  readonly overrun: bigint;
  /** Σ of its ledger entries. */
  readonly ledger: bigint;
  /** What leases are presumed to have spent. */
  readonly presumed: bigint;
  /** Σ (granted − posted) of open and in-doubt leases, and Σ of what reservations hold. */
  readonly outstanding: bigint;
}

/** Where the money lies: the database, or the same rules in memory. */
export interface World {
  readonly tenantId: string;
  readonly budgets: readonly BudgetInForce[];
  storeOf(incarnation: string): LeaseStore;
  post(events: readonly UsageEvent[]): Promise<void>;
  /** Direct mode; false where a budget is short. */
  reserve(hold: Hold, incarnation: string): Promise<boolean>;
  settleDirect(event: UsageEvent): Promise<void>;
  /** Books the reservations of a dead process as interrupted. */
  sweepReservations(incarnation: string): Promise<void>;
  closeLeases(incarnation: string, isHostCrash: boolean): Promise<void>;
  /** The process has not been heard of for so long, and somebody looks for such. */
  fallSilent(incarnation: string, seconds: number): Promise<void>;
  periods(): Promise<readonly PeriodState[]>;
  /** Ids and sources of the events of calls. */
  events(): Promise<ReadonlyMap<string, { readonly isPresumed: boolean; readonly cost: bigint }>>;
}

const dollar = 1_000_000_000n;

const dailyRule = {
  periodKind: 'daily',
  timeZone: 'UTC',
  weekStart: 1,
  fiscalMonth: 1,
  fiscalDay: 1,
  fixedStartMs: null,
  fixedEndMs: null,
} as const;

/** Budgets of a few kinds and sizes; the last one is soft. */
export function sampleBudgets(tenantId: string): readonly BudgetInForce[] {
  const budget = (name: string, more: Partial<BudgetInForce> = {}): BudgetInForce => ({
    ...{ tenantId, budgetId: newUuid(), name, enforcement: 'hard', onOverrun: 'finish', fitOutput: false, rule: { ...dailyRule } },
    ...{ effectiveFromMs: null, effectiveUntilMs: null, owner: null, acting: null },
    ...more,
  });
  return [
    budget('whole'),
    budget('team'),
    budget('key', { rule: { ...dailyRule, periodKind: 'weekly' } }),
    budget('provider'),
    budget('counted', { enforcement: 'soft' }),
  ];
}

/** By the name of the budget. */
export const limits: Readonly<Record<string, bigint>> = {
  whole: 4n * dollar,
  team: 2n * dollar,
  key: 3n * dollar,
  provider: dollar,
  counted: dollar / 2n,
};

export class MemoryWorld implements World {
  readonly tenantId = newUuid();
  readonly budgets = sampleBudgets(this.tenantId);
  readonly #ledger: MemoryLedger;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
    this.#ledger = new MemoryLedger((budgetId) => limits[this.budgets.find((one) => one.budgetId === budgetId)?.name ?? ''] ?? 0n, now);
  }

  storeOf(incarnation: string): LeaseStore {
    return new MemoryLeaseStore(this.#ledger, incarnation);
  }

  async post(events: readonly UsageEvent[]): Promise<void> {
    this.#ledger.post(events);
  }

  async reserve(hold: Hold, incarnation: string): Promise<boolean> {
    return this.#ledger.reserve(hold, incarnation);
  }

  async settleDirect(event: UsageEvent): Promise<void> {
    this.#ledger.post([event]);
    this.#ledger.endReservation(event.id, 'settled');
  }

  async sweepReservations(incarnation: string): Promise<void> {
    for (const [id, reservation] of this.#ledger.reservations) {
      if (reservation.incarnation !== incarnation || reservation.state !== 'held') continue;
      this.#ledger.post([interruptedEvent(reservation.hold)]);
      this.#ledger.endReservation(id, 'interrupted');
    }
  }

  async closeLeases(incarnation: string, isHostCrash: boolean): Promise<void> {
    this.#ledger.closeLeases(incarnation, isHostCrash);
  }

  async fallSilent(incarnation: string, seconds: number): Promise<void> {
    for (const lease of this.#ledger.leases.values()) if (lease.incarnation === incarnation) lease.seenMs = this.#now() - seconds * 1000;
    this.#ledger.sweep(30_000, 1_500_000);
  }

  async periods(): Promise<readonly PeriodState[]> {
    const { periods, leases, reservations, ledger } = this.#ledger;
    return [...periods.values()].map((period) => {
      const { budgetId, periodStartMs, limit, spent, leased, overrun } = period;
      const isHere = (one: { readonly budgetId: string; readonly periodStartMs: number }) =>
        one.budgetId === budgetId && one.periodStartMs === periodStartMs;
      let outstanding = 0n;
      let presumed = 0n;
      for (const lease of leases.values()) {
        if (!isHere(lease.name)) continue;
        presumed += lease.presumed;
        if (lease.state === 'open' || lease.state === 'in_doubt') outstanding += lease.granted - lease.posted;
      }
      for (const { hold, state } of reservations.values()) {
        if (state !== 'held') continue;
        for (const part of hold.parts) if (part.kind === 'direct' && isHere(part)) outstanding += part.amountNanoUsd;
      }
      const key = `${budgetId} ${periodStartMs}`;
      const booked = ledger.filter((entry) => entry.key === key).reduce((sum, { amount }) => sum + amount, 0n);
      return { budgetId, periodStartMs, limit, spent, leased, overrun, outstanding, presumed, ledger: booked };
    });
  }

  async events(): Promise<ReadonlyMap<string, { readonly isPresumed: boolean; readonly cost: bigint }>> {
    return new Map(
      [...this.#ledger.events].map(([id, event]) => [id, { isPresumed: event.usageSource === 'presumed', cost: event.costNanoUsd }]),
    );
  }
}
