import type { LeaseStore } from '#lib/budgets/engine/lease-store.ts';
import { PostgresLeaseStore } from '#lib/budgets/engine/postgres-lease-store.ts';
import { closeLeases, sweepLeases } from '#lib/budgets/engine/sweep-leases.ts';
import { newUuid } from '#lib/core/ids.ts';
import { EventPoster } from '#lib/usage/post-batch.ts';
import { BudgetsShort, reserveBudgets } from '#lib/usage/reserve-budgets.ts';
import { sweepReservations } from '#lib/usage/sweep-reservations.ts';
import type { Hold, UsageEvent } from '#lib/usage/usage-event.ts';
import type { TestDatabase } from '../support/database.ts';
import { limits, type PeriodState, sampleBudgets, type World } from './world.ts';

/** A tenant of its own in a real database, with the product's own code in front of it. */
export class PostgresWorld implements World {
  readonly tenantId = newUuid();
  readonly budgets = sampleBudgets(this.tenantId);
  readonly #database: TestDatabase;
  readonly #poster: EventPoster;
  readonly #now: () => number;

  private constructor(database: TestDatabase, now: () => number) {
    this.#database = database;
    this.#poster = new EventPoster(database.databases.ingest.$client);
    this.#now = now;
  }

  static async create(database: TestDatabase, now: () => number): Promise<PostgresWorld> {
    const world = new PostgresWorld(database, now);
    const sql = database.superuser;
    await sql`INSERT INTO tenant (tenant_id, slug, name) VALUES (${world.tenantId}, ${world.tenantId}, 'Sample')`;
    for (const { budgetId, name, enforcement, rule } of world.budgets) {
      const limit = (limits[name] ?? 0n).toString();
      await sql`INSERT INTO budget (tenant_id, id, name, scope_kind, limit_nano_usd, period_kind, enforcement, thresholds)
        VALUES (${world.tenantId}, ${budgetId}, ${name}, 'tenant', ${limit}::text::int8, ${rule.periodKind}, ${enforcement},
          '[{"percent": 50, "severity": "warning", "actions": ["notify"]}]')`;
    }
    return world;
  }

  /** The clock of the story is the one that counts, also where the database tells its own. */
  storeOf(incarnation: string): LeaseStore {
    const store = new PostgresLeaseStore(this.#database.databases.ingest.$client, incarnation);
    const atMs = () => this.#now();
    return {
      grant: async (...args) => ({ ...(await store.grant(...args)), atMs: atMs() }),
      see: async (leases) => (await store.see(leases)).map((seen) => ({ ...seen, atMs: atMs() })),
      giveBack: (...args) => store.giveBack(...args),
      fence: (...args) => store.fence(...args),
      reassert: (...args) => store.reassert(...args),
      reopen: (lease) => store.reopen(lease),
      recalled: () => store.recalled(),
    };
  }

  async post(events: readonly UsageEvent[]): Promise<void> {
    await this.#poster.post(events);
  }

  async reserve(hold: Hold, incarnation: string): Promise<boolean> {
    try {
      await reserveBudgets(this.#database.databases.ingest.$client, hold, incarnation);
      return true;
    } catch (error) {
      if (error instanceof BudgetsShort) return false;
      throw error;
    }
  }

  async settleDirect(event: UsageEvent): Promise<void> {
    await this.#poster.post([event], async (tx) => {
      await tx`SELECT end_reservations(ARRAY[${this.tenantId}::uuid], ARRAY[${event.id}::uuid], 'settled')`;
    });
  }

  async sweepReservations(incarnation: string): Promise<void> {
    const scope = { deadIncarnations: [incarnation], silenceSeconds: 1e9 };
    await sweepReservations(this.#database.databases.ingest.$client, this.#poster, scope);
  }

  async closeLeases(incarnation: string, isHostCrash: boolean): Promise<void> {
    await closeLeases(this.#database.databases.ingest.$client, [incarnation], isHostCrash);
  }

  async fallSilent(incarnation: string, seconds: number): Promise<void> {
    await this.#database.superuser`UPDATE lease SET seen_at = now() - make_interval(secs => ${seconds}) WHERE incarnation = ${incarnation}`;
    await sweepLeases(this.#database.databases.ingest.$client, 1500);
  }

  async periods(): Promise<readonly PeriodState[]> {
    return await this.#database.superuser<PeriodState[]>`
      SELECT p.budget_id AS "budgetId", (extract(epoch FROM p.period_start_at) * 1000)::float8 AS "periodStartMs", p.limit_nano_usd AS "limit",
        p.spent_nano_usd AS spent, p.leased_nano_usd AS leased, p.overrun_nano_usd AS overrun,
        (SELECT coalesce(sum(e.amount_nano_usd), 0)::int8 FROM ledger_entry e
          WHERE e.tenant_id = p.tenant_id AND e.budget_id = p.budget_id AND e.period_start_at = p.period_start_at) AS ledger,
        (SELECT coalesce(sum(l.presumed_nano_usd), 0)::int8 FROM lease l
          WHERE l.tenant_id = p.tenant_id AND l.budget_id = p.budget_id AND l.period_start_at = p.period_start_at) AS presumed,
        ((SELECT coalesce(sum(l.granted_nano_usd - l.posted_nano_usd), 0) FROM lease l
          WHERE l.tenant_id = p.tenant_id AND l.budget_id = p.budget_id AND l.period_start_at = p.period_start_at AND l.state IN ('open', 'in_doubt'))
        + (SELECT coalesce(sum(d.amount), 0) FROM reservation r CROSS JOIN LATERAL direct_parts(r.hold -> 'parts') d
          WHERE r.tenant_id = p.tenant_id AND r.state = 'held' AND d.budget_id = p.budget_id AND d.starts_at = p.period_start_at))::int8 AS outstanding
      FROM budget_period p WHERE p.tenant_id = ${this.tenantId}`;
  }

  async events(): Promise<ReadonlyMap<string, { readonly isPresumed: boolean; readonly cost: bigint }>> {
    const rows = await this.#database.superuser<{ id: string; isPresumed: boolean; cost: bigint }[]>`
      SELECT id, usage_source = 'presumed' AS "isPresumed", cost_nano_usd AS cost FROM usage_event WHERE tenant_id = ${this.tenantId}`;
    return new Map(rows.map(({ id, isPresumed, cost }) => [id, { isPresumed, cost }]));
  }
}
