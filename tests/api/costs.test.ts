import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getCosts } from '#lib/analytics/index.ts';
import type { CommandRuntime } from '#lib/command/context.ts';
import { toPublicId, uuidTimeMs } from '#lib/core/ids.ts';
import type { UsageEvent } from '#lib/usage/usage-event.ts';
import { busyCalls, postCalls } from '#tests/support/company-calls.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import {
  commandRuntimeOf,
  createSampleCompany,
  invocationOf,
  type SampleCompany,
  type SamplePerson,
} from '#tests/support/sample-company.ts';

let database: TestDatabase;
let runtime: CommandRuntime;
let company: SampleCompany;
let other: SampleCompany;
let posted: readonly UsageEvent[];

const dayMs = 86_400_000;
const nowMs = Date.UTC(2026, 10, 20, 14, 17, 23, 456);

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = { ...commandRuntimeOf(database), clock: { now: () => nowMs } };
  company = await createSampleCompany(database, 'acme');
  other = await createSampleCompany(database, 'other');
  posted = [...busyCalls(company, { count: 3000, fromMs: nowMs - 20 * dayMs, toMs: nowMs, seed: 23 })];
  await postCalls(database, [...posted, ...busyCalls(other, { count: 50, fromMs: nowMs - 5 * dayMs, toMs: nowMs, seed: 5 })]);
});
afterAll(() => database.drop());

const costs = (input: object, person: SamplePerson = company.admin) => getCosts.execute(invocationOf(runtime, company, person), input);
const within = (fromMs: number, toMs: number) => posted.filter(({ id }) => uuidTimeMs(id) >= fromMs && uuidTimeMs(id) < toMs);
const custom = (fromMs: number, toMs: number) => ({
  range: 'custom',
  from: new Date(fromMs).toISOString(),
  to: new Date(toMs).toISOString(),
});

/** The same sums, added up call by call. */
function recount(events: readonly UsageEvent[], keyOf: (event: UsageEvent) => string): Map<string, { cost: bigint; requests: number }> {
  const sums = new Map<string, { cost: bigint; requests: number }>();
  for (const event of events) {
    const sum = sums.get(keyOf(event)) ?? { cost: 0n, requests: 0 };
    sums.set(keyOf(event), { cost: sum.cost + event.costNanoUsd, requests: sum.requests + 1 });
  }
  return sums;
}

const idOf = (kind: 'team' | 'user' | 'key', id: string | null): string => (id === null ? '' : toPublicId(kind, id));
const teamOf = ({ attribution }: UsageEvent): string => idOf('team', attribution.teamId);
const [fromMs, toMs] = [nowMs - 9 * dayMs - 12_345, nowMs - 2 * dayMs + 999];

describe('[ANA-7] costs by any dimensions', () => {
  test.each([
    ['team', teamOf],
    ['team,model', (event: UsageEvent) => `${teamOf(event)} ${event.model ?? ''}`],
    ['user', (event: UsageEvent) => idOf('user', event.attribution.userId)],
    ['provider,key', (event: UsageEvent) => `${event.provider ?? ''} ${idOf('key', event.attribution.keyId)}`],
  ])('by %s are what the calls add up to, to the nano-dollar and the millisecond', async (groupBy, keyOf) => {
    const found = await costs({ ...custom(fromMs, toMs), group_by: groupBy, limit: 1000, time_zone: 'Asia/Kolkata' });
    const expected = recount(within(fromMs, toMs), keyOf);
    const before = recount(within(fromMs - (toMs - fromMs), fromMs), keyOf);
    expect(found.groups.length).toBe(expected.size);
    expect(found.groups.length).toBeGreaterThan(1);
    for (const { group, cost_usd, requests, previous_cost_usd } of found.groups) {
      const key = group.map(({ id }) => id ?? '').join(' ');
      expect({ key, cost: cost_usd, requests }).toEqual({ key, ...expected.get(key) });
      expect(previous_cost_usd).toBe(before.get(key)?.cost ?? 0n);
    }
    expect(found.other).toEqual({ cost_usd: 0n, requests: 0, count: 0 });
    expect(found.total.requests).toBe(within(fromMs, toMs).length);
  });

  test('beyond the limit are told together, and all add up to the total', async () => {
    const all = await costs({ ...custom(fromMs, toMs), group_by: 'user,model', limit: 1000 });
    const few = await costs({ ...custom(fromMs, toMs), group_by: 'user,model', limit: 2 });
    expect(few.groups).toEqual(all.groups.slice(0, 2));
    expect(few.other.count).toBe(all.groups.length - 2);
    expect(few.groups.reduce((sum, { cost_usd }) => sum + cost_usd, few.other.cost_usd)).toBe(all.total.cost_usd);
    expect(few.groups.reduce((sum, { requests }) => sum + requests, few.other.requests)).toBe(all.total.requests);
  });

  test('come by bucket where asked for', async () => {
    const found = await costs({ ...custom(fromMs, toMs), group_by: 'model', series: 'true', time_zone: 'Europe/Berlin' });
    expect(found.starts.length).toBeGreaterThan(6);
    for (const { series, cost_usd } of [...found.groups, { series: found.series, cost_usd: found.total.cost_usd }]) {
      expect(series?.length).toBe(found.starts.length);
      expect(series?.reduce((sum, cost) => sum + cost, 0n)).toBe(cost_usd);
    }
    expect((await costs({ group_by: 'model' })).groups[0]?.series).toBeNull();
  });

  test('are one’s own for whoever sees no more, and nothing of another organization', async () => {
    const found = await costs({ ...custom(fromMs, toMs), group_by: 'user', limit: 1000 }, company.member);
    const own = within(fromMs, toMs).filter(({ attribution }) => attribution.userId === company.member.userId);
    expect(found.total.requests).toBe(own.length);
    expect(found.groups.every(({ group }) => group[0]?.id === toPublicId('user', company.member.userId))).toBe(true);
    const foreign = await costs({ team_id: toPublicId('team', other.searchId), group_by: 'model' });
    expect(foreign).toMatchObject({ groups: [], total: { requests: 0 }, other: { count: 0 } });
  });

  test.each([['team,team'], ['team,model,user,key'], ['colour'], [''], ["team'; drop table usage_hour; --"]])(
    'refuses to group by %j, and says where',
    async (groupBy) => {
      await expect(costs({ group_by: groupBy })).rejects.toMatchObject({
        code: 'validation_failed',
        errors: [{ pointer: expect.stringMatching(/^\/group_by/) }],
      });
    },
  );
});
