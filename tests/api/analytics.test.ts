// This file is long because one company with known calls serves all its questions.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { followEvents, getOverview } from '#lib/analytics/index.ts';
import type { CommandRuntime } from '#lib/command/context.ts';
import { encodeOutput } from '#lib/command/steps.ts';
import { newUuid, toPublicId, uuidTimeMs } from '#lib/core/ids.ts';
import type { UsageEvent } from '#lib/usage/usage-event.ts';
import { busyCalls, companyCall, postCalls } from '#tests/support/company-calls.ts';
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
let posted: readonly UsageEvent[];

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** A Friday afternoon, at no whole hour anywhere. */
const nowMs = Date.UTC(2026, 10, 20, 14, 17, 23, 456);

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = { ...commandRuntimeOf(database), clock: { now: () => nowMs } };
  company = await createSampleCompany(database, 'acme');
  posted = [
    ...busyCalls(company, { count: 6000, fromMs: nowMs - 61 * dayMs, toMs: nowMs, seed: 11 }),
    // On both sides of midnights and of the present minute a period ago, where a mistake would show.
    ...[0, 1, -1, 29 * 60_000, 31 * 60_000].flatMap((offset) => [
      companyCall(company, { atMs: Date.UTC(2026, 10, 17) + offset }),
      companyCall(company, { atMs: Date.UTC(2026, 10, 16, 18, 30) + offset }),
      companyCall(company, { atMs: Date.UTC(2026, 10, 16, 23) + offset }),
      companyCall(company, { atMs: nowMs - 7 * dayMs + offset }),
    ]),
    companyCall(company, { atMs: nowMs - hourMs, by: { userId: company.member.userId }, costNanoUsd: 0n, costState: 'zero' }),
  ];
  await postCalls(database, posted);
});
afterAll(() => database.drop());

const overview = (input: object, person: SamplePerson = company.admin) =>
  getOverview.execute(invocationOf(runtime, company, person), input);
const atMsOf = (event: UsageEvent): number => uuidTimeMs(event.id);
const costOf = (events: readonly UsageEvent[]): bigint => events.reduce((sum, event) => sum + event.costNanoUsd, 0n);
const between = (fromMs: number, toMs: number, condition: (event: UsageEvent) => boolean = () => true) =>
  posted.filter((event) => atMsOf(event) >= fromMs && atMsOf(event) < toMs && condition(event));

/** The local day of an instant, by another implementation of time zones than PostgreSQL's. */
const localDay = (ms: number, timeZone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(ms);

describe('[ANA-1] the overview', () => {
  test.each([['UTC'], ['Europe/Berlin'], ['America/New_York'], ['Asia/Kolkata'], ['Asia/Kathmandu'], ['Pacific/Chatham']])(
    'sums days of %s exactly, today not complete',
    async (timeZone) => {
      const { series, totals, range, previous_series: previous } = await overview({ range: '30d', time_zone: timeZone });
      expect(range).toMatchObject({ time_zone: timeZone, bucket: 'day', is_open: true });
      expect(series).toHaveLength(30);
      const expected = new Map<string, bigint>();
      for (const event of between(range.from.getTime(), nowMs)) {
        const day = localDay(atMsOf(event), timeZone);
        expected.set(day, (expected.get(day) ?? 0n) + event.costNanoUsd);
      }
      for (const point of series)
        expect(point.cost_usd, point.at.toISOString()).toBe(expected.get(localDay(point.at.getTime(), timeZone)) ?? 0n);
      expect(totals.cost_usd).toBe(costOf(between(range.from.getTime(), nowMs)));
      expect(series.reduce((sum, point) => sum + point.requests, 0)).toBe(totals.requests);
      expect(previous).toHaveLength(30);
    },
  );

  test('compares with the same days before, up to the same time of day', async () => {
    const answer = await overview({ range: '7d', time_zone: 'UTC' });
    const fromMs = Date.UTC(2026, 10, 14);
    expect(answer.range.from.getTime()).toBe(fromMs);
    expect(answer.previous_range).toEqual({ from: new Date(fromMs - 7 * dayMs), to: new Date(nowMs - 7 * dayMs) });
    expect(answer.totals.cost_usd).toBe(costOf(between(fromMs, nowMs)));
    expect(answer.previous_totals?.cost_usd).toBe(costOf(between(fromMs - 7 * dayMs, nowMs - 7 * dayMs)));
    expect(answer.previous_totals?.requests).toBe(between(fromMs - 7 * dayMs, nowMs - 7 * dayMs).length);
  });

  test('days of summer time are whole days, with 25 hours where they have them', async () => {
    // Clocks in New York went back on 1 November 2026.
    const from = '2026-10-31T04:00:00Z';
    const to = '2026-11-03T05:00:00Z';
    const { series } = await overview({ range: 'custom', from, to, time_zone: 'America/New_York', bucket: 'day' });
    expect(series.map((point) => point.at.toISOString())).toEqual([
      '2026-10-31T04:00:00.000Z',
      '2026-11-01T04:00:00.000Z',
      '2026-11-02T05:00:00.000Z',
    ]);
    expect(series[1]?.cost_usd).toBe(costOf(between(Date.parse('2026-11-01T04:00:00Z'), Date.parse('2026-11-02T05:00:00Z'))));
  });

  test('a range that begins and ends at any millisecond is exact, by the hour too', async () => {
    const fromMs = nowMs - 9 * dayMs + 1234;
    const toMs = nowMs - 7 * dayMs + 1;
    const input = { range: 'custom', from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString(), bucket: 'hour' };
    const { series, totals, previous_totals: previous } = await overview(input);
    expect(totals.cost_usd).toBe(costOf(between(fromMs, toMs)));
    expect(previous?.cost_usd).toBe(costOf(between(fromMs - (toMs - fromMs), fromMs)));
    for (const [index, point] of series.entries()) {
      const end = series[index + 1]?.at.getTime() ?? toMs;
      expect(point.requests).toBe(between(point.at.getTime(), end).length);
    }
  });

  test('today is short, all begins with the first call and compares with nothing', async () => {
    const today = await overview({ range: 'today', time_zone: 'UTC' });
    expect(today.range).toMatchObject({ bucket: 'hour', from: new Date(Date.UTC(2026, 10, 20)) });
    expect(today.totals.requests).toBe(between(Date.UTC(2026, 10, 20), nowMs).length);
    expect(today.series).toHaveLength(15);
    const all = await overview({ range: 'all' });
    expect(all.totals.requests).toBe(posted.length);
    expect(all.totals.cost_usd).toBe(costOf(posted));
    expect(all.previous_totals).toBeNull();
  });

  test('every total is the sum of its list and the rest, and the list is the largest', async () => {
    const { top, totals } = await overview({ range: '30d', top: 5, time_zone: 'UTC' });
    for (const [kind, list] of Object.entries(top)) {
      expect(list.items.length, kind).toBeLessThanOrEqual(5);
      expect(
        list.items.reduce((sum, item) => sum + item.cost_usd, list.other.cost_usd),
        kind,
      ).toBe(totals.cost_usd);
      expect(
        list.items.reduce((sum, item) => sum + item.requests, list.other.requests),
        kind,
      ).toBe(totals.requests);
    }
    const inRange = between(nowMs - 30 * dayMs, nowMs).filter((event) => atMsOf(event) >= Date.UTC(2026, 9, 22));
    const byModel = Map.groupBy(inRange, (event) => event.model);
    const largest = [...byModel]
      .map(([model, events]) => ({ id: model, cost_usd: costOf(events) }))
      .sort((a, b) => (a.cost_usd < b.cost_usd ? 1 : -1));
    expect(top.models.items.map(({ id, cost_usd }) => ({ id, cost_usd }))).toEqual(largest.slice(0, 5));
    expect(top.models.other.count).toBe(byModel.size - 5);
    expect(top.users.items.some((item) => item.name === 'member')).toBe(true);
    const [first] = top.teams.items;
    expect(first).toMatchObject({ id: toPublicId('team', company.searchId), name: 'Search' });
    const before = between(Date.UTC(2026, 8, 22), nowMs - 30 * dayMs, (event) => event.attribution.teamId === company.searchId);
    expect(first?.previous_cost_usd).toBe(costOf(before));
  });

  test('statuses add up, the error rate leaves out what no provider was asked, people and keys are counted', async () => {
    const { totals } = await overview({ range: 'all' });
    const { requests, succeeded, failed, refused, cancelled, interrupted } = totals;
    expect(succeeded + failed + refused + cancelled + interrupted).toBe(requests);
    expect(failed).toBe(posted.filter((event) => event.status === 'failed').length);
    expect(totals.error_rate).toBeCloseTo(failed / (succeeded + failed), 12);
    const distinct = (pick: (event: UsageEvent) => string | null) => new Set(posted.map(pick).filter((id) => id !== null)).size;
    expect(totals.active_users).toBe(distinct((event) => event.attribution.userId));
    expect(totals.active_keys).toBe(distinct((event) => event.attribution.keyId));
    expect(totals.input_tokens).toBe(posted.reduce((sum, event) => sum + (event.usage.input ?? 0), 0));
  });

  test('percentiles are within two per cent, from histograms and from calls', async () => {
    const quantile = (events: readonly UsageEvent[], q: number): number => {
      const sorted = events
        .filter((event) => event.attempts > 0)
        .map((event) => event.latencyMs)
        .sort((a, b) => a - b);
      return sorted[Math.floor(q * (sorted.length - 1))] ?? 0;
    };
    const cases: readonly (readonly [object, (event: UsageEvent) => boolean])[] = [
      [{}, () => true],
      [{ team_id: toPublicId('team', company.searchId) }, (event) => event.attribution.teamId === company.searchId],
      [{ model: 'gpt-4o' }, (event) => event.model === 'gpt-4o'],
      [{ user_id: toPublicId('user', company.member.userId) }, (event) => event.attribution.userId === company.member.userId],
      [{ provider: 'openai' }, (event) => event.provider === 'openai'],
    ];
    for (const [input, condition] of cases) {
      const { totals } = await overview({ range: 'all', ...input });
      const events = posted.filter(condition);
      for (const [found, q] of [
        [totals.latency_p50_ms, 0.5],
        [totals.latency_p95_ms, 0.95],
      ] as const) {
        const expected = quantile(events, q);
        expect(Math.abs((found ?? 0) - expected) / expected, JSON.stringify(input)).toBeLessThanOrEqual(0.021);
      }
      expect(totals.first_token_p95_ms).toBeNull();
    }
  });

  test('narrows to a person, a team, a key, a provider, and to what never was', async () => {
    const isSearch = (event: UsageEvent) => event.attribution.teamId === company.searchId;
    const cases: readonly (readonly [object, (event: UsageEvent) => boolean])[] = [
      [{ team_id: toPublicId('team', company.searchId) }, isSearch],
      [
        { department_id: toPublicId('department', company.engineeringId) },
        (event) => event.attribution.departmentId === company.engineeringId,
      ],
      [{ department_id: toPublicId('department', company.salesId) }, () => false],
      [
        { user_id: toPublicId('user', company.seller.userId), model: 'o3' },
        (event) => event.attribution.userId === company.seller.userId && event.model === 'o3',
      ],
      [{ provider: 'sandbox' }, (event) => event.provider === 'sandbox'],
      [{ key_id: toPublicId('key', newUuid()) }, () => false],
    ];
    for (const [input, condition] of cases) {
      const { totals } = await overview({ range: 'all', ...input });
      expect(totals.requests, JSON.stringify(input)).toBe(posted.filter(condition).length);
      expect(totals.cost_usd).toBe(costOf(posted.filter(condition)));
    }
  });

  test('people see their own sums, leads those of their team, administrators all, others none', async () => {
    const own = (person: SamplePerson) => (event: UsageEvent) => event.attribution.userId === person.userId;
    const requestsOf = async (person: SamplePerson, input: object = {}) =>
      (await overview({ range: 'all', ...input }, person)).totals.requests;
    expect(await requestsOf(company.member)).toBe(posted.filter(own(company.member)).length);
    const ofLead = posted.filter((event) => event.attribution.teamId === company.searchId || own(company.lead)(event));
    expect(await requestsOf(company.lead)).toBe(ofLead.length);
    const inField = posted.filter((event) => event.attribution.teamId === company.fieldId && own(company.lead)(event));
    expect(await requestsOf(company.lead, { team_id: toPublicId('team', company.fieldId) })).toBe(inField.length);
    await expect(overview({}, company.guest)).rejects.toMatchObject({ code: 'forbidden' });
    const other = await createSampleCompany(database, 'other');
    const foreign = await getOverview.execute(invocationOf(runtime, other, other.admin), {
      range: '90d',
      team_id: toPublicId('team', company.searchId),
    });
    expect(foreign.totals).toMatchObject({ requests: 0, cost_usd: 0n, error_rate: null });
  });

  test('refuses ranges that make no sense or no picture', async () => {
    const refusal = (input: object) => expect(overview(input)).rejects;
    await refusal({ range: 'custom' }).toMatchObject({ errors: [{ pointer: '/from' }] });
    await refusal({ range: 'custom', from: '2026-02-01T00:00:00Z', to: '2026-01-01T00:00:00Z' }).toMatchObject({
      errors: [{ pointer: '/from' }],
    });
    await refusal({ range: 'custom', from: '2000-01-01T00:00:00Z', to: '2026-01-01T00:00:00Z' }).toMatchObject({
      errors: [{ pointer: '/from' }],
    });
    await refusal({ range: '90d', bucket: 'hour' }).toMatchObject({ errors: [{ pointer: '/bucket' }] });
    await refusal({ time_zone: '+02:00' }).toMatchObject({ errors: [{ pointer: '/time_zone' }] });
  });
});

describe('[DX-3] live figures', () => {
  const open = async (person: SamplePerson, input: object = {}, lastId?: string) => {
    const ended = new AbortController();
    const live = { ...runtime, clock: { now: () => Date.now() } };
    const events = await followEvents.open(invocationOf(live, company, person), input, lastId, ended.signal);
    return { events, end: () => ended.abort() };
  };
  /** The first event of a stream that says something new. */
  const nextOf = async (events: Awaited<ReturnType<typeof open>>['events']) => {
    for (;;) {
      const { done, value } = await events.next();
      if (done) throw new Error('The stream ended');
      if (value !== null) return value;
    }
  };

  test('show a call within two seconds of its posting, to those who may see it', async () => {
    const watching = await open(company.admin);
    const searching = await open(company.lead);
    const before = await nextOf(watching.events);
    const ofLeadBefore = await nextOf(searching.events);
    expect(before.payload.pending_calls).toBe(0);
    expect(ofLeadBefore.payload.pending_calls).toBeNull();
    const event = companyCall(company, { atMs: Date.now(), by: { teamId: company.fieldId }, costNanoUsd: 7n });
    await postCalls(database, [event]);
    const postedAt = Date.now();
    const after = await nextOf(watching.events);
    expect(Date.now() - postedAt).toBeLessThan(2000);
    expect(after.payload.spend_today_usd).toBe(before.payload.spend_today_usd + 7n);
    expect(after.payload.requests_today).toBe(before.payload.requests_today + 1);
    expect(after.payload.last_call).toEqual({ id: event.id, at: new Date(uuidTimeMs(event.id)) });
    expect(() => encodeOutput(followEvents.operation, after.payload)).not.toThrow();
    watching.end();
    // Not the lead's team: the line stays open and says nothing.
    expect((await searching.events.next()).value).toBeNull();
    searching.end();
  });

  test('a resumed stream says nothing that was said already', async () => {
    const { events, end } = await open(company.admin);
    const { id } = await nextOf(events);
    end();
    const resumed = await open(company.admin, {}, id);
    expect((await resumed.events.next()).value).toBeNull();
    resumed.end();
  });

  test('a guest, who sees no usage, gets zeros and nobody else’s call', async () => {
    const { events, end } = await open(company.guest);
    expect((await nextOf(events)).payload).toMatchObject({ spend_today_usd: 0n, requests_today: 0, last_call: null, pending_calls: null });
    end();
  });

  test('ends at its next turn when the session is revoked', async () => {
    const { events, end } = await open(company.seller);
    await nextOf(events);
    await database.superuser`update session set revoked_at = now() where id = ${company.seller.sessionId}`;
    await expect(events.next()).rejects.toMatchObject({ code: 'unauthenticated' });
    end();
  });
});
