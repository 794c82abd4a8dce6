import { describe, expect, it } from 'vitest';
import { getKpis, getRoi, getSummary, setKpiTargets, setRoiInputs } from '#lib/analytics/index.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { giveFeedback } from '#lib/feedback/index.ts';
import { companyCall, postCalls } from '#tests/support/company-calls.ts';
import { companyScene, faultOf } from '#tests/support/company-scene.ts';

const scene = companyScene('value');
const dayMs = 86_400_000;

/** Ten calls of two people for ten dollars each, one of them failed, over the last thirty days. */
async function calls() {
  const { company, database } = scene;
  const nowMs = Date.now();
  const events = Array.from({ length: 10 }, (_, index) =>
    companyCall(company, {
      ...{ atMs: nowMs - (index + 1) * dayMs, costNanoUsd: 10_000_000_000n, latencyMs: 1000 },
      by: { teamId: company.searchId, userId: index % 2 === 0 ? company.member.userId : company.lead.userId },
      ...(index === 0 ? { status: 'failed' as const } : {}),
    }),
  );
  await postCalls(database, events);
  const range = { range: 'custom', from: new Date(nowMs - 30 * dayMs).toISOString(), to: new Date(nowMs).toISOString() };
  return { events, range };
}

describe('[ANA-5] value', () => {
  it('computes the return from inputs alone, and says so where there are none', async () => {
    const { range } = await calls();
    const before = await getRoi.execute(scene.as(scene.company.admin), range);
    expect([before.inputs, before.result, before.version]).toEqual([null, null, 0]);
    await setRoiInputs.execute(scene.as(scene.company.admin), {
      hourly_rate_usd: '100',
      hours_saved_per_user: 2,
      one_time_cost_usd: '600',
    });
    const roi = await getRoi.execute(scene.as(scene.company.lead), range).catch(faultCode);
    expect(roi).toBe('forbidden');
    const after = await getRoi.execute(scene.as(scene.company.admin), range);
    // Two people × 2 hours × 100 dollars in a month, for 100 dollars of calls.
    expect(after.measured).toEqual({ spend_usd: 100_000_000_000n, users: 2, months: 1 });
    expect(after.result).toMatchObject({ net_benefit_usd: 300_000_000_000n, roi_percent: 300, payback_months: 2 });
    expect(after.formula).toHaveLength(6);
    const stale = setRoiInputs.execute(scene.as(scene.company.admin, { ifMatch: 0 }), { hourly_rate_usd: '1' });
    expect(await faultOf(stale)).toBe('precondition_failed');
    // Whoever sets targets meanwhile is not in the way: they have a version of their own.
    const targets = await setKpiTargets.execute(scene.as(scene.company.admin, { ifMatch: 0 }), { targets: [] });
    expect(targets.version).toBe(1);
    const again = await setRoiInputs.execute(scene.as(scene.company.admin, { ifMatch: 1 }), { hourly_rate_usd: '100' });
    expect(again.version).toBe(2);
    expect(await faultOf(setRoiInputs.execute(scene.as(scene.company.admin), { hourly_rate_usd: '-1' }))).toBe(
      'validation_failed /hourly_rate_usd',
    );
  });

  it('sets targets against what is measured, and knows what was not', async () => {
    const { range, events } = await calls();
    const admin = () => scene.as(scene.company.admin);
    const targets = [
      { metric: 'success_rate', target: 0.95 },
      { metric: 'monthly_spend_usd', target: 150 },
      { metric: 'satisfaction_rate', target: 0.5 },
    ];
    await setKpiTargets.execute(admin(), { targets });
    const of = async () => new Map((await getKpis.execute(admin(), range)).data.map((kpi) => [kpi.metric, kpi] as const));
    const first = await of();
    expect(first.get('success_rate')).toMatchObject({ target: 0.95, actual: 0.9, state: 'missed' });
    expect(first.get('monthly_spend_usd')).toMatchObject({ actual: 100, state: 'met', previous: 0 });
    expect(first.get('satisfaction_rate')).toMatchObject({ actual: null, state: 'unknown' });
    expect(first.get('latency_p95_ms')).toMatchObject({ target: null, state: 'unknown' });
    expect(Math.abs((first.get('latency_p95_ms')?.actual ?? 0) - 1000)).toBeLessThanOrEqual(20);
    expect(first.get('adoption_rate')?.actual).toBeCloseTo(2 / 5, 12);
    await giveFeedback.execute(admin(), { request_id: toPublicId('request', events[0]?.id ?? ''), rating: 'up' });
    expect((await of()).get('satisfaction_rate')).toMatchObject({ actual: 1, state: 'met' });
    const twice = { targets: [targets[0], targets[0]] };
    expect(await faultOf(setKpiTargets.execute(admin(), twice))).toBe('validation_failed /targets');
    expect(await faultOf(setKpiTargets.execute(scene.as(scene.company.member), { targets: [] }))).toBe('forbidden');
    const summary = await getSummary.execute(admin(), range);
    expect(summary).toMatchObject({ totals: { requests: 10 }, adoption: { active: 2, people: 5 }, roi: null });
    expect(summary.kpis.find(({ metric }) => metric === 'success_rate')?.state).toBe('missed');
  });
});

const faultCode = (error: { code?: string }) => error.code;
