import { beforeEach, describe, expect, it } from 'vitest';
import { budget } from '#db/schema/index.ts';
import {
  acknowledgeAlert,
  acknowledgeTeamAlerts,
  alertBudgets,
  escalateAlerts,
  forecastBudgets,
  getAlert,
  getAlertSettings,
  listAlerts,
  openAlert,
  resolveAlert,
  snoozeAlert,
  updateAlertSettings,
} from '#lib/alerts/index.ts';
import { getTeamBilling } from '#lib/billing/index.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { createWebhook, listDeliveries } from '#lib/notifications/index.ts';
import { companyScene, faultOf } from '#tests/support/company-scene.ts';
import { invocationOf } from '#tests/support/sample-company.ts';

const scene = companyScene('alerts');
const admin = () => scene.as(scene.company.admin);
const { signal } = new AbortController();
let now = new Date();

beforeEach(async () => {
  now = new Date();
  await scene.database.superuser`update alert set escalates_at = null`;
});

const channel = async (name: string): Promise<string> =>
  toPublicId(
    'channel',
    (await createWebhook.execute(admin(), { name, url: `https://${name}.example.com/`, events: ['user.signed_in'] })).id,
  );
const told = async () =>
  (await listDeliveries.execute(admin(), {})).data.map(({ channel_name, event }) => `${channel_name} ${event}`).sort();
const alerts = async (input: object = {}, person = scene.company.admin) => (await listAlerts.execute(scene.as(person), input)).data;
const idOf = ({ id }: { readonly id: string }) => ({ alert_id: toPublicId('alert', id) });
const nobody = { all: [], critical: [], escalations: [] };

/** A team's monthly budget of which so much was spent that its threshold was crossed. */
async function crossed(percent = 80): Promise<string> {
  const { tenantId, searchId } = scene.company;
  const id = newUuid();
  const start = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1));
  const end = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1));
  const limit = 100_000_000_000n;
  const spent = (limit * BigInt(percent)) / 100n;
  const key = { tenantId, budgetId: id, periodStartAt: start };
  await scene.inside((tx) =>
    tx.insert(budget).values({
      ...{ tenantId, id, name: `Search ${id}`, scopeKind: 'team', scopeValue: searchId, limitNanoUsd: limit, periodKind: 'monthly' },
      thresholds: [{ percent, severity: percent >= 100 ? 'exceeded' : 'warning', actions: ['notify'] }],
    }),
  );
  const { superuser } = scene.database;
  await superuser`insert into budget_period (tenant_id, budget_id, period_start_at, period_end_at, limit_nano_usd, spent_nano_usd)
    values (${tenantId}, ${id}, ${start.toISOString()}, ${end.toISOString()}, ${limit}, ${spent})`;
  await superuser`insert into budget_crossing (tenant_id, budget_id, period_start_at, percent, spent_nano_usd, limit_nano_usd)
    values (${tenantId}, ${id}, ${key.periodStartAt.toISOString()}, ${percent}, ${spent}, ${limit})`;
  return id;
}

describe('alerts of budgets [ALR-1]', () => {
  it('open once for each threshold, tell the channels, and have the id that billing shows', async () => {
    const [room, pager] = [await channel('room'), await channel('pager')];
    await updateAlertSettings.execute(admin(), { budget_routing: { all: [room], critical: [pager] } });
    const budgetId = await crossed(80);
    expect(await alertBudgets(scene.database.databases, now, signal)).toBe(1);
    expect(await alertBudgets(scene.database.databases, now, signal)).toBe(0);
    const [alert] = await alerts();
    expect(alert).toMatchObject({
      ...{ source: 'budget', budget_id: budgetId, team_id: scene.company.searchId, severity: 'warning', state: 'open' },
      summary: expect.stringContaining('$80.00 of $100.00 are spent'),
    });
    expect(await told()).toEqual(['room alert.opened']);
    const billing = await getTeamBilling.execute(admin(), { team_id: toPublicId('team', scene.company.searchId) });
    expect(billing.budget_alerts.current_alerts.map(({ id }) => id)).toEqual([toPublicId('alert', alert?.id ?? '')]);
    expect((await getAlert.execute(admin(), idOf(alert ?? { id: '' }))).timeline.map(({ kind, note }) => `${kind} ${note}`)).toEqual([
      expect.stringMatching(/^opened /),
      'notified room',
    ]);
  });

  it('are acknowledged for billing too, and by billing', async () => {
    await crossed(80);
    await alertBudgets(scene.database.databases, now, signal);
    const [first] = await alerts();
    await acknowledgeAlert.execute(admin(), { ...idOf(first ?? { id: '' }), note: 'Seen' });
    const team = { team_id: toPublicId('team', scene.company.searchId) };
    const billing = await getTeamBilling.execute(admin(), team);
    expect(billing.budget_alerts.current_alerts[0]?.acknowledged_by).toMatchObject({ user_id: scene.company.admin.userId });
    await crossed(90);
    await alertBudgets(scene.database.databases, now, signal);
    await acknowledgeTeamAlerts.execute(admin(), { ...team, action: 'acknowledge_alerts' });
    expect((await alerts()).map(({ state }) => state)).toEqual(['acknowledged', 'acknowledged']);
  });

  it('end with their period', async () => {
    await crossed(100);
    await alertBudgets(scene.database.databases, now, signal);
    expect((await alerts())[0]).toMatchObject({ severity: 'critical', state: 'open' });
    await forecastBudgets(scene.database.databases, new Date(now.getTime() + 40 * 86_400_000), signal);
    expect((await alerts())[0]).toMatchObject({ state: 'resolved', resolved_by: null });
  });

  it('are seen where their budget belongs', async () => {
    await crossed(80);
    await alertBudgets(scene.database.databases, now, signal);
    expect(await faultOf(alerts({}, scene.company.member))).toBe('forbidden');
    const other = await scene.otherCompany();
    const strange = invocationOf(scene.runtime, other, other.admin);
    expect((await listAlerts.execute(strange, {})).data).toEqual([]);
    const [alert] = await alerts();
    expect(await faultOf(getAlert.execute(strange, idOf(alert ?? { id: '' })))).toBe('not_found');
  });
});

describe('an alert [ALR-1]', () => {
  const open = async (
    routing: { all: string[]; critical: string[]; escalations: { after_minutes: number; channel_ids: string[] }[] },
    over: object = {},
  ) => {
    const found = {
      ...({ source: 'rule', fingerprint: 'x', severity: 'critical', title: 'Cost', summary: 'Too much.', detail: {}, routing } as const),
      ...over,
    };
    return scene.inside((tx) => openAlert(tx, scene.company.tenantId, found, now));
  };
  const minutes = (count: number) => escalateAlerts(scene.database.databases, new Date(now.getTime() + count * 60_000), signal);
  const uuidOf = async (name: string) => {
    await channel(name);
    const [row] = await scene.inside((tx) => tx.execute<{ id: string }>(`select id from notification_channel where name = '${name}'`));
    return row?.id ?? '';
  };

  it('escalates step by step until somebody acknowledges it, and those who were told hear that it is over', async () => {
    const [room, lead, chief] = [await uuidOf('room'), await uuidOf('lead'), await uuidOf('chief')];
    const row = await open({
      ...nobody,
      all: [room],
      escalations: [
        { after_minutes: 15, channel_ids: [lead] },
        { after_minutes: 60, channel_ids: [chief] },
      ],
    });
    expect([await minutes(14), await minutes(16), await minutes(17)]).toEqual([0, 1, 0]);
    expect(await told()).toEqual(['lead alert.escalated', 'room alert.opened']);
    const id = idOf(row ?? { id: '' });
    await acknowledgeAlert.execute(admin(), id);
    expect(await minutes(120)).toBe(0);
    expect(await faultOf(acknowledgeAlert.execute(admin(), id))).toBe('conflict');
    await resolveAlert.execute(admin(), { ...id, note: 'Stopped it' });
    expect((await told()).filter((line) => line.endsWith('resolved'))).toEqual(['lead alert.resolved', 'room alert.resolved']);
    expect((await getAlert.execute(admin(), id)).timeline.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['opened', 'notified', 'escalated', 'acknowledged', 'resolved']),
    );
    expect(await faultOf(resolveAlert.execute(admin(), id))).toBe('conflict');
  });

  it('rests while it is snoozed, and goes on after', async () => {
    const lead = await uuidOf('lead');
    const row = await open({ ...nobody, escalations: [{ after_minutes: 5, channel_ids: [lead] }] });
    const id = idOf(row ?? { id: '' });
    const snoozed = await snoozeAlert.execute(admin(), { ...id, minutes: 60, note: 'After lunch' });
    expect(snoozed.snoozed_until?.getTime()).toBeGreaterThan(now.getTime() + 59 * 60_000);
    expect([await minutes(30), await minutes(62)]).toEqual([0, 1]);
  });

  it('is one while it is open, and another after it was resolved', async () => {
    const row = await open(nobody);
    expect(await open(nobody)).toBeNull();
    await resolveAlert.execute(admin(), idOf(row ?? { id: '' }));
    expect(await open(nobody)).not.toBeNull();
    expect(await alerts({ state: 'unresolved' })).toHaveLength(1);
  });

  it('opens an incident where it is asked to', async () => {
    const row = await open(nobody, { opensIncident: true });
    expect((await alerts())[0]?.incident_id).toBe(row?.incidentId);
    expect(row?.incidentId).toMatch(/-/);
  });
});

describe('settings of alerts [ALR-1]', () => {
  it('keep what is left out, and name channels that are there', async () => {
    const room = await channel('room');
    await updateAlertSettings.execute(admin(), { budget_routing: { all: [room] } });
    await updateAlertSettings.execute(admin(), { sensitivity: 'low' });
    const settings = await getAlertSettings.execute(admin(), {});
    expect(settings).toMatchObject({ sensitivity: 'low', tells_forecasts: true, minimum_impact_usd: 5 });
    expect(settings.budget_routing.all).toHaveLength(1);
    const strange = { budget_routing: { escalations: [{ after_minutes: 5, channel_ids: [toPublicId('channel', newUuid())] }] } };
    expect(await faultOf(updateAlertSettings.execute(admin(), strange))).toBe('not_found /budget_routing/escalations/0/channel_ids/0');
    const early = { budget_routing: { escalations: [5, 5].map((after) => ({ after_minutes: after, channel_ids: [room] })) } };
    expect(await faultOf(updateAlertSettings.execute(admin(), early))).toBe('validation_failed /budget_routing/escalations');
    expect(await faultOf(updateAlertSettings.execute(scene.as(scene.company.member), { sensitivity: 'low' }))).toBe('forbidden');
  });
});
