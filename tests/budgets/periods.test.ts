import { sql as drizzleSql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inTenant } from '#db/tenant.ts';
import type { BudgetInForce } from '#lib/budgets/engine/budget-in-force.ts';
import { LeaseKeeper } from '#lib/budgets/engine/lease-keeper.ts';
import { loadBudgets } from '#lib/budgets/engine/load-budgets.ts';
import { PostgresLeaseStore } from '#lib/budgets/engine/postgres-lease-store.ts';
import { newUuid } from '#lib/core/ids.ts';
import { silentLogger } from '#lib/core/logger.ts';
import { interruptedEvent } from '#lib/usage/interrupted-event.ts';
import { EventPoster } from '#lib/usage/post-batch.ts';
import type { CallAttribution, Hold, UsageEvent } from '#lib/usage/usage-event.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { createSampleCompany, type SampleCompany } from '../support/sample-company.ts';
import { findUsageFaults } from '../support/usage-tenants.ts';
import { FakeTiming } from './fake-timing.ts';

const dollar = 1_000_000_000n;

let database: TestDatabase;
let slugs = 0;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database.drop());

interface Scene {
  readonly company: SampleCompany;
  readonly attribution: CallAttribution;
  /** Makes a budget and gives it as the snapshot would have it. */
  add(name: string, limit: bigint, more?: Readonly<Record<string, string | number>>): Promise<BudgetInForce>;
  keeper(): LeaseKeeper;
  /** One call from its hold to its posting. */
  call(keeper: LeaseKeeper, budgets: readonly BudgetInForce[], bound: bigint, cost: bigint): Promise<UsageEvent>;
  period(budget: BudgetInForce): Promise<{ spent: bigint; leased: bigint; limit: bigint; isClosed: boolean } | undefined>;
}

async function openScene(): Promise<Scene> {
  slugs += 1;
  const { superuser, databases } = database;
  const company = await createSampleCompany(database, `periods-${slugs}`);
  const { tenantId } = company;
  const attribution = { tenantId, departmentId: null, teamId: company.searchId, userId: null, keyId: newUuid() };
  const poster = new EventPoster(databases.ingest.$client);
  return {
    company,
    attribution,
    async add(name, limit, more = {}) {
      const row = {
        tenant_id: tenantId,
        id: newUuid(),
        name,
        scope_kind: 'tenant',
        limit_nano_usd: limit.toString(),
        period_kind: 'monthly',
        ...more,
      };
      await superuser`INSERT INTO budget ${superuser(row)}`;
      const budgets = await inTenant(databases.app, tenantId, (tx) => loadBudgets(tx, tenantId));
      const found = budgets
        ?.applicable({ ...attribution, keyId: attribution.keyId }, 'sandbox', 'sandbox-small', null)
        .find((budget) => budget.budgetId === row.id);
      if (found === undefined) throw new Error('The budget does not apply to the calls of the scene');
      return found;
    },
    keeper: () =>
      new LeaseKeeper({
        store: new PostgresLeaseStore(databases.ingest.$client, newUuid()),
        mode: 'leased',
        clock: { now: Date.now },
        logger: silentLogger,
      }),
    async call(keeper, budgets, bound, cost) {
      const charge = keeper.admit();
      await keeper.reserve(charge, budgets, bound);
      const hold: Hold = {
        ...{ id: newUuid(), attribution, protocol: 'openai.chat_completions', streamed: false, requestedModel: 'sandbox-small' },
        ...{
          connectionId: null,
          provider: 'sandbox',
          model: 'sandbox-small',
          routeId: null,
          taskType: null,
          tags: null,
          boundNanoUsd: bound,
          boundKind: 'exact',
        },
        parts: charge.holdParts(),
      };
      const parts = keeper.settle(charge, cost, budgets);
      const event: UsageEvent = { ...interruptedEvent(hold), usageSource: 'provider', status: 'succeeded', costNanoUsd: cost, parts };
      await poster.post([event]);
      keeper.posted([event]);
      return event;
    },
    async period({ budgetId }) {
      const [row] = await superuser<{ spent: bigint; leased: bigint; limit: bigint; isClosed: boolean }[]>`
        SELECT spent_nano_usd AS spent, leased_nano_usd AS leased, limit_nano_usd AS "limit", closed_at IS NOT NULL AS "isClosed"
        FROM budget_period WHERE tenant_id = ${tenantId} AND budget_id = ${budgetId} ORDER BY period_start_at LIMIT 1`;
      return row;
    },
  };
}

const asApp = (tenantId: string, statement: ReturnType<typeof drizzleSql>) =>
  inTenant(database.databases.app, tenantId, async (tx) => {
    await tx.execute(statement);
  });

describe('periods of budgets in the database', () => {
  test('[COST-4] a budget begins with what its scope has spent, teams below included, and the next period with nothing', async () => {
    const scene = await openScene();
    const keeper = scene.keeper();
    await scene.call(keeper, [], 0n, 3n * dollar);
    const team = await scene.add('Search', 10n * dollar, { scope_kind: 'team', scope_value: scene.company.searchId });
    await scene.call(keeper, [team], dollar, dollar);
    expect(await scene.period(team)).toMatchObject({ spent: 4n * dollar, limit: 10n * dollar });
    const { tenantId } = scene.attribution;
    const entries = await database.superuser`
      SELECT kind, amount_nano_usd AS amount FROM ledger_entry WHERE tenant_id = ${tenantId} AND budget_id = ${team.budgetId} ORDER BY id`;
    expect(entries.map(({ kind, amount }) => [kind, amount])).toEqual([
      ['adjust', 3n * dollar],
      ['settle', dollar],
    ]);
    const next = '2031-01-01T00:00:00Z';
    await database.databases.ingest.$client`
      SELECT grant_lease(${tenantId}::uuid, ${team.budgetId}::uuid, ${next}::text::timestamptz, '2031-02-01T00:00:00Z'::text::timestamptz,
        ${newUuid()}::uuid, ${newUuid()}::uuid, 0, 1, 1)`;
    const [row] = await database.superuser`
      SELECT spent_nano_usd AS spent FROM budget_period WHERE budget_id = ${team.budgetId} AND period_start_at = ${next}::text::timestamptz`;
    expect(row?.spent).toBe(0n);
    expect(await findUsageFaults(database, [tenantId])).toEqual([]);
  });

  test('the reserve is not to be spent; a changed limit is in force at once, for the tenant itself alone', async () => {
    const scene = await openScene();
    const keeper = scene.keeper();
    const budget = await scene.add('Whole', 10n * dollar, { reserve_percent: 25 });
    await scene.call(keeper, [budget], dollar, dollar);
    expect(await scene.period(budget)).toMatchObject({ limit: (75n * dollar) / 10n });
    await expect(scene.call(scene.keeper(), [budget], 9n * dollar, 0n)).rejects.toMatchObject({ code: 'budget_exceeded' });
    const { tenantId } = scene.attribution;
    await database.superuser`UPDATE budget SET limit_nano_usd = 20000000000, reserve_percent = 0 WHERE id = ${budget.budgetId}`;
    const other = await openScene();
    await asApp(other.attribution.tenantId, drizzleSql`select apply_budget_limit(${budget.budgetId}::uuid)`);
    expect(await scene.period(budget)).toMatchObject({ limit: (75n * dollar) / 10n });
    await asApp(tenantId, drizzleSql`select apply_budget_limit(${budget.budgetId}::uuid)`);
    expect(await scene.period(budget)).toMatchObject({ limit: 20n * dollar });
    await scene.call(scene.keeper(), [budget], 9n * dollar, dollar);
    expect(await findUsageFaults(database, [tenantId])).toEqual([]);
  });

  test('a new scope begins with what it has spent', async () => {
    const scene = await openScene();
    const keeper = scene.keeper();
    await scene.call(keeper, [], 0n, 2n * dollar);
    const budget = await scene.add('Moved', 10n * dollar, { scope_kind: 'key', scope_value: scene.attribution.keyId ?? '' });
    await scene.call(keeper, [budget], dollar, dollar);
    expect(await scene.period(budget)).toMatchObject({ spent: 3n * dollar });
    const { tenantId } = scene.attribution;
    await database.superuser`UPDATE budget SET scope_kind = 'model', scope_value = 'another' WHERE id = ${budget.budgetId}`;
    const [at] = await database.superuser<{ s: string; e: string }[]>`
      SELECT period_start_at::text AS s, period_end_at::text AS e FROM budget_period WHERE budget_id = ${budget.budgetId}`;
    await asApp(tenantId, drizzleSql`select rescope_budget(${budget.budgetId}::uuid, ${at?.s}::timestamptz, ${at?.e}::timestamptz)`);
    expect(await scene.period(budget)).toMatchObject({ spent: 0n });
    expect(await findUsageFaults(database, [tenantId])).toEqual([]);
  });

  test('grace: above its limit a budget goes on for its hours, and is hard after them', async () => {
    const scene = await openScene();
    const budget = await scene.add('Grace', dollar, { enforcement: 'grace', grace_hours: 2 });
    const keeper = scene.keeper();
    for (let index = 0; index < 3; index += 1) await scene.call(keeper, [budget], dollar, dollar);
    expect(await scene.period(budget)).toMatchObject({ spent: 3n * dollar });
    await database.superuser`UPDATE budget_period SET exceeded_at = exceeded_at - interval '3 hours' WHERE budget_id = ${budget.budgetId}`;
    await expect(scene.call(scene.keeper(), [budget], dollar, dollar)).rejects.toMatchObject({ code: 'budget_exceeded' });
  });

  test('each threshold is crossed once, with an event for whoever alerts', async () => {
    const scene = await openScene();
    const thresholds = JSON.stringify([50, 90, 120].map((percent) => ({ percent, severity: 'warning', actions: [] })));
    const budget = await scene.add('Watched', 10n * dollar);
    const set = (text: string) => database.superuser`UPDATE budget SET thresholds = ${text}::text::jsonb WHERE id = ${budget.budgetId}`;
    await set(thresholds);
    const keeper = scene.keeper();
    for (let index = 0; index < 6; index += 1) await scene.call(keeper, [budget], (8n * dollar) / 5n, (8n * dollar) / 5n);
    // What nobody can read holds nothing up.
    await set('{"percent": 1}');
    await scene.call(keeper, [budget], dollar / 10n, dollar / 10n);
    await set('[{"percent": "ten"}, 7, null]');
    await scene.call(keeper, [budget], dollar / 10n, dollar / 10n);
    const crossings =
      await database.superuser`SELECT percent, spent_nano_usd AS spent FROM budget_crossing WHERE budget_id = ${budget.budgetId} ORDER BY 1`;
    expect(crossings.map(({ percent, spent }) => [percent, spent])).toEqual([
      [50, (64n * dollar) / 10n],
      [90, (96n * dollar) / 10n],
    ]);
    const events = await database.superuser`
      SELECT payload FROM outbox_event WHERE tenant_id = ${scene.attribution.tenantId} AND name = 'budget.threshold_crossed' ORDER BY id`;
    expect(events.map(({ payload }) => [payload.budget_id, payload.percent])).toEqual([
      [budget.budgetId, 50],
      [budget.budgetId, 90],
    ]);
  });

  test('a period that has ended closes once nothing of it is held', async () => {
    const scene = await openScene();
    const budget = await scene.add('Ended', 10n * dollar);
    const keeper = scene.keeper();
    await scene.call(keeper, [budget], dollar, dollar);
    const close = () => database.databases.ingest.$client`SELECT close_budget_periods()`;
    await database.superuser`UPDATE budget_period SET period_end_at = now() - interval '1 minute' WHERE budget_id = ${budget.budgetId}`;
    await close();
    expect(await scene.period(budget)).toMatchObject({ isClosed: false });
    await keeper.upkeep.close();
    expect(await scene.period(budget)).toMatchObject({ leased: 0n });
    await close();
    expect(await scene.period(budget)).toMatchObject({ isClosed: true });
  });

  test('[COST-4] a database that comes back without its last moments is told what it had granted', async () => {
    const scene = await openScene();
    const budget = await scene.add('Restored', 10n * dollar);
    const timing = new FakeTiming(Date.now());
    const store = new PostgresLeaseStore(database.databases.ingest.$client, newUuid());
    const keeper = new LeaseKeeper({ store, mode: 'leased', clock: timing, logger: silentLogger });
    const first = keeper.admit();
    await keeper.reserve(first, [budget], dollar);
    const before = await database.superuser`SELECT * FROM lease WHERE budget_id = ${budget.budgetId}`;
    expect(before).toHaveLength(1);
    const [account] = keeper.accounts.all;
    const granted = account?.grantedNanoUsd ?? 0n;
    await database.superuser`UPDATE lease SET granted_nano_usd = 0, seq = 0 WHERE budget_id = ${budget.budgetId}`;
    await database.superuser`UPDATE budget_period SET leased_nano_usd = 0 WHERE budget_id = ${budget.budgetId}`;
    timing.advance(2_000);
    await keeper.upkeep.tick();
    expect((await scene.period(budget))?.leased).toBeGreaterThanOrEqual(granted);
    expect(await findUsageFaults(database, [scene.attribution.tenantId])).toEqual([]);
  });

  test('[COST-4] a process that never got anything of a budget holds no lease, so none of its silence is told', async () => {
    const scene = await openScene();
    const little = await scene.add('Little', dollar);
    const keeper = scene.keeper();
    await expect(Promise.resolve(keeper.reserve(keeper.admit(), [little], 2n * dollar))).rejects.toMatchObject({ code: 'budget_exceeded' });
    const leases = await database.superuser`SELECT id FROM lease WHERE budget_id = ${little.budgetId}`;
    expect(leases.length).toBe(0);
    await scene.call(keeper, [little], dollar / 2n, dollar / 4n);
    expect((await scene.period(little))?.spent).toBe(dollar / 4n);
    await keeper.upkeep.close();
  });
});
