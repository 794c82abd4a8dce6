import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CommandRuntime } from '#lib/command/context.ts';
import { checkTenant, checkTenants, getConservation } from '#lib/conservation/index.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { type Logger, silentLogger } from '#lib/core/logger.ts';
import { getIncident, listIncidents, resolveIncident } from '#lib/incidents/index.ts';
import { closeDaysOf } from '#lib/usage/close-days.ts';
import { busyCalls, companyCall, postCalls } from '#tests/support/company-calls.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { commandRuntimeOf, createSampleCompany, invocationOf, type SampleCompany } from '#tests/support/sample-company.ts';

/** Each fault is planted past all protections, as the superuser, and taken back. */

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const { signal } = new AbortController();

let database: TestDatabase;
let runtime: CommandRuntime;
let company: SampleCompany;
let runs = 0;
const errors: object[] = [];
const logger: Logger = { ...silentLogger, error: (fields) => errors.push(fields) };

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = commandRuntimeOf(database);
});
afterAll(() => database.drop());

const check = () => checkTenant(database.databases, company.tenantId, new Date(), signal);
const checkAll = () => checkTenants(database.databases, { now: new Date(), logger, signal });
/** Until the walk has been through the whole past. */
async function checkWhole(): Promise<void> {
  for (let run = 0; run < 8; run += 1) await check();
}
const admin = () => invocationOf(runtime, company, company.admin);
const unresolved = async () => (await listIncidents.execute(admin(), { state: 'unresolved' })).data;
const kinds = async () => (await unresolved()).map(({ detail }) => String(detail.kind)).sort();

describe('the conservation of money', () => {
  beforeEach(async () => {
    runs += 1;
    company = await createSampleCompany(database, `company-${runs}`);
    const nowMs = Date.now();
    await postCalls(database, [...busyCalls(company, { count: 300, fromMs: nowMs - 20 * hourMs, toMs: nowMs, seed: 2 })]);
    await postCalls(database, [...busyCalls(company, { count: 300, fromMs: nowMs - 40 * dayMs, toMs: nowMs - 3 * dayMs, seed: 3 })]);
    // Two projects and a split in the same closed day: what is else the same are rows of their own.
    const shares = [
      { costCenterId: newUuid(), partsPerMillion: 300_000 },
      { costCenterId: newUuid(), partsPerMillion: 700_000 },
    ];
    const places = [{}, { projectId: newUuid() }, { projectId: newUuid() }, { costShares: shares }];
    await postCalls(
      database,
      places.map((by) => companyCall(company, { atMs: nowMs - 9 * dayMs, costNanoUsd: 101n, by })),
    );
    await closeDaysOf(database.databases, company.tenantId);
    errors.length = 0;
  });

  test('[COST-2] [COST-4] raises nothing where all is well, however often and through the whole past', async () => {
    await checkWhole();
    await checkAll();
    expect(await unresolved()).toEqual([]);
    expect(errors).toEqual([]);
    const status = await getConservation.execute(admin(), {});
    expect(status).toMatchObject({ differences: 0, unresolved: 0 });
    expect(status.walked_whole_at).not.toBeNull();
  });

  const sql = () => database.superuser;
  const faults: Readonly<Record<string, { plant: () => Promise<unknown>; finds: readonly string[] }>> = {
    'an hour that says more than its calls': {
      plant: () => sql()`update usage_hour set cost_nano_usd = cost_nano_usd + 1 where ctid in (
        select ctid from usage_hour where tenant_id = ${company.tenantId} order by hour_at desc limit 1)`,
      finds: ['hour', 'ledger'],
    },
    'a call that is gone': {
      plant: () => sql()`delete from usage_event where tenant_id = ${company.tenantId} and id in (
        select id from usage_event where tenant_id = ${company.tenantId} order by occurred_at desc limit 1)`,
      finds: ['hour', 'latency', 'work'],
    },
    'a histogram that lost a call': {
      plant: () => sql()`update usage_latency_hour set count = count - 1 where ctid in (
        select ctid from usage_latency_hour where tenant_id = ${company.tenantId} order by hour_at desc limit 1)`,
      finds: ['latency'],
    },
    'a kind of work that says more than its calls': {
      plant: () => sql()`update usage_work_hour set saved_nano_usd = saved_nano_usd + 1 where ctid in (
        select ctid from usage_work_hour where tenant_id = ${company.tenantId} order by hour_at desc limit 1)`,
      finds: ['work'],
    },
    'a closed day of last month that says less than its hours': {
      plant: () => sql()`update usage_day set cost_nano_usd = cost_nano_usd - 1 where ctid in (
        select ctid from usage_day where tenant_id = ${company.tenantId} order by day_at limit 1)`,
      finds: ['day'],
    },
    'a part of a closed day that says more than the day': {
      plant: () => sql()`update usage_day_part set requests = requests + 1 where ctid in (
        select ctid from usage_day_part where tenant_id = ${company.tenantId} and part = 'user' order by day_at limit 1)`,
      finds: ['day'],
    },
    'a span that says more than its days': {
      plant: () => sql()`update usage_span_part set requests = requests + 1 where ctid in (
        select ctid from usage_span_part where tenant_id = ${company.tenantId} and days = 8 order by start_at limit 1)`,
      finds: ['day'],
    },
    'a part of a day that says less than its hours': {
      plant: () => sql()`update usage_span_part set requests = requests - 1 where ctid in (
        select ctid from usage_span_part where tenant_id = ${company.tenantId} and days = 0 order by start_at limit 1)`,
      finds: ['day'],
    },
    'an outcome of a closed day that more calls had': {
      plant: () => sql()`update usage_outcome_day set requests = requests - 1 where ctid in (
        select ctid from usage_outcome_day where tenant_id = ${company.tenantId} order by day_at limit 1)`,
      finds: ['day'],
    },
    'a call of last month whose cost was changed': {
      plant: () => sql()`update usage_event set cost_nano_usd = cost_nano_usd + 1 where tenant_id = ${company.tenantId} and id in (
        select id from usage_event where tenant_id = ${company.tenantId} order by occurred_at limit 1)`,
      finds: ['hour', 'work'],
    },
    'a ledger entry that nobody can explain': {
      plant: () => sql()`update ledger_entry set amount_nano_usd = amount_nano_usd + 7 where ctid in (
        select ctid from ledger_entry where tenant_id = ${company.tenantId} and budget_id is null limit 1)`,
      finds: ['ledger'],
    },
    'a budget that counts what no ledger entry says': {
      plant: async () => {
        const budget = '01936b1e-7a00-7000-8000-0000000000aa';
        await sql()`insert into budget (tenant_id, id, name, scope_kind, limit_nano_usd, period_kind)
          values (${company.tenantId}, ${budget}, 'All', 'tenant', 1000, 'monthly')`;
        await sql()`insert into budget_period (tenant_id, budget_id, period_start_at, period_end_at, limit_nano_usd, spent_nano_usd, leased_nano_usd)
          values (${company.tenantId}, ${budget}, now() - interval '1 day', now() + interval '1 day', 1000, 1, 2)`;
      },
      finds: ['budget', 'leased'],
    },
    'a budget that was charged for calls that nobody made': {
      plant: async () => {
        const budget = '01936b1e-7a00-7000-8000-0000000000ab';
        const start = new Date(Date.now() - dayMs).toISOString();
        await sql()`insert into budget (tenant_id, id, name, scope_kind, limit_nano_usd, period_kind)
          values (${company.tenantId}, ${budget}, 'All', 'tenant', 1000, 'monthly')`;
        await sql()`insert into budget_period (tenant_id, budget_id, period_start_at, period_end_at, limit_nano_usd, spent_nano_usd)
          values (${company.tenantId}, ${budget}, ${start}::timestamptz, now() + interval '1 day', 1000, 5)`;
        await sql()`insert into ledger_entry (tenant_id, id, kind, budget_id, period_start_at, amount_nano_usd, batch_id)
          select ${company.tenantId}, gen_random_uuid(), 'settle', ${budget}, ${start}::timestamptz, 5, id
          from usage_batch where tenant_id = ${company.tenantId} limit 1`;
      },
      finds: ['charged'],
    },
  };

  test.each(Object.entries(faults))('[COST-4] [ALR-3] opens an incident for %s', async (_, { plant, finds }) => {
    await plant();
    await checkAll();
    await checkWhole();
    expect(await kinds()).toEqual([...finds]);
    for (let run = 0; run < 8 && errors.length === 0; run += 1) await checkAll();
    expect(errors).toContainEqual(expect.objectContaining({ tenantId: company.tenantId }));
  });

  test('[COST-4] finds a tenant whose sums are all gone', async () => {
    await sql()`delete from usage_hour where tenant_id = ${company.tenantId}`;
    await check();
    expect(await kinds()).toEqual(expect.arrayContaining(['hour', 'ledger']));
  });

  test('[ALR-3] counts a fault that stays, notes when it is gone, and opens another one after it was resolved', async () => {
    const break_ = (by: number) => sql()`update ledger_entry set amount_nano_usd = amount_nano_usd + ${by} where ctid in (
      select ctid from ledger_entry where tenant_id = ${company.tenantId} and budget_id is null order by id limit 1)`;
    await break_(1);
    await check();
    await check();
    const [first] = await unresolved();
    expect(first).toMatchObject({ seen_count: 2, state: 'open', source: 'conservation', severity: 'critical', cleared_at: null });
    await break_(-1);
    await check();
    const id = toPublicId('incident', first?.id ?? '');
    const gone = await getIncident.execute(admin(), { incident_id: id });
    expect(gone.state).toBe('open');
    expect(gone.cleared_at).not.toBeNull();
    expect(gone.timeline.map(({ kind }) => kind)).toEqual(['opened', 'cleared']);
    await break_(1);
    await check();
    await resolveIncident.execute(admin(), { incident_id: id, note: 'Booked by hand' });
    await check();
    const [second] = await unresolved();
    expect(second?.id).not.toBe(first?.id);
    const { timeline } = await getIncident.execute(admin(), { incident_id: id });
    expect(timeline.map(({ kind }) => kind)).toEqual(['opened', 'cleared', 'returned', 'resolved']);
    expect(timeline.at(-1)).toMatchObject({ note: 'Booked by hand', user_name: 'admin' });
  });

  test('a slice kind of the past is noted as gone only after a walk that did not meet it', async () => {
    const [{ id = '' } = {}] = await sql()<{ id: string }[]>`
      select id from usage_event where tenant_id = ${company.tenantId} order by occurred_at limit 1`;
    const change = (by: number) =>
      sql()`update usage_event set cost_nano_usd = cost_nano_usd + ${by} where tenant_id = ${company.tenantId} and id = ${id}`;
    await change(1);
    await checkWhole();
    await change(-1);
    await check();
    expect((await unresolved())[0]?.cleared_at).toBeNull();
    await checkWhole();
    await checkWhole();
    expect((await unresolved())[0]?.cleared_at).not.toBeNull();
  });

  test('a company sees its own incidents alone, and a person without the permission none', async () => {
    const rival = await createSampleCompany(database, `rival-${runs}`);
    await postCalls(database, [companyCall(rival, { atMs: Date.now() })]);
    await sql()`update usage_hour set requests = requests + 1 where tenant_id = ${rival.tenantId}`;
    await checkAll();
    expect(await unresolved()).toEqual([]);
    await expect(listIncidents.execute(invocationOf(runtime, rival, rival.member), {})).rejects.toMatchObject({ code: 'forbidden' });
    expect((await listIncidents.execute(invocationOf(runtime, rival, rival.admin), {})).data).toHaveLength(1);
  });
});
