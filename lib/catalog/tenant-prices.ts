import type { ModelPrice } from './model-price.ts';
import { type PriceOverride, PriceOverrides, withOverride } from './price-override.ts';
import type { PriceTable } from './price-table.ts';

/** A version of the list that a tenant lets be in force from an instant on. */
export interface ScheduledTable {
  readonly fromMs: number;
  readonly table: PriceTable;
}

/**
 * What is a tenant's own about its prices: which version of the list is in force when, and its overrides. Null in place of
 * it stands for the newest list as it is.
 */
export class TenantPrices {
  readonly #schedule: readonly ScheduledTable[] | null;
  readonly #overrides: PriceOverrides;

  /** `schedule` by ascending time; null follows the newest list. */
  constructor(schedule: readonly ScheduledTable[] | null, overrides: readonly PriceOverride[]) {
    this.#schedule = schedule;
    this.#overrides = new PriceOverrides(overrides);
  }

  /** The list in force at an instant; what came before the first decision had the list of that decision. */
  tableAt(atMs: number, newest: PriceTable | undefined): PriceTable | undefined {
    if (this.#schedule === null) return newest;
    return (this.#schedule.findLast(({ fromMs }) => fromMs <= atMs) ?? this.#schedule[0])?.table ?? newest;
  }

  /** What the tenant pays for a model, given what the list says; the provider as connections name it. */
  effective(provider: string, model: string, listed: ModelPrice | undefined, atMs: number): ModelPrice | undefined {
    const override = this.#overrides.find(provider, model, listed?.model, atMs);
    if (override === undefined) return listed;
    return withOverride(override, provider, model, listed) ?? listed;
  }
}
