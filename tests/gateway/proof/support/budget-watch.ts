import { setTimeout as sleep } from 'node:timers/promises';
import type { TestDatabase } from '../../../support/database.ts';

export interface WatchedPeriod {
  readonly name: string;
  readonly limit: bigint;
  readonly spent: bigint;
  readonly leased: bigint;
  readonly overrun: bigint;
  readonly ledger: bigint;
  /** The cost of all events that name the budget. */
  readonly ofEvents: bigint;
  /** What open leases and held reservations have. */
  readonly outstanding: bigint;
}

/** Looks at the budgets of a tenant again and again; each look is one statement, and so sees the state after some commit. */
export class BudgetWatch {
  readonly #database: TestDatabase;
  readonly #tenantId: string;
  readonly #faults: string[] = [];
  #looks = 0;
  #isStopping = false;
  readonly #working: Promise<void>;

  constructor(database: TestDatabase, tenantId: string) {
    this.#database = database;
    this.#tenantId = tenantId;
    this.#working = this.#watch();
  }

  async stop(): Promise<{ readonly faults: readonly string[]; readonly looks: number }> {
    this.#isStopping = true;
    await this.#working;
    return { faults: this.#faults, looks: this.#looks };
  }

  async periods(): Promise<readonly WatchedPeriod[]> {
    return await this.#database.superuser<WatchedPeriod[]>`
      SELECT b.name, p.limit_nano_usd AS "limit", p.spent_nano_usd AS spent, p.leased_nano_usd AS leased, p.overrun_nano_usd AS overrun,
        (SELECT coalesce(sum(e.amount_nano_usd), 0)::int8 FROM ledger_entry e WHERE e.tenant_id = p.tenant_id AND e.budget_id = p.budget_id) AS ledger,
        (SELECT coalesce(sum(e.cost_nano_usd), 0)::int8 FROM usage_event e JOIN usage_dimension d ON d.tenant_id = e.tenant_id AND d.id = e.budgets_dim
          WHERE e.tenant_id = p.tenant_id AND p.budget_id::text = ANY(string_to_array(d.value, ','))) AS "ofEvents",
        ((SELECT coalesce(sum(l.granted_nano_usd - l.posted_nano_usd), 0) FROM lease l
          WHERE l.tenant_id = p.tenant_id AND l.budget_id = p.budget_id AND l.state IN ('open', 'in_doubt'))
        + (SELECT coalesce(sum(d.amount), 0) FROM reservation r CROSS JOIN LATERAL direct_parts(r.hold -> 'parts') d
          WHERE r.tenant_id = p.tenant_id AND r.state = 'held' AND d.budget_id = p.budget_id))::int8 AS outstanding
      FROM budget_period p JOIN budget b ON b.tenant_id = p.tenant_id AND b.id = p.budget_id
      WHERE p.tenant_id = ${this.#tenantId} ORDER BY b.name`;
  }

  async #watch(): Promise<void> {
    while (!this.#isStopping) {
      // Without the database there is nothing to be seen; what it has when it is back has to add up again.
      const periods = await this.periods().catch(() => null);
      if (periods !== null) this.#judge(periods);
      await sleep(30);
    }
  }

  #judge(periods: readonly WatchedPeriod[]): void {
    for (const { name, limit, spent, leased, overrun, ledger, outstanding, ofEvents } of periods) {
      const figures = `limit ${limit} spent ${spent} leased ${leased} overrun ${overrun} ledger ${ledger} events ${ofEvents} outstanding ${outstanding}`;
      if (spent + leased > limit + overrun) this.#faults.push(`${name} is passed: ${figures}`);
      if (leased !== outstanding || spent !== ledger || spent !== ofEvents) this.#faults.push(`${name} does not add up: ${figures}`);
    }
    this.#looks += 1;
  }
}
