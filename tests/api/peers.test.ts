import { beforeEach, describe, expect, it } from 'vitest';
import { getPeers, getSettings, publishPeers, updateSettings } from '#lib/analytics/index.ts';
import { settledMonth } from '#lib/analytics/peers/publish-peers.ts';
import { type PeerBenchmarks, peerRequestsMin } from '#lib/contracts/peers.ts';
import { newUuid } from '#lib/core/ids.ts';
import { companyScene, faultOf } from '#tests/support/company-scene.ts';

const scene = companyScene('peers');
const admin = () => scene.as(scene.company.admin);
const key = Buffer.alloc(32, 5);
const now = new Date();
const { period, from, to } = settledMonth(now);
const before = new Date(Date.parse(`${from}T00:00:00Z`) - 86_400_000);

const share = (shares_benchmarks = true) => updateSettings.execute(admin(), { shares_benchmarks });
const peers = (): Promise<PeerBenchmarks> => getPeers.execute(admin(), {});
const publish = () => publishPeers(scene.database.databases, key, now);

/** An organization with calls on the first day of the month; shares since the day before, unless said otherwise. */
async function organization(options: { requests?: number; shares?: boolean; since?: Date; kind?: string; failed?: number } = {}) {
  const { requests = 2 * peerRequestsMin, shares = true, since = before, kind = 'customer', failed = 20 } = options;
  const { superuser } = scene.database;
  const tenantId = newUuid();
  await superuser`insert into tenant (tenant_id, slug, name, kind, residency, time_zone)
    values (${tenantId}, ${tenantId}, ${tenantId}, ${kind}, 'eu', 'UTC')`;
  await superuser`insert into analytics_setting (tenant_id, pseudonym_salt, shares_benchmarks, shares_since_at)
    values (${tenantId}, ${Buffer.alloc(32)}, ${shares}, ${since.toISOString()})`;
  await noteDay(tenantId, requests, failed);
}

const noteDay = (tenantId: string, requests: number, failed: number) => scene.database.superuser`
  insert into tenant_day (tenant_id, day, people, active_day, active_month, active_month_before, returned, requests, failed, cost_nano_usd, saved_nano_usd)
  values (${tenantId}, ${from}::date, 10, 5, 8, 8, 8, ${requests}, ${failed}, 40000000000, 10000000000)`;

beforeEach(async () => {
  const { superuser } = scene.database;
  await superuser`delete from peer_benchmark`;
  await superuser`update analytics_setting set shares_benchmarks = false`;
});

describe('peers [ANA-4]', () => {
  it('are shown to whoever shares, and to nobody else', async () => {
    for (let made = 0; made < 6; made += 1) await organization();
    expect(await publish()).toBe(4);
    expect(await peers()).toMatchObject({ state: 'not_shared', metrics: [] });
    await share();
    const shown = await peers();
    expect(shown).toMatchObject({ state: 'ready', period, peers_at_least: 5 });
    for (const { low, peers: value, high, own } of shown.metrics) {
      expect(own).toBeNull();
      expect((low ?? 1) <= (value ?? 0) && (value ?? 1) <= (high ?? 0)).toBe(true);
    }
    await share(false);
    expect((await peers()).state).toBe('not_shared');
  });

  it('are told once: who joins, leaves or asks again moves nothing', async () => {
    for (let made = 0; made < 5; made += 1) await organization();
    await Promise.all([publish(), publish()]);
    await share();
    const first = await peers();
    await organization({ failed: 2000 });
    expect(await publish()).toBe(0);
    expect(await peers()).toEqual(first);
  });

  it('are not told of four, nor later of the same month', async () => {
    for (let made = 0; made < 4; made += 1) await organization();
    expect(await publish()).toBe(4);
    await share();
    expect(await peers()).toMatchObject({ state: 'not_enough_peers', peers_at_least: null });
    await organization();
    expect(await publish()).toBe(0);
    expect((await peers()).state).toBe('not_enough_peers');
  });

  it('count organizations that shared in time, with enough calls, and are real', async () => {
    for (let made = 0; made < 4; made += 1) await organization();
    await organization({ requests: peerRequestsMin - 1 });
    await organization({ shares: false });
    await organization({ since: new Date(`${to}T00:00:01Z`) });
    await organization({ kind: 'demo' });
    await publish();
    await share();
    expect((await peers()).state).toBe('not_enough_peers');
  });

  it('stand beside the own month, without noise', async () => {
    await noteDay(scene.company.tenantId, 4000, 100);
    await publish();
    await share();
    const { metrics } = await peers();
    expect(Object.fromEntries(metrics.map(({ metric, own }) => [metric, own]))).toEqual({
      ...{ cost_per_request: 0.01, cost_per_person: 5, failed_share: 0.025, saved_share: 0.2 },
    });
  });

  it('begin anew when sharing was paused, and are for administrators to decide', async () => {
    await share();
    const since = async () => {
      const [row] = await scene.database.superuser<{ at: string | null }[]>`
        select shares_since_at::text as at from analytics_setting where tenant_id = ${scene.company.tenantId}`;
      return row?.at;
    };
    const first = await since();
    await updateSettings.execute(admin(), { shares_benchmarks: true, group_min: 7 });
    expect(await since()).toBe(first);
    await share(false);
    expect(await since()).toBeNull();
    expect(await getSettings.execute(admin(), {})).toMatchObject({ shares_benchmarks: false });
    expect(await faultOf(updateSettings.execute(scene.as(scene.company.lead), { shares_benchmarks: true }))).toBe('forbidden');
    expect(await faultOf(getPeers.execute(scene.as(scene.company.lead), {}))).toBe('forbidden');
  });
});
