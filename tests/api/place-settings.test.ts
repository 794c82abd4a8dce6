import { and, eq } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { auditEntry, budget, costCenter, routingPreference } from '#db/schema/index.ts';
import { updateContentLog } from '#lib/content-log/index.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { loadContentRules } from '#lib/gateway/snapshot/load-content-rules.ts';
import { createTeam, updateTeam } from '#lib/organization/index.ts';
import {
  getDepartmentSettings,
  getTeamSettings,
  getTenantSettings,
  updateDepartmentSettings,
  updateTeamSettings,
  updateTenantSettings,
} from '#lib/place-settings/index.ts';
import { companyScene, faultOf } from '#tests/support/company-scene.ts';

const scene = companyScene('place-settings');
const { as, inside } = scene;
const admin = () => as(scene.company.admin);
const inEngineering = () => ({ department_id: toPublicId('department', scene.company.engineeringId) });
const inSearch = () => ({ team_id: toPublicId('team', scene.company.searchId) });

describe('settings of the organization, departments and teams', () => {
  it('are inherited where they are empty, and say where they come from [ORG-1] [ORG-2] [ORG-3]', async () => {
    await updateTenantSettings.execute(admin(), { optimization: 'balanced', security_level: 'elevated', data_retention_days: 365 });
    await updateDepartmentSettings.execute(admin(), { ...inEngineering(), data_retention_days: 90, preferred_providers: ['sandbox'] });
    const set = await updateTeamSettings.execute(admin(), {
      ...inSearch(),
      collaboration_tools: [{ kind: 'slack', name: '#search', url: 'https://example.slack.com/archives/C1' }],
    });
    expect(set.path.map(({ name }) => name)).toEqual(['Search', 'Engineering', scene.company.slug]);
    expect(set.own).toMatchObject({ data_retention_days: null, optimization: null, collaboration_tools: [{ name: '#search' }] });
    expect(set.effective).toMatchObject({
      optimization: { value: 'balanced', from: { kind: 'tenant' } },
      security_level: { value: 'elevated', from: { kind: 'tenant' } },
      data_retention_days: { value: 90, from: { kind: 'department', name: 'Engineering' } },
      preferred_providers: { value: ['sandbox'], from: { kind: 'department' } },
      collaboration_tools: { from: { kind: 'team', name: 'Search' } },
      manager_id: { value: null, from: null },
    });
    await updateDepartmentSettings.execute(admin(), { ...inEngineering(), data_retention_days: null });
    expect((await getTeamSettings.execute(admin(), inSearch())).effective.data_retention_days).toMatchObject({ value: 365 });
  });

  it('of a nested team come from the team around it before its department [ORG-3]', async () => {
    await updateTeamSettings.execute(admin(), { ...inSearch(), optimization: 'aggressive' });
    await updateDepartmentSettings.execute(admin(), { ...inEngineering(), optimization: 'off', data_retention_days: 30 });
    const nested = await createTeam.execute(admin(), { name: 'Ranking', parent_id: inSearch().team_id });
    const id = { team_id: toPublicId('team', nested.id) };
    expect((await getTeamSettings.execute(admin(), id)).effective).toMatchObject({
      optimization: { value: 'aggressive', from: { name: 'Search' } },
      data_retention_days: { value: 30, from: { name: 'Engineering' } },
    });
    await updateTeam.execute(admin(), { ...id, parent_id: null, department_id: toPublicId('department', scene.company.salesId) });
    expect((await getTeamSettings.execute(admin(), id)).effective).toMatchObject({ optimization: { value: null, from: null } });
  });

  it('make the monthly budget, the billing settings and the routing preferences, where each is kept [ORG-2]', async () => {
    await inside((tx) => tx.insert(costCenter).values({ tenantId: scene.company.tenantId, id: newUuid(), code: 'CC-1', name: 'One' }));
    const change = { monthly_limit_usd: '2500', alert_threshold: 75, cost_center: 'CC-1', preferred_providers: ['sandbox'] };
    const after = await updateDepartmentSettings.execute(admin(), { ...inEngineering(), ...change });
    expect(after.own).toMatchObject({ monthly_limit_usd: 2_500_000_000_000n, alert_threshold: 75, cost_center: 'CC-1' });
    const [kept] = await inside((tx) => tx.select().from(budget).where(eq(budget.scopeValue, scene.company.engineeringId)));
    expect(kept).toMatchObject({ scopeKind: 'department', limitNanoUsd: 2_500_000_000_000n, periodKind: 'monthly' });
    expect(kept?.thresholds).toContainEqual(expect.objectContaining({ percent: 75, severity: 'warning' }));
    const [preferred] = await inside((tx) => tx.select().from(routingPreference));
    expect(preferred).toMatchObject({ scopeKind: 'department', providers: ['sandbox'] });
    const without = await updateDepartmentSettings.execute(admin(), { ...inEngineering(), monthly_limit_usd: null });
    expect(without.own).toMatchObject({ monthly_limit_usd: null, alert_threshold: null, cost_center: 'CC-1' });
    const resources = await inside((tx) =>
      tx
        .select({ kind: auditEntry.resourceKind })
        .from(auditEntry)
        .where(and(eq(auditEntry.action, 'department_settings.update'))),
    );
    expect(new Set(resources.map(({ kind }) => kind))).toEqual(new Set(['billing_setting', 'budget', 'routing_preference']));
  });

  it('limit how long prompts and answers of their calls are kept, the nearest one first [ORG-2] [GOV-4]', async () => {
    const { tenantId, searchId, fieldId, engineeringId } = scene.company;
    const load = () => inside((tx) => loadContentRules(tx, tenantId, null));
    await updateDepartmentSettings.execute(admin(), { ...inEngineering(), data_retention_days: 10 });
    expect(await load()).toBeNull();
    const rule = { team_id: inSearch().team_id, level: 'full', retention_days: 5 } as const;
    await updateContentLog.execute(admin(), { otherwise: { level: 'metadata', retention_days: 30 }, rules: [rule] });
    const daysOf = async (teamId: string | null, departmentId: string | null = null) =>
      (await load())?.of({ teamId, departmentId }, null, null).retention_days;
    // The rule of the team is shorter than what its department lets be kept; the other department says nothing.
    expect([await daysOf(searchId), await daysOf(null, engineeringId), await daysOf(fieldId), await daysOf(null)]).toEqual([5, 10, 30, 30]);
    await updateTenantSettings.execute(admin(), { data_retention_days: 20 });
    await updateTeamSettings.execute(admin(), { ...inSearch(), data_retention_days: 2 });
    expect([await daysOf(searchId), await daysOf(null, engineeringId), await daysOf(fieldId), await daysOf(null)]).toEqual([2, 10, 20, 20]);
    const nested = await createTeam.execute(admin(), { name: 'Nested', parent_id: inSearch().team_id });
    expect(await daysOf(nested.id)).toBe(2);
  });

  it('are changed one version at a time, and not at all by what is the same [ORG-2]', async () => {
    const first = await updateDepartmentSettings.execute(as(scene.company.admin, { ifMatch: 0 }), {
      ...inEngineering(),
      optimization: 'off',
    });
    expect(first.version).toBe(1);
    const late = { ...inEngineering(), optimization: 'balanced' } as const;
    expect(await faultOf(updateDepartmentSettings.execute(as(scene.company.admin, { ifMatch: 0 }), late))).toBe('precondition_failed');
    const same = await updateDepartmentSettings.execute(admin(), { ...inEngineering(), optimization: 'off' });
    expect(same.version).toBe(1);
  });

  it('refuse a threshold without a limit, a manager who is not there, and a provider nobody knows [ORG-2]', async () => {
    const fault = (change: object) => faultOf(updateDepartmentSettings.execute(admin(), { ...inEngineering(), ...change }));
    expect(await fault({ alert_threshold: 50 })).toBe('validation_failed /alert_threshold');
    expect(await fault({ manager_id: toPublicId('user', newUuid()) })).toBe('validation_failed /manager_id');
    expect(await fault({ preferred_providers: ['nobody'] })).toBe('validation_failed /preferred_providers/0');
    expect(await fault({ manager_id: toPublicId('user', scene.company.lead.userId) })).toBe('success');
    expect((await getDepartmentSettings.execute(admin(), inEngineering())).manager_name).toBe('lead');
  });

  it('show no money of places whose budgets one may not see, and are changed by those who may [ORG-3]', async () => {
    await updateTenantSettings.execute(admin(), { monthly_limit_usd: '90000', data_retention_days: 365 });
    await updateTeamSettings.execute(admin(), { ...inSearch(), monthly_limit_usd: '100' });
    const seen = await getTeamSettings.execute(as(scene.company.lead), inSearch());
    expect(seen.own.monthly_limit_usd).toBe(100_000_000_000n);
    await updateTeamSettings.execute(admin(), { ...inSearch(), monthly_limit_usd: null });
    const without = await getTeamSettings.execute(as(scene.company.lead), inSearch());
    expect(without.effective.monthly_limit_usd).toEqual({ value: null, from: null });
    expect(without.effective.data_retention_days.value).toBe(365);
    expect((await getTeamSettings.execute(admin(), inSearch())).effective.monthly_limit_usd.from).toMatchObject({ kind: 'tenant' });
    expect(await faultOf(getTenantSettings.execute(as(scene.company.guest), {}))).toBe('forbidden');
    expect(await faultOf(updateTeamSettings.execute(as(scene.company.member), { ...inSearch(), security_level: 'strict' }))).toBe(
      'forbidden',
    );
    await updateTeamSettings.execute(admin(), { ...inSearch(), monthly_limit_usd: '100' });
    const stranger = await getTeamSettings.execute(as(scene.company.seller), inSearch());
    expect(stranger.effective.monthly_limit_usd).toEqual({ value: null, from: null });
    const other = await scene.otherCompany();
    expect(await faultOf(getTeamSettings.execute(admin(), { team_id: toPublicId('team', other.searchId) }))).toBe('not_found');
  });
});
