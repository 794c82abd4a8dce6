import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { efficiencyScore } from '#lib/analytics/efficiency-score.ts';
import {
  getCosts,
  getMembers,
  getModels,
  getOverview,
  getSettings,
  getTeamAnalytics,
  getTenantAnalytics,
  updateSettings,
} from '#lib/analytics/index.ts';
import { rankModels } from '#lib/analytics/rank-models.ts';
import type { CommandRuntime } from '#lib/command/context.ts';
import { encodeOutput } from '#lib/command/steps.ts';
import { toPublicId, uuidTimeMs } from '#lib/core/ids.ts';
import { giveFeedback } from '#lib/feedback/index.ts';
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

let database: TestDatabase;
let runtime: CommandRuntime;
let company: SampleCompany;
let posted: readonly UsageEvent[];

const dayMs = 86_400_000;
// The database's own clock decides which days are over.
const nowMs = Date.now();
const fromMs = nowMs - 20 * dayMs;
const range = { range: 'custom', from: new Date(fromMs).toISOString(), to: new Date(nowMs).toISOString() };

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = { ...commandRuntimeOf(database), clock: { now: () => nowMs } };
  company = await createSampleCompany(database, 'acme');
  const ofField = { departmentId: company.salesId, teamId: company.fieldId, userId: company.seller.userId };
  posted = [
    ...busyCalls(company, { count: 4000, fromMs: nowMs - 45 * dayMs, toMs: nowMs - 1000, seed: 7 }),
    ...Array.from({ length: 60 }, (_, index) =>
      companyCall(company, {
        ...{ atMs: nowMs - (index + 1) * 3_600_000, by: ofField, model: 'tts-1', protocol: 'openai.audio_speech' },
        ...{ usage: { input: null, cacheRead: null, cacheWrite: null, output: null, reasoning: null } },
      }),
    ),
  ];
  await postCalls(database, posted);
  await closeDaysOf(database.databases, company.tenantId);
});
afterAll(() => database.drop());

const as = (person: SamplePerson = company.admin) => invocationOf(runtime, company, person);
const inRange = (condition: (event: UsageEvent) => boolean = () => true) =>
  posted.filter((event) => uuidTimeMs(event.id) >= fromMs && uuidTimeMs(event.id) < nowMs && condition(event));
const costOf = (events: readonly UsageEvent[]): bigint => events.reduce((sum, event) => sum + event.costNanoUsd, 0n);
const countOf = (events: readonly UsageEvent[], ...statuses: readonly UsageEvent['status'][]) =>
  events.filter(({ status }) => statuses.includes(status)).length;

describe('[ANA-2] people', () => {
  test('each has the requests, costs, models and score that their calls say', async () => {
    const answer = await getMembers.execute(as(), { ...range, limit: 500 });
    const people = Map.groupBy(inRange(), (event) => event.attribution.userId);
    expect(answer.data).toHaveLength(people.size);
    const byModel = Map.groupBy(inRange(), (event) => event.model);
    const meanOf = (model: string | null): number => {
      const calls = byModel.get(model) ?? [];
      return Number(costOf(calls)) / countOf(calls, 'succeeded');
    };
    for (const member of answer.data) {
      const calls = [...people].find(([id]) => id !== null && toPublicId('user', id) === member.member)?.[1] ?? [];
      expect(member.requests).toBe(calls.length);
      expect(member.cost_usd).toBe(costOf(calls));
      expect(member.requests_per_day).toBeCloseTo(calls.length / 20, 2);
      expect(member.cost_per_request).toBe(costOf(calls) / BigInt(calls.length));
      const used = [...Map.groupBy(calls, ({ model }) => model)].sort(([, a], [, b]) => b.length - a.length);
      expect(used.find(([model]) => model === member.preferred_models[0])?.[1]).toHaveLength(used[0]?.[1].length ?? 0);
      const expected = calls.filter(({ status }) => status === 'succeeded').reduce((sum, { model }) => sum + meanOf(model), 0);
      const score = efficiencyScore({
        ...{ succeeded: countOf(calls, 'succeeded'), unsuccessful: countOf(calls, 'failed', 'interrupted', 'cancelled') },
        ...{ costNanoUsd: costOf(calls), expectedNanoUsd: BigInt(Math.round(expected)) },
      });
      expect(Math.abs((member.efficiency_score ?? -1) - (score ?? -1))).toBeLessThanOrEqual(0.1);
    }
  });

  test('everybody sees themselves, a lead their team, and a guest nothing', async () => {
    const own = await getMembers.execute(as(company.member), range);
    expect(own.data.map(({ member, is_self }) => [member, is_self])).toEqual([[toPublicId('user', company.member.userId), true]]);
    const led = await getMembers.execute(as(company.lead), { ...range, limit: 500 });
    const visible = inRange(({ attribution }) => attribution.teamId === company.searchId || attribution.userId === company.lead.userId);
    expect(led.data.reduce((sum, { requests }) => sum + requests, 0)).toBe(visible.length);
    expect(await faultOf(getMembers.execute(as(company.guest), range))).toBe('forbidden');
  });

  test('under pseudonyms nobody but oneself is named, anywhere, and a month keeps them', async () => {
    const before = await getMembers.execute(as(), { ...range, limit: 500 });
    expect(await faultOf(updateSettings.execute(as(company.lead), { member_privacy: 'pseudonyms' }))).toBe('forbidden');
    await updateSettings.execute(as(), { member_privacy: 'pseudonyms', group_min: 5 });
    try {
      expect(await getSettings.execute(as(), {})).toMatchObject({ member_privacy: 'pseudonyms', version: 1 });
      const hidden = await getMembers.execute(as(), { ...range, limit: 500 });
      expect(hidden.data).toHaveLength(before.data.length);
      expect(hidden.data.every(({ member, name }) => /^member_[0-9a-z]{10}$/.test(member) && name === member)).toBe(true);
      expect(new Set(hidden.data.map(({ member }) => member)).size).toBe(before.data.length);
      expect((await getMembers.execute(as(company.lead), { ...range, limit: 500 })).data.find(({ is_self }) => is_self)?.name).toBe('lead');
      const again = await getMembers.execute(as(), { ...range, limit: 500 });
      expect(again.data.map(({ member }) => member)).toEqual(hidden.data.map(({ member }) => member));
      const overview = await getOverview.execute(as(), { ...range, top: 50 });
      expect(overview.top.users.items.every(({ id }) => id === null || id.startsWith('member_'))).toBe(true);
      const costs = await getCosts.execute(as(), { ...range, group_by: 'user' });
      expect(costs.groups.every(({ group: [user] }) => user?.id === null || user?.id.startsWith('member_') === true)).toBe(true);
      for (const group_by of ['user,key', 'user,team', 'project,user'])
        expect(await faultOf(getCosts.execute(as(), { ...range, group_by }))).toBe('forbidden');
      expect(await faultOf(getCosts.execute(as(), { ...range, group_by: 'user,model' }))).toBe('success');
      const user_id = toPublicId('user', company.member.userId);
      for (const query of [getMembers, getOverview, getCosts, getModels])
        expect(await faultOf(query.execute(as(), { user_id }))).toBe('forbidden');
      expect(await faultOf(getMembers.execute(as(company.member), { user_id }))).toBe('success');
      // One person is active in Field: fewer than five, so that nobody is shown.
      const field = await getTeamAnalytics.execute(as(), { ...range, team_id: toPublicId('team', company.fieldId) });
      const active = new Set(
        inRange(({ attribution }) => attribution.teamId === company.fieldId).map(({ attribution }) => attribution.userId),
      ).size;
      if (active < 5) expect(field.privacy).toMatchObject({ withheld: active, active });
      await updateSettings.execute(as(), { member_privacy: 'pseudonyms', group_min: 50 });
      const small = await getMembers.execute(as(), { ...range, limit: 500 });
      expect([small.data, small.privacy.withheld]).toEqual([[], before.data.length]);
      const few = await getCosts.execute(as(), { ...range, group_by: 'user' });
      expect(few.groups.filter(({ group: [user] }) => user?.id !== null)).toEqual([]);
      expect(few.groups.reduce((sum, group) => sum + group.cost_usd, few.other.cost_usd)).toBe(few.total.cost_usd);
    } finally {
      await updateSettings.execute(as(), { member_privacy: 'named' });
    }
  });
});

describe('[ANA-3] models', () => {
  test('are measured as their calls say, ranked by the documented thresholds, and text is not compared with speech', async () => {
    const rated = inRange(({ model, attribution }) => model === 'gpt-4o' && attribution.userId === company.member.userId).slice(0, 1);
    for (const { id } of rated) await giveFeedback.execute(as(), { request_id: toPublicId('request', id), rating: 'down' });
    const { data, thresholds } = await getModels.execute(as(), range);
    expect(thresholds).toMatchObject({ requests_min: 50, quality_tolerance: 2 });
    const byModel = Map.groupBy(inRange(), (event) => event.model);
    expect(data).toHaveLength(byModel.size);
    for (const found of data) {
      const calls = byModel.get(found.model) ?? [];
      expect(found.requests).toBe(calls.length);
      expect(found.cost_usd).toBe(costOf(calls));
      expect(found.success_rate).toBeCloseTo(countOf(calls, 'succeeded') / countOf(calls, 'succeeded', 'failed', 'interrupted'), 12);
      const sorted = calls
        .filter(({ attempts }) => attempts > 0)
        .map(({ latencyMs }) => latencyMs)
        .sort((a, b) => a - b);
      const p95 = sorted[Math.floor(0.95 * (sorted.length - 1))] ?? 0;
      expect(Math.abs((found.latency_p95_ms ?? 0) - p95) / p95).toBeLessThanOrEqual(0.021);
    }
    expect(data.find(({ model }) => model === 'tts-1')).toMatchObject({ modality: 'audio', recommendation: 'maintain', tokens: 0 });
    expect(data.find(({ model }) => model === 'gpt-4o')).toMatchObject({ thumbs_up: 0, thumbs_down: rated.length });
    const again = rankModels(
      data.map((one) => {
        const calls = byModel.get(one.model) ?? [];
        return {
          ...{ model: one.model, modality: one.modality, requests: one.requests, tokens: one.tokens, costNanoUsd: one.cost_usd },
          ...{ succeeded: countOf(calls, 'succeeded'), broken: countOf(calls, 'failed', 'interrupted') },
          ...{ latencyP95Ms: one.latency_p95_ms, thumbsUp: one.thumbs_up, thumbsDown: one.thumbs_down },
        };
      }),
    );
    expect(data.map(({ recommendation }) => recommendation)).toEqual(again.map(({ recommendation }) => recommendation));
  });
});

describe('[ANA-1] a place', () => {
  test('answers in its shape, with the sums of its calls, and only what was asked for', async () => {
    const teamId = toPublicId('team', company.searchId);
    const answer = await getTeamAnalytics.execute(as(company.lead), { ...range, team_id: teamId });
    const calls = inRange(({ attribution }) => attribution.teamId === company.searchId);
    expect(answer.place).toEqual({ kind: 'team', id: teamId, name: 'Search' });
    expect(answer.usage?.totals).toMatchObject({ requests: calls.length, cost_usd: costOf(calls) });
    expect(answer.usage).toMatchObject({ members: 2 });
    expect(Object.values(answer.member_productivity ?? {}).reduce((sum, { requests }) => sum + requests, 0)).toBe(calls.length);
    expect(answer.insights?.compared_with).toBe('organization');
    expect(answer.insights?.efficiency_score).toBeGreaterThan(60);
    expect(answer.compliance).toMatchObject({ refused_requests: countOf(calls, 'refused'), unpriced_requests: 0 });
    const wire = Object(encodeOutput(getTeamAnalytics.operation, answer));
    expect(Object.keys(wire)).toEqual(expect.arrayContaining(['usage', 'member_productivity', 'model_performance', 'insights']));
    const usage = await getTeamAnalytics.execute(as(), { ...range, team_id: teamId, include: 'usage' });
    expect([usage.insights, usage.compliance]).toEqual([null, null]);
    const insights = await getTenantAnalytics.execute(as(), { ...range, include: 'insights' });
    expect([insights.usage, insights.member_productivity, insights.insights?.compared_with]).toEqual([null, null, 'previous_range']);
    expect(await faultOf(getTeamAnalytics.execute(as(), { team_id: teamId, include: 'colour' }))).toBe('validation_failed /include/0');
    expect(await faultOf(getTeamAnalytics.execute(as(company.seller), { team_id: teamId }))).toBe('not_found');
    const other = await createSampleCompany(database, 'other');
    expect(await faultOf(getTeamAnalytics.execute(invocationOf(runtime, other, other.admin), { team_id: teamId }))).toBe('not_found');
  });
});
