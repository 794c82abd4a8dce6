import { setTimeout as sleep } from 'node:timers/promises';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tenant } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import { getCosts, getDashboard, getMembers, getModels, getOverview, getTeamAnalytics } from '#lib/analytics/index.ts';
import { resolveSpendScopes } from '#lib/budgets/spend-scope.ts';
import { sumSpend } from '#lib/budgets/sum-spend.ts';
import type { CommandRuntime } from '#lib/command/context.ts';
import type { Executable } from '#lib/command/executable.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { silentLogger } from '#lib/core/logger.ts';
import { closeDays, closeDaysOf } from '#lib/usage/close-days.ts';
import { EventPoster } from '#lib/usage/post-batch.ts';
import { reconcileSlice } from '#lib/usage/reconcile.ts';
import { busyCalls, companyCall, postCalls } from '#tests/support/company-calls.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { commandRuntimeOf, createSampleCompany, invocationOf, type SampleCompany } from '#tests/support/sample-company.ts';

/** [ANA-1] An overview is the same whether days were added up before or not. */

let database: TestDatabase;
let runtime: CommandRuntime;
let company: SampleCompany;

const dayMs = 86_400_000;
/** Fifty answers are asked for three times over. */
const timeout = 120_000;
// The database's own clock decides which days are over.
const nowMs = Date.now();

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = { ...commandRuntimeOf(database), clock: { now: () => nowMs } };
  company = await createSampleCompany(database, 'acme');
  await postCalls(database, [...busyCalls(company, { count: 4000, fromMs: nowMs - 70 * dayMs, toMs: nowMs, seed: 5 })]);
  const odd = Array.from({ length: 160 }, (_, index) => {
    const status = (['succeeded', 'failed', 'cancelled', 'refused'] as const)[index % 4] ?? 'failed';
    const policy = index % 3 === 0 ? { policy: { outcome: index % 2 === 0 ? ('allow' as const) : ('deny' as const), policies: [] } } : {};
    const by = { departmentId: company.engineeringId, teamId: index % 2 === 0 ? company.searchId : company.fieldId };
    const outcome = {
      status,
      errorCode: index % 8 === 1 ? 'provider_timeout' : null,
      costState: index % 5 === 0 ? 'unpriced' : 'priced',
    } as const;
    return companyCall(company, {
      atMs: nowMs - index * 11 * 3_600_000 - 60_000,
      by,
      model: 'gpt-4o',
      costNanoUsd: 2_000_000_000n,
      ...policy,
      ...outcome,
    });
  });
  await postCalls(database, odd);
});
afterAll(() => database.drop());

const overview = (input: object, person = company.admin) => getOverview.execute(invocationOf(runtime, company, person), input);
const closed = () =>
  database.superuser<{ day_at: string }[]>`select day_at from usage_closed_day where tenant_id = ${company.tenantId} order by 1`;
const hour = (ms: number) => new Date(ms - (ms % 3_600_000));
const lateCall = () => companyCall(company, { atMs: nowMs - 10 * dayMs, by: { teamId: company.searchId }, costNanoUsd: 123_456_789n });

/** Where hours, days, their parts and the calls do not agree. */
const differences = () => reconcileSlice(database.superuser, company.tenantId, { from: hour(nowMs - 71 * dayMs), to: hour(nowMs + dayMs) });

const ask = (executable: Executable, input: object, person = company.admin) =>
  executable.execute(invocationOf(runtime, company, person), input);

/** What scopes of every kind spent in stretches that days fit into and in some that cut them: alone, and more of them than share a pass. */
async function spending() {
  const { tenantId, engineeringId, searchId, fieldId, member } = company;
  const keys = [
    ...[{ kind: 'tenant', value: '' } as const, { kind: 'department', value: engineeringId } as const],
    ...[{ kind: 'team', value: searchId } as const, { kind: 'team', value: fieldId } as const],
    ...[{ kind: 'user', value: member.userId } as const, { kind: 'model', value: 'gpt-4o' } as const],
    ...[{ kind: 'provider', value: 'openai' } as const, { kind: 'environment', value: fieldId } as const],
  ];
  const midnightMs = nowMs - (nowMs % dayMs);
  const periods = [
    [midnightMs - 30 * dayMs, midnightMs],
    [midnightMs - 60 * dayMs, midnightMs - 31 * dayMs, midnightMs - 30 * dayMs + 5 * 3_600_000, nowMs],
    [nowMs - 20 * dayMs - 12_345, nowMs - 3 * dayMs + 999],
    [nowMs - 3_600_000 * 5, nowMs],
  ];
  const found: unknown[] = [];
  await inTenant(database.databases.app, tenantId, async (tx) => {
    const ctx = { tx, tenantId, now: new Date(nowMs) };
    const scopes = await resolveSpendScopes(ctx, keys);
    for (const edges of periods) {
      for (const scope of scopes) found.push(await sumSpend(ctx, [{ scope, edges }]));
      const all = scopes.map((scope) => ({ scope, edges }));
      found.push(await sumSpend(ctx, [...all, ...all.map(({ scope }) => ({ scope, edges: [nowMs - 40 * dayMs, nowMs] }))]));
    }
  });
  return found;
}

/** Answers of every shape that reads sums. */
async function answers() {
  const searchId = toPublicId('team', company.searchId);
  const from = new Date(nowMs - 45 * dayMs - 12_345).toISOString();
  const to = new Date(nowMs - 3 * dayMs + 999).toISOString();
  const asked = [
    { range: '30d' },
    { range: '90d', compare: 'none' },
    { range: 'all' },
    { range: '7d', time_zone: 'America/New_York' },
    { range: '30d', time_zone: 'Asia/Kolkata' },
    { range: 'custom', from, to },
    { range: '30d', team_id: searchId },
    { range: '30d', model: 'gpt-4o' },
    { range: '30d', team_id: searchId, model: 'gpt-4o' },
    { range: '30d', user_id: toPublicId('user', company.member.userId) },
    { range: '30d', provider: 'openai' },
    { range: 'today' },
    { range: 'custom', from, to, bucket: 'day', time_zone: 'Europe/Berlin' },
  ];
  const found: unknown[] = [await spending()];
  // The period before ends late in a day, and shortly before and after noon or 18:00: read are the whole day or what is before one of the two,
  // less the hours behind the end or with those up to it.
  for (const hours of [20.51, 9.51, 12.51, 17.51]) {
    const from = new Date(nowMs - (nowMs % dayMs) - 20 * dayMs + hours * 3_600_000).toISOString();
    const cut = { range: 'custom', from, to };
    found.push(await overview(cut), await ask(getMembers, cut), await ask(getDashboard, { ...cut, include: 'breakdown' }));
    for (const group_by of ['user', 'team', 'team,model']) found.push(await ask(getCosts, { ...cut, group_by, series: 'false' }));
  }
  for (const input of asked) found.push(await overview(input));
  found.push(await overview({ range: '30d' }, company.lead), await overview({ range: '30d' }, company.member));
  const include = 'costs,usage,performance,breakdown,compliance';
  for (const input of [{ range: '30d' }, { range: '7d', team_id: searchId }, { range: '30d', model: 'gpt-4o' }, { range: 'today' }])
    found.push(await ask(getDashboard, { ...input, include }));
  for (const range of ['today', '30d', '90d']) {
    found.push(await ask(getMembers, { range }), await ask(getModels, { range, compare: 'none' }));
    for (const group_by of ['user', 'team,model', 'user,model', 'project', 'key,model'])
      found.push(await ask(getCosts, { range, group_by, series: group_by === 'team,model' ? 'true' : 'false' }));
  }
  found.push(await ask(getTeamAnalytics, { team_id: searchId, range: '30d', include: 'usage,insights,compliance' }));
  return found;
}

test('[ANA-1] overviews are the very same when days are closed', { timeout }, async () => {
  const before = await answers();
  expect(await closed()).toEqual([]);
  // As it was half a day ago: the newest day stands in the middle, and takes the hours behind it in afterwards.
  const earlier = await closeDaysOf(database.databases, company.tenantId, { upTo: new Date(nowMs - dayMs / 2) });
  expect(earlier).toBeGreaterThanOrEqual(69);
  expect(await answers()).toEqual(before);
  const count = await closeDays(database.databases, { logger: silentLogger, signal: new AbortController().signal });
  expect(count).toBeGreaterThanOrEqual(1);
  expect(count).toBeLessThanOrEqual(2);
  expect(await answers()).toEqual(before);
  const spans = await database.superuser<
    { days: number }[]
  >`select distinct days from usage_closed_span where tenant_id = ${company.tenantId} order by 1`;
  expect(spans.map(({ days }) => days)).toEqual([0, 2, 4, 8, 16, 32]);
  expect(await differences()).toEqual([]);
  expect(await closeDaysOf(database.databases, company.tenantId)).toBe(0);
});

test('[ANA-1] overviews are the very same while days are closed and spans are not yet, as after an upgrade', { timeout }, async () => {
  const { superuser } = database;
  const spans = () => superuser`select days, start_at, end_at from usage_closed_span where tenant_id = ${company.tenantId} order by 1, 2`;
  const known = await spans();
  const withSpans = await answers();
  await superuser`truncate usage_closed_span, usage_span_part, usage_latency_span, usage_work_span`;
  expect(await answers()).toEqual(withSpans);
  expect(await closeDaysOf(database.databases, company.tenantId)).toBe(0);
  expect(await spans()).toEqual(known);
});

test('days end where the organization’s do, summer time included, and take hours in an hour after they end', async () => {
  const days = (await closed()).map((row) => new Date(row.day_at));
  const local = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Berlin', hour: '2-digit', minute: '2-digit' });
  for (const day of days) expect(local.format(day)).toBe('00:00');
  const [last] = await database.superuser<{ until: string }[]>`
    select max(next_day_at) as until from usage_closed_day where tenant_id = ${company.tenantId}`;
  const openMs = Date.now() - new Date(last?.until ?? 0).getTime();
  expect(openMs).toBeGreaterThanOrEqual(3_600_000);
  expect(openMs).toBeLessThan(2 * 3_600_000 + 60_000);
});

test('a late call opens its day again, and is in the sums at once', async () => {
  const count = (await closed()).length;
  const before = await overview({ range: '30d' });
  const at = new Date(nowMs - 10 * dayMs).toISOString();
  const spans = () => database.superuser<{ days: number }[]>`select days from usage_closed_span where tenant_id = ${company.tenantId}
    and days > 0 and start_at <= ${at}::timestamptz and end_at > ${at}::timestamptz`;
  expect((await spans()).length).toBeGreaterThan(0);
  await postCalls(database, [lateCall()]);
  expect(await closed()).toHaveLength(count - 1);
  expect(await spans()).toEqual([]);
  const after = await overview({ range: '30d' });
  expect(after.totals.cost_usd).toBe(before.totals.cost_usd + 123_456_789n);
  expect(after.totals.requests).toBe(before.totals.requests + 1);
  expect(await closeDaysOf(database.databases, company.tenantId)).toBe(1);
  expect(await overview({ range: '30d' })).toEqual(after);
  expect(await differences()).toEqual([]);
});

test('closing waits for a late posting that is under way, and the posting for the closing', async () => {
  const before = await overview({ range: '30d' });
  await postCalls(database, [lateCall()]);
  const poster = new EventPoster(database.databases.ingest.$client);
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const posting = poster.post([lateCall()], () => held);
  await sleep(200);
  let isClosed = false;
  const closing = closeDaysOf(database.databases, company.tenantId).then((days) => {
    isClosed = true;
    return days;
  });
  await sleep(300);
  expect(isClosed).toBe(false);
  release();
  await posting;
  expect(await closing).toBe(1);
  const after = await overview({ range: '30d' });
  expect(after.totals.cost_usd).toBe(before.totals.cost_usd + 2n * 123_456_789n);
});

test('after a change of the time zone the days of the old one are not used, and then replaced', async () => {
  const { tenantId } = company;
  const inNewYork = { range: '30d', time_zone: 'America/New_York' };
  const before = await overview(inNewYork);
  await inTenant(database.databases.app, tenantId, (tx) =>
    tx.update(tenant).set({ timeZone: 'America/New_York' }).where(eq(tenant.tenantId, tenantId)),
  );
  expect(await overview(inNewYork)).toEqual(before);
  expect(await closeDaysOf(database.databases, tenantId)).toBeGreaterThan(60);
  expect(await overview(inNewYork)).toEqual(before);
  const zones = await database.superuser`select distinct time_zone from usage_closed_day where tenant_id = ${tenantId}`;
  expect(zones.map((row) => row.time_zone)).toEqual(['America/New_York']);
});

test('days that do not begin on the hour stay open', async () => {
  const { tenantId } = company;
  await inTenant(database.databases.app, tenantId, (tx) =>
    tx.update(tenant).set({ timeZone: 'Asia/Kolkata' }).where(eq(tenant.tenantId, tenantId)),
  );
  expect(await closeDaysOf(database.databases, tenantId)).toBe(0);
  expect(await closed()).toEqual([]);
});
