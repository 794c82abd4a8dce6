import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, it } from 'vitest';
import { alertRule, rateLimit, role, virtualKey } from '#db/schema/index.ts';
import {
  archiveRule,
  createRule,
  evaluateRules,
  getAlert,
  getRule,
  listAlerts,
  listRules,
  previewRule,
  updateRule,
} from '#lib/alerts/index.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { silentLogger } from '#lib/core/logger.ts';
import { createWebhook, listDeliveries } from '#lib/notifications/index.ts';
import { companyCall, postCalls } from '#tests/support/company-calls.ts';
import { companyScene, faultOf } from '#tests/support/company-scene.ts';
import { insertVirtualKey } from '#tests/support/sample-company.ts';

const scene = companyScene('alert-rules');
const admin = () => scene.as(scene.company.admin);
const { signal } = new AbortController();
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
let now = new Date();

beforeEach(async () => {
  now = new Date();
  // Rules of the companies before are none of this test's.
  await scene.database.superuser`update alert_rule set is_enabled = false`;
});

const evaluate = (afterMs = 0) =>
  evaluateRules(scene.database.databases, { now: new Date(now.getTime() + afterMs), logger: silentLogger, signal });
const rule = (input: object = {}) => createRule.execute(admin(), { name: 'Rule', expression: 'requests > 5', ...input });
const idOf = ({ id }: { readonly id: string }) => ({ alert_rule_id: toPublicId('alertRule', id) });
const alerts = async (input: object = {}) => (await listAlerts.execute(admin(), input)).data;
const post = (calls: readonly { readonly atMs: number; readonly cost?: bigint; readonly failed?: boolean; readonly teamId?: string }[]) =>
  postCalls(
    scene.database,
    calls.map(({ atMs, cost = 1_000_000_000n, failed = false, teamId = scene.company.searchId }) =>
      companyCall(scene.company, { atMs, costNanoUsd: cost, by: { teamId }, ...(failed ? { status: 'failed' as const } : {}) }),
    ),
  );
const calls = (count: number, atMs: number, more: object = {}) => Array.from({ length: count }, (_, at) => ({ atMs: atMs + at, ...more }));

describe('rules [ALR-2]', () => {
  it('open an alert when they hold and end it when they do not, with what they saw', async () => {
    const made = await rule({ expression: 'requests > 5 and cost > $6', severity: 'critical', opens_incident: true });
    await post(calls(7, now.getTime() - 60_000));
    expect([await evaluate(), await evaluate(60_000)]).toEqual([1, 0]);
    const [alert] = await alerts();
    expect(alert).toMatchObject({ source: 'rule', rule_id: made.id, title: 'Rule', severity: 'critical', incident_id: expect.any(String) });
    expect(alert?.summary).toContain('requests 7, cost $7');
    expect(await getRule.execute(admin(), idOf(made))).toMatchObject({ last_values: { requests: 7, cost: 7 }, last_fault: null });
    await evaluate(20 * 60_000);
    expect((await alerts())[0]).toMatchObject({ state: 'resolved', resolved_by: null });
  });

  it('are about three times as much as usual at that time of the day', async () => {
    const hour = now.getTime() - (now.getTime() % hourMs);
    await rule({ expression: 'requests > baseline * 3', window_minutes: 60 });
    // The next hour, too: the second look may be in it.
    await post([1, 2, 3, 4].flatMap((day) => [0, hourMs].flatMap((later) => calls(4, hour + later - day * dayMs + 60_000))));
    await post(calls(12, now.getTime() - 60_000));
    expect(await evaluate()).toBe(0);
    await post(calls(1, now.getTime() - 30_000));
    expect(await evaluate(60_000)).toBe(1);
    expect((await alerts())[0]?.summary).toContain('usual requests 4');
  });

  it('wait until they have held for some time, and cool down after', async () => {
    await rule({ for_minutes: 10, cool_down_minutes: 60, window_minutes: 30 });
    await post(calls(7, now.getTime() - 60_000));
    expect([await evaluate(), await evaluate(9 * 60_000), await evaluate(10 * 60_000)]).toEqual([0, 0, 1]);
    await evaluate(40 * 60_000);
    await post(calls(7, now.getTime() + 45 * 60_000));
    expect([await evaluate(46 * 60_000), await evaluate(60 * 60_000)]).toEqual([0, 0]);
    await post(calls(7, now.getTime() + 100 * 60_000));
    expect([await evaluate(101 * 60_000), await evaluate(107 * 60_000), await evaluate(112 * 60_000)]).toEqual([0, 0, 1]);
  });

  it('see only the calls that their filters mean', async () => {
    const made = await rule({ expression: 'error_rate >= 50%', filters: { team_id: toPublicId('team', scene.company.searchId) } });
    await post(calls(9, now.getTime() - 60_000, { failed: true, teamId: scene.company.fieldId }));
    expect(await evaluate()).toBe(0);
    expect(await getRule.execute(admin(), idOf(made))).toMatchObject({ last_values: { error_rate: null } });
    await post([...calls(1, now.getTime() - 60_000, { failed: true }), ...calls(1, now.getTime() - 50_000)]);
    expect(await evaluate(60_000)).toBe(1);
    expect((await alerts())[0]).toMatchObject({ team_id: scene.company.searchId });
  });

  it('tell critical alerts to more channels, once though two look at the same time', async () => {
    const channel = async (name: string) =>
      toPublicId(
        'channel',
        (await createWebhook.execute(admin(), { name, url: `https://${name}.example.com/`, events: ['user.signed_in'] })).id,
      );
    const routing = { all: [await channel('room')], critical: [await channel('pager')] };
    await rule({ severity: 'critical', routing });
    await post(calls(7, now.getTime() - 60_000));
    const opened = await Promise.all([evaluate(), evaluate()]);
    expect(opened[0] + opened[1]).toBe(1);
    expect((await listDeliveries.execute(admin(), {})).data.map(({ channel_name }) => channel_name).sort()).toEqual(['pager', 'room']);
  });

  it('are refused where they cannot be read, with the place', async () => {
    await expect(rule({ expression: 'cots > 5' })).rejects.toMatchObject({
      code: 'validation_failed',
      errors: [{ pointer: '/expression', detail: expect.stringContaining('(character 1)') }],
    });
    expect(await faultOf(rule({ expression: 'budget_used > 90' }))).toBe('validation_failed /filters/budget_id');
    expect(await faultOf(rule({ filters: { key_id: toPublicId('key', newUuid()) } }))).toBe('not_found /filters/key_id');
    expect(await faultOf(rule({ routing: { all: [toPublicId('channel', newUuid())] } }))).toBe('not_found /routing/all/0');
    expect(await faultOf(rule({ actions: [{ kind: 'disable_key', key_id: toPublicId('key', newUuid()) }] }))).toBe(
      'not_found /actions/0/key_id',
    );
    const made = await rule();
    expect(await faultOf(rule({ name: 'RULE' }))).toBe('conflict /name');
    expect(await updateRule.execute(admin(), { ...idOf(made), is_enabled: false })).toMatchObject({ is_enabled: false, version: 2 });
    await archiveRule.execute(admin(), idOf(made));
    expect((await listRules.execute(admin(), {})).data).toEqual([]);
    expect(await faultOf(getRule.execute(admin(), idOf(made)))).toBe('not_found');
    expect(await faultOf(createRule.execute(scene.as(scene.company.member), { name: 'x', expression: 'cost > 1' }))).toBe('forbidden');
  });
});

describe('what rules do by themselves [ALR-2]', () => {
  it('throttles each key by itself, also where keys share a name', async () => {
    const { tenantId, searchId } = scene.company;
    const keys = await Promise.all([1, 2].map(() => insertVirtualKey(scene.database, tenantId, { name: 'Loop', teamId: searchId })));
    const throttle = ({ id }: { id: string }, amount: number) => ({
      ...{ kind: 'throttle_key', key_id: toPublicId('key', id), requests_per_minute: amount },
    });
    await rule({ actions: keys.map((key, at) => throttle(key, 5 + at)) });
    await post(calls(7, now.getTime() - 60_000));
    expect(await evaluate()).toBe(1);
    const limits = await scene.inside((tx) => tx.select({ of: rateLimit.scopeValue, amount: rateLimit.limitAmount }).from(rateLimit));
    expect(new Map(limits.map(({ of, amount }) => [of, amount]))).toEqual(new Map(keys.map(({ id }, at) => [id, 5 + at])));
  });

  it('throttles and disables keys, in the audit trail and the timeline', async () => {
    const { tenantId, searchId } = scene.company;
    const { id } = await insertVirtualKey(scene.database, tenantId, { name: 'Loop', teamId: searchId });
    const key_id = toPublicId('key', id);
    await rule({
      actions: [
        { kind: 'throttle_key', key_id, requests_per_minute: 5 },
        { kind: 'disable_key', key_id },
      ],
    });
    await post(calls(7, now.getTime() - 60_000));
    expect(await evaluate()).toBe(1);
    const [key] = await scene.inside((tx) => tx.select().from(virtualKey).where(eq(virtualKey.id, id)));
    expect(key).toMatchObject({ status: 'disabled', disabledFor: 'administrator' });
    expect(await scene.inside((tx) => tx.select().from(rateLimit))).toMatchObject([
      { scopeValue: id, limitAmount: 5, limitWindow: 'minute' },
    ]);
    const [alert] = await alerts();
    const { timeline } = await getAlert.execute(admin(), { alert_id: toPublicId('alert', alert?.id ?? '') });
    expect(timeline.filter(({ kind }) => kind === 'acted')).toHaveLength(2);
    const audited = await scene.inside((tx) =>
      tx.execute<{ action: string }>(`select action from audit_entry where actor_name = 'alert rule Rule' order by 1`),
    );
    expect(audited.map(({ action }) => action)).toEqual(['key.disable', 'rate_limit.create']);
  });

  it('is nothing any more once its author may not', async () => {
    const { id } = await insertVirtualKey(scene.database, scene.company.tenantId, { name: 'Loop' });
    await rule({ actions: [{ kind: 'disable_key', key_id: toPublicId('key', id) }] });
    await scene.inside((tx) =>
      tx
        .update(role)
        .set({ permissions: ['alerts.*'] })
        .where(eq(role.name, 'tenant_admin')),
    );
    await post(calls(7, now.getTime() - 60_000));
    expect(await evaluate()).toBe(1);
    const [key] = await scene.inside((tx) => tx.select().from(virtualKey).where(eq(virtualKey.id, id)));
    expect(key?.status).toBe('active');
    const [alert] = await alerts();
    const { timeline } = await getAlert.execute(admin(), { alert_id: toPublicId('alert', alert?.id ?? '') });
    expect(timeline.find(({ kind }) => kind === 'action_failed')?.note).toContain('keys.write');
  });
});

describe('rules that are saved again [ALR-2]', () => {
  it('keep the author of what they do and their open alert, unless that is what was changed', async () => {
    const { tenantId, member } = scene.company;
    const { id } = await insertVirtualKey(scene.database, tenantId, { name: 'Loop' });
    const written = { filters: {}, actions: [{ kind: 'throttle_key' as const, key_id: toPublicId('key', id), requests_per_minute: 5 }] };
    const made = await rule({ ...written, description: 'Ask whoever runs the batch.' });
    await scene.inside((tx) => tx.update(alertRule).set({ actionsBy: member.userId }).where(eq(alertRule.id, made.id)));
    const author = async () =>
      (await scene.inside((tx) => tx.select({ by: alertRule.actionsBy }).from(alertRule).where(eq(alertRule.id, made.id))))[0]?.by;
    await post(calls(7, now.getTime() - 60_000));
    expect(await evaluate()).toBe(1);
    expect((await alerts())[0]?.summary).toContain('Ask whoever runs the batch.');

    await updateRule.execute(admin(), { ...idOf(made), ...written, severity: 'critical' });
    expect([await author(), (await alerts())[0]?.state]).toEqual([member.userId, 'open']);
    const actions = [{ kind: 'throttle_key' as const, key_id: toPublicId('key', id), requests_per_minute: 6 }];
    await updateRule.execute(admin(), { ...idOf(made), filters: { model: 'gpt-4o' }, actions });
    expect([await author(), (await alerts())[0]?.state]).toEqual([scene.company.admin.userId, 'resolved']);
  });
});

describe('previews of rules [ALR-2]', () => {
  it('say how often a rule would have fired', async () => {
    const hour = now.getTime() - (now.getTime() % hourMs);
    await post([8, 5, 5].flatMap((hours, at) => calls(7 + at, hour - hours * hourMs + at)));
    const preview = await previewRule.execute(admin(), { expression: 'requests > 6', window_minutes: 60, cool_down_minutes: 0, days: 1 });
    expect(preview).toMatchObject({ can_preview: true, is_exact: true, metric: 'requests' });
    expect(preview.firings.map(({ from, peak }) => [(hour - from.getTime()) / hourMs, peak])).toEqual([
      [8, 7],
      [5, 17],
    ]);
    expect(preview.points).toHaveLength(24);
    const state = await previewRule.execute(admin(), { expression: 'anomalies > 0' });
    expect(state).toMatchObject({ can_preview: false, firings: [] });
    const latency = await previewRule.execute(admin(), { expression: 'latency_p95 > 1ms', window_minutes: 60, days: 1 });
    expect(latency.firings.length).toBeGreaterThan(0);
  });
});
