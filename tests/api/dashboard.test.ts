import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getDashboard } from '#lib/analytics/index.ts';
import type { CommandRuntime } from '#lib/command/context.ts';
import { toPublicId, uuidTimeMs } from '#lib/core/ids.ts';
import { closeDaysOf } from '#lib/usage/close-days.ts';
import type { UsageEvent } from '#lib/usage/usage-event.ts';
import { busyCalls, companyCall, postCalls } from '#tests/support/company-calls.ts';
import { faultOf } from '#tests/support/company-scene.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import {
  commandRuntimeOf,
  createSampleCompany,
  invocationOf,
  type SampleCompany,
  type SamplePerson,
} from '#tests/support/sample-company.ts';
import { findUsageFaults } from '#tests/support/usage-tenants.ts';

let database: TestDatabase;
let runtime: CommandRuntime;
let company: SampleCompany;
let posted: readonly UsageEvent[];

const dayMs = 86_400_000;
// The database's own clock decides which days are over.
const nowMs = Date.now();
const fromMs = nowMs - 25 * dayMs + 1234;
const range = { range: 'custom', from: new Date(fromMs).toISOString(), to: new Date(nowMs).toISOString() };

/** Calls of endpoints and tasks of all kinds, some of them answered by a cache. */
function* workCalls(): Generator<UsageEvent> {
  const kinds = [
    { protocol: 'openai.chat_completions', taskType: null },
    { protocol: 'anthropic.messages', taskType: 'code_review' },
    { protocol: 'openai.responses', taskType: 'SQL' },
    { protocol: 'openai.chat_completions', taskType: 'decode_letters' },
    { protocol: 'openai.images_generations', taskType: 'code' },
    { protocol: 'openai.realtime', taskType: null },
  ];
  const by = { departmentId: company.salesId, teamId: company.fieldId, userId: company.seller.userId };
  for (let index = 0; index < 300; index += 1) {
    const kind = kinds[index % kinds.length];
    const saved = index % 5 === 0 ? { cacheState: 'hit' as const, savedNanoUsd: 1_234_567n, costNanoUsd: 0n } : {};
    yield companyCall(company, { atMs: nowMs - 60_000 - Math.floor((index * 40 * dayMs) / 300), by, ...kind, ...saved });
  }
}

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = { ...commandRuntimeOf(database), clock: { now: () => nowMs } };
  company = await createSampleCompany(database, 'acme');
  posted = [...busyCalls(company, { count: 3000, fromMs: nowMs - 60 * dayMs, toMs: nowMs - 1000, seed: 3 }), ...workCalls()];
  await postCalls(database, posted);
  await closeDaysOf(database.databases, company.tenantId);
});
afterAll(() => database.drop());

const dashboard = (input: object, person: SamplePerson = company.admin) =>
  getDashboard.execute(invocationOf(runtime, company, person), input);
const inRange = (condition: (event: UsageEvent) => boolean = () => true) =>
  posted.filter((event) => uuidTimeMs(event.id) >= fromMs && uuidTimeMs(event.id) < nowMs && condition(event));
const costOf = (events: readonly UsageEvent[]): bigint => events.reduce((sum, event) => sum + event.costNanoUsd, 0n);

function modalityOf({ protocol, taskType }: UsageEvent): string {
  if (protocol.startsWith('openai.images')) return 'image';
  if (protocol === 'openai.realtime') return 'audio';
  return taskType === 'code_review' || taskType === 'SQL' ? 'code' : 'text';
}

describe('[ANA-1] the dashboard', () => {
  const scopes: readonly [string, () => object, (event: UsageEvent) => boolean, (() => SamplePerson)?][] = [
    ['the organization', () => ({}), () => true],
    ['a team', () => ({ team_id: toPublicId('team', company.fieldId) }), ({ attribution }) => attribution.teamId === company.fieldId],
    [
      'a department',
      () => ({ department_id: toPublicId('department', company.salesId) }),
      ({ attribution }) => attribution.departmentId === company.salesId,
    ],
    ['a provider, from calls', () => ({ provider: 'sandbox' }), ({ provider }) => provider === 'sandbox'],
    ['oneself', () => ({}), ({ attribution }) => attribution.userId === company.seller.userId, () => company.seller],
    [
      'a lead',
      () => ({}),
      ({ attribution }) => attribution.teamId === company.searchId || attribution.userId === company.lead.userId,
      () => company.lead,
    ],
  ];

  test.each(scopes)('[ANA-8] of %s counts exactly what the calls say', async (_, input, condition, person) => {
    const calls = inRange(condition);
    const answer = await dashboard({ ...range, ...input(), compare: 'none', top: 50, time_zone: 'Europe/Berlin' }, person?.());
    expect(answer.totals).toMatchObject({ requests: calls.length, cost_usd: costOf(calls) });
    const saved = calls.reduce((sum, { savedNanoUsd }) => sum + savedNanoUsd, 0n);
    expect(answer.costs).toMatchObject({ cache_savings_usd: saved, baseline_usd: costOf(calls) + saved });
    for (const [modality, found] of Object.entries(answer.usage?.modalities ?? {})) {
      const own = calls.filter((event) => modalityOf(event) === modality);
      expect(found, modality).toMatchObject({ requests: own.length, cost_usd: costOf(own) });
    }
    const tasks = Map.groupBy(calls, ({ taskType }) => taskType);
    expect(answer.usage?.task_types).toHaveLength(tasks.size);
    for (const task of answer.usage?.task_types ?? []) expect(task.requests).toBe(tasks.get(task.task_type)?.length);
    const errors = Map.groupBy(
      calls.filter(({ status }) => status !== 'succeeded'),
      ({ errorCode, status }) => errorCode ?? status,
    );
    expect(Object.fromEntries((answer.performance?.errors ?? []).map(({ code, requests }) => [code, requests]))).toEqual(
      Object.fromEntries([...errors].map(([code, found]) => [code, found.length])),
    );
    for (const list of Object.values(answer.breakdown ?? {})) {
      expect(list.items.reduce((sum, { requests }) => sum + requests, list.other.requests)).toBe(calls.length);
    }
  });

  test('names the hours of the week in which calls come, by whole hours', async () => {
    const from = new Date(nowMs - (nowMs % 3_600_000) - 7 * dayMs);
    const { usage } = await dashboard({ range: 'custom', from: from.toISOString(), to: range.to, time_zone: 'America/New_York' });
    const calls = posted.filter((event) => uuidTimeMs(event.id) >= from.getTime());
    expect(usage?.peak_hours?.flat().reduce((sum, requests) => sum + requests, 0)).toBe(calls.length);
    const weekday = new Intl.DateTimeFormat('en-US', { timeZone: 'America/New_York', weekday: 'short', hour: '2-digit', hour12: false });
    const keyOf = (event: UsageEvent) => weekday.format(uuidTimeMs(event.id)).replace('24', '00');
    const byHour = Map.groupBy(calls, keyOf);
    const busiest = [...byHour].sort(([, a], [, b]) => b.length - a.length)[0];
    const [day = '', hour = ''] = (busiest?.[0] ?? '').split(', ');
    expect(usage?.peak_hours?.[['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(day)]?.[Number(hour)]).toBe(busiest?.[1].length);
  });

  test('answers only what is asked for, and says null where sums are not kept and calls are too many days', async () => {
    const costs = await dashboard({ range: '30d', include: 'costs' });
    expect([costs.usage, costs.performance, costs.breakdown, costs.compliance, costs.budgets]).toEqual([null, null, null, null, null]);
    expect(costs.costs?.forecast).toMatchObject({ days: 7 });
    const forecast = costs.costs?.forecast;
    expect(
      (forecast?.low_usd ?? 1n) <= (forecast?.expected_usd ?? 0n) && (forecast?.expected_usd ?? 1n) <= (forecast?.high_usd ?? 0n),
    ).toBe(true);
    const long = await dashboard({ range: '90d', provider: 'openai', include: 'usage,costs' });
    expect([long.usage?.modalities, long.usage?.task_types, long.costs?.cache_savings_usd]).toEqual([null, null, null]);
    expect((await dashboard({ range: '90d', include: 'usage' })).usage?.modalities).not.toBeNull();
    expect((await dashboard({ range: '30d', include: 'budgets' })).budgets).toMatchObject({ exceeded: 0 });
    expect((await dashboard({ range: '30d', include: 'budgets' }, company.member)).budgets).toBeNull();
    expect(await faultOf(dashboard({ include: 'weather' }))).toBe('validation_failed /include/0');
    expect(await faultOf(dashboard({}, company.guest))).toBe('forbidden');
  });

  test('stands on sums that agree with the calls', async () => {
    expect(await findUsageFaults(database, [company.tenantId])).toEqual([]);
  });
});
