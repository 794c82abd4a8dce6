import { describe, expect, it } from 'vitest';
import { getAlert, listAlerts } from '#lib/alerts/index.ts';
import { dismissAnomaly, getAccuracy, giveFeedback, listAnomalies, scanAnomalies } from '#lib/anomalies/index.ts';
import { localDayStarts } from '#lib/budgets/local-time.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { silentLogger } from '#lib/core/logger.ts';
import { getForecast } from '#lib/forecasts/index.ts';
import { companyCall, postCalls } from '#tests/support/company-calls.ts';
import { companyScene, faultOf } from '#tests/support/company-scene.ts';
import { companyTimeZone, invocationOf } from '#tests/support/sample-company.ts';

const scene = companyScene('anomalies');
const admin = () => scene.as(scene.company.admin);
const { signal } = new AbortController();
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const dollar = 1_000_000_000n;

/** Three weeks of a call an hour by each of two teams, and in the last complete hours a hundred times as much by one of them. */
async function month(now: Date, loudHours: number): Promise<void> {
  const lastHour = now.getTime() - (now.getTime() % hourMs);
  const { searchId, fieldId } = scene.company;
  const calls = Array.from({ length: 21 * 24 }, (_, at) => lastHour - (at + 1) * hourMs).flatMap((atMs, at) => [
    companyCall(scene.company, { atMs: atMs + 60_000, costNanoUsd: dollar + BigInt(at % 7) * 10_000_000n, by: { teamId: fieldId } }),
    companyCall(scene.company, { atMs: atMs + 120_000, costNanoUsd: at < loudHours ? 100n * dollar : dollar, by: { teamId: searchId } }),
  ]);
  await postCalls(scene.database, calls);
}
const scan = (now: Date) => scanAnomalies(scene.database.databases, { now, logger: silentLogger, signal });
/** A quarter past the hour, when the hour before is complete. */
const quarterPast = (): Date => new Date(Date.now() - (Date.now() % hourMs) + 15 * 60_000);

describe('anomalies of an organization [COST-8]', () => {
  it('are found once, explained by team, alerted, and end when they are dismissed', async () => {
    const now = quarterPast();
    await month(now, 2);
    expect(await scan(now)).toBe(1);
    expect(await scan(now)).toBe(0);
    const [found, ...more] = (await listAnomalies.execute(admin(), { metric: 'cost' })).data;
    expect(more).toEqual([]);
    expect(found).toMatchObject({ scope: { kind: 'tenant', id: null }, direction: 'above', state: 'open' });
    expect(found?.actual).toBeGreaterThan(200);
    expect(found?.parts[0]).toMatchObject({ share: expect.closeTo(1, 1) });
    expect(found?.parts.find(({ dimension }) => dimension === 'team')).toMatchObject({ name: 'Search' });
    const [alert] = (await listAlerts.execute(admin(), { source: 'anomaly' })).data;
    expect(alert?.summary).toContain('of the difference is');
    const id = { anomaly_id: toPublicId('anomaly', found?.id ?? '') };
    await giveFeedback.execute(admin(), { ...id, feedback: 'useful' });
    await dismissAnomaly.execute(admin(), { ...id, reason: 'The load test', is_false_alarm: true });
    expect(await faultOf(dismissAnomaly.execute(admin(), { ...id, reason: 'Again' }))).toBe('conflict');
    expect(await getAlert.execute(admin(), { alert_id: toPublicId('alert', alert?.id ?? '') })).toMatchObject({ state: 'resolved' });
    const accuracy = await getAccuracy.execute(admin(), {});
    expect(accuracy).toMatchObject({ decided: 1, false_alarms: 1 });
    expect(accuracy.judged_hours).toBeGreaterThan(1000);
    const other = await scene.otherCompany();
    expect((await listAnomalies.execute(invocationOf(scene.runtime, other, other.admin), {})).data).toEqual([]);
  });

  it('go on in the next scan as the same anomaly', async () => {
    const now = quarterPast();
    await month(now, 1);
    await scan(now);
    const next = new Date(now.getTime() + hourMs);
    await postCalls(scene.database, [
      companyCall(scene.company, { atMs: now.getTime() - 600_000, costNanoUsd: 100n * dollar, by: { teamId: scene.company.searchId } }),
    ]);
    expect(await scan(next)).toBe(0);
    const found = (await listAnomalies.execute(admin(), { metric: 'cost' })).data;
    expect(found).toHaveLength(1);
    expect((found[0]?.ended_at.getTime() ?? 0) - (found[0]?.started_at.getTime() ?? 0)).toBe(2 * hourMs);
  });
});

describe('forecasts [COST-8]', () => {
  it('continue what a scope costs, with ranges and their measured accuracy', async () => {
    // Days of the organization's own zone: near midnight they are others than those of UTC.
    const starts = localDayStarts(companyTimeZone, Date.now() - 70 * dayMs, Date.now()).filter((start) => start <= Date.now());
    const times = starts.slice(-61, -1).map((start) => start + hourMs);
    const calls = times.map((atMs) =>
      companyCall(scene.company, {
        ...{ atMs, by: { teamId: scene.company.searchId } },
        costNanoUsd:
          BigInt(20 + (new Date(atMs).getUTCDay() % 6 === 0 ? 0 : 30)) * dollar + BigInt(Math.floor(atMs / dayMs) % 3) * 100_000_000n,
      }),
    );
    await postCalls(scene.database, calls);
    const forecast = await getForecast.execute(admin(), { days: 7, by: 'team' });
    expect(forecast).toMatchObject({ metric: 'cost', days_of_history: 60, method: expect.any(String), trend: 'stable' });
    expect(forecast.forecast).toHaveLength(7);
    expect(forecast.horizon?.p50).toBeGreaterThan(5 * 45);
    expect(forecast.horizon?.p50).toBeLessThan(5 * 55 + 2 * 30);
    for (const { p10, p50, p90 } of forecast.forecast) expect(p10 <= p50 && p50 <= p90).toBe(true);
    expect(forecast.accuracy.tested_days).toBe(56);
    expect(forecast.accuracy.coverage).toBeGreaterThan(0.5);
    expect(forecast.groups).toMatchObject([{ name: 'Search' }]);
    expect((forecast.month_end?.p90 ?? 0) >= (forecast.month_end?.so_far ?? 1)).toBe(true);
    const empty = await getForecast.execute(admin(), { team_id: toPublicId('team', scene.company.fieldId) });
    expect(empty).toMatchObject({ days_of_history: 0, forecast: [], month_end: null, horizon: null });
  });
});
