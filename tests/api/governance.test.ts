import { eq } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { groupMember, policy as policyTable, session, userGroup } from '#db/schema/index.ts';
import { createRole, grantRole } from '#lib/access/index.ts';
import { runAudit, updateComplianceSettings } from '#lib/compliance/index.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { getTeamDataClasses } from '#lib/data-classes/index.ts';
import { loadContentRules } from '#lib/gateway/snapshot/load-content-rules.ts';
import { loadPolicies } from '#lib/gateway/snapshot/load-policies.ts';
import { loadProtection } from '#lib/gateway/snapshot/load-protection.ts';
import {
  actOnTeamPolicies,
  getDepartmentGovernance,
  getProjectGovernance,
  getTeamGovernance,
  getTenantGovernance,
  setDepartmentGovernance,
  setProjectGovernance,
  setTeamGovernance,
  setTenantGovernance,
} from '#lib/governance/index.ts';
import { getTeam, updateTeam } from '#lib/organization/index.ts';
import { createProject } from '#lib/projects/index.ts';
import { companyCall, postCalls } from '#tests/support/company-calls.ts';
import { companyScene, faultOf } from '#tests/support/company-scene.ts';

const scene = companyScene('governance');
const { as, inside } = scene;
const admin = (options = {}) => as(scene.company.admin, options);
const inSearch = () => ({ team_id: toPublicId('team', scene.company.searchId) });
const inEngineering = () => ({ department_id: toPublicId('department', scene.company.engineeringId) });
const restricted = (handling: object) => ({ data_classification: { levels: { restricted: { handling_requirements: handling } } } });
const inForce = async () => {
  const loaded = await inside((tx) => loadPolicies(tx, scene.company.tenantId, scene.runtime.logger, Date.now()));
  return loaded?.set;
};

describe('[GOV-3] [GOV-1] the configuration of a place', () => {
  it('makes the policies that keep a class of data in its regions, and takes the former ones out of force', async () => {
    const wanted = restricted({ geographic_restrictions: ['eu'], approval_required: true });
    const saved = await setTeamGovernance.execute(admin(), { ...inSearch(), ...wanted } as never);
    expect([saved.version, saved.policies.length]).toEqual([1, 2]);
    const { policies, configuration } = await getTeamGovernance.execute(admin(), inSearch());
    expect(policies.map(({ name, status, scope }) => [name, status, scope.kind]).sort()).toEqual([
      ['Search: restricted data needs an approval', 'active', 'team'],
      ['Search: restricted data stays in eu', 'active', 'team'],
    ]);
    expect(configuration.data_classification.levels.restricted?.handling_requirements.geographic_restrictions).toEqual(['eu']);
    expect((await inForce())?.fields.has('region')).toBe(true);
    const again = await setTeamGovernance.execute(admin({ ifMatch: 1 }), {
      ...inSearch(),
      ...restricted({ geographic_restrictions: ['us'] }),
    } as never);
    expect([again.version, again.policies.length]).toEqual([2, 1]);
    const names = (await getTeamGovernance.execute(admin(), inSearch())).policies.map(({ name }) => name);
    expect(names).toEqual(['Search: restricted data stays in us']);
    const stale = setTeamGovernance.execute(admin({ ifMatch: 1 }), { ...inSearch() } as never);
    expect(await faultOf(stale)).toBe('precondition_failed');
  });

  it('refuses what could not be carried out, with its place', async () => {
    const faultIn = (config: object) => faultOf(setTeamGovernance.execute(admin(), { ...inSearch(), ...config } as never));
    const at = '/data_classification/levels/restricted/handling_requirements';
    expect(await faultIn(restricted({ retention_period_days: 0 }))).toBe(`validation_failed ${at}/retention_period_days`);
    expect(await faultIn(restricted({ geographic_restrictions: ['eu', 'EU '] }))).toBe(`validation_failed ${at}/geographic_restrictions/1`);
    expect(await faultIn(restricted({ deleted_by_hand: true }))).toBe(`validation_failed ${at}/deleted_by_hand`);
    expect(await faultIn({ compliance: { frameworks: ['SOC 2', 'Nobody’s'] } })).toBe('validation_failed /compliance/frameworks/1');
    expect(await faultIn({ access_controls: { required_groups: ['Nobody'] } })).toBe(
      'validation_failed /access_controls/required_groups/0',
    );
    expect(await faultIn({ access_controls: { sso_provider: 'Okta' } })).toBe('validation_failed /access_controls/sso_provider');
    const all = setTenantGovernance.execute(admin(), { access_controls: { sso_domain: 'example.com' } } as never);
    expect(await faultOf(all)).toBe('validation_failed /access_controls/sso_domain');
  });
});

describe('[GOV-2] [GOV-4] what a place asks of its classes of data', () => {
  const level = (handling: object, categories: string[] = []) => ({
    data_classification: { levels: { restricted: { categories, handling_requirements: handling } } },
  });
  const protection = () => inside((tx) => loadProtection(tx, scene.company.tenantId));
  /** What holds for a restricted call of a caller somewhere. */
  const handling = async (team: string | null, department: string | null, project: string | null = null) => {
    const held = (await protection())?.of(team, department, project).handlingOf('restricted');
    return held === undefined ? null : [held.encryption_required, held.access_logging, held.retention_period_days, held.readable_only];
  };

  it('holds for its calls and those of the places in it, the strictest of all, and until it is taken back', async () => {
    const { searchId, engineeringId, tenantId } = scene.company;
    const wanted = { encryption_required: true, access_logging: true, retention_period_days: 30, geographic_restrictions: ['eu'] };
    const categories = ['phi', 'Credit_Card', 'Contracts of the board'];
    const saved = await setTeamGovernance.execute(admin(), { ...inSearch(), ...level(wanted, categories) } as never);
    expect(saved.configuration.data_classification.levels.restricted).toEqual({
      categories,
      handling_requirements: { ...wanted, approval_required: false, readable_only: false },
    });
    expect(await handling(searchId, null)).toEqual([true, true, 30, false]);
    expect(await handling(null, engineeringId)).toEqual([false, false, null, false]);
    const { table } = (await protection())?.of(searchId, null) ?? {};
    expect([table?.get('credit_card'), table?.get('contracts of the board')]).toEqual(['restricted', undefined]);
    await setDepartmentGovernance.execute(admin(), {
      ...inEngineering(),
      ...level({ retention_period_days: 7, readable_only: true }),
    } as never);
    expect(await handling(searchId, null)).toEqual([true, true, 7, true]);
    await setTenantGovernance.execute(admin(), level({ retention_period_days: 3 }) as never);
    expect([await handling(null, null), await handling(searchId, null)]).toEqual([
      [false, false, 3, false],
      [true, true, 3, true],
    ]);
    const { effective, own } = await getTeamDataClasses.execute(admin(), inSearch());
    expect([effective.restricted.handling_requirements.retention_period_days, own]).toEqual([3, null]);
    const rules = await inside(async (tx) => loadContentRules(tx, tenantId, await loadProtection(tx, tenantId)));
    const asked = (await protection())?.of(searchId, null).handlingOf('restricted') ?? null;
    expect(rules?.of({ teamId: searchId, departmentId: null }, 'restricted', asked)).toMatchObject({
      ...{ level: 'metadata', sample_percent: 100, retention_days: 3 },
    });
    for (const undo of [
      setTeamGovernance.execute(admin(), inSearch() as never),
      setDepartmentGovernance.execute(admin(), inEngineering() as never),
      setTenantGovernance.execute(admin(), {} as never),
    ])
      await undo;
    expect(await protection()).toBeNull();
  });

  it('holds for the calls of a project, whoever makes them', async () => {
    const made = await createProject.execute(admin(), { name: 'Web Shop', team_id: inSearch().team_id });
    const projectId = toPublicId('project', made.id);
    await setProjectGovernance.execute(admin(), { project_id: projectId, ...level({ access_logging: true }) } as never);
    expect([await handling(null, null, made.id), await handling(null, null)]).toEqual([
      [false, true, null, false],
      [false, false, null, false],
    ]);
    await setProjectGovernance.execute(admin(), { project_id: projectId } as never);
  });

  it('names the frameworks that hold, and shows how the last audit found them to those who may read that', async () => {
    await setTeamGovernance.execute(admin(), { ...inSearch(), compliance: { frameworks: ['SOC2', 'gdpr'] } } as never);
    expect((await getTeamGovernance.execute(admin(), inSearch())).compliance).toEqual([]);
    const audit = await runAudit.execute(admin(), { frameworks: ['soc-2'] });
    const { compliance, configuration } = await getTeamGovernance.execute(admin(), inSearch());
    expect(configuration.compliance.frameworks).toEqual(['SOC2', 'gdpr']);
    const [found] = audit.frameworks;
    expect(compliance).toEqual([
      {
        ...{ framework: 'soc-2', name: found?.name, score: found?.score, evidenced: found?.evidenced },
        ...{ audited_at: audit.finished_at, next_audit_at: audit.next_audit_at },
      },
    ]);
    expect((await getTeamGovernance.execute(as(scene.company.lead), inSearch())).compliance).toEqual([]);
    await updateComplianceSettings.execute(admin(), { frameworks: ['gdpr'] } as never);
    const notFollowed = setTeamGovernance.execute(admin(), { ...inSearch(), compliance: { frameworks: ['SOC2'] } } as never);
    expect(await faultOf(notFollowed)).toBe('validation_failed /compliance/frameworks/0');
    await setTeamGovernance.execute(admin(), inSearch() as never);
  });
});

describe('[GOV-1] what a place inherits', () => {
  it('is named with the places around it, nearest first, and the policies that are on', async () => {
    const { searchId, engineeringId, tenantId } = scene.company;
    await setDepartmentGovernance.execute(admin(), { ...inEngineering(), ...restricted({ geographic_restrictions: ['eu'] }) } as never);
    const made = await createProject.execute(admin(), { name: 'Inherits', team_id: inSearch().team_id });
    const { place, around, configuration } = await getTeamGovernance.execute(as(scene.company.lead), inSearch());
    expect(place).toEqual({ kind: 'team', id: toPublicId('team', searchId), name: 'Search' });
    expect(configuration.data_classification.levels).toEqual({});
    expect(around.map((one) => one.place.id)).toEqual([toPublicId('department', engineeringId), toPublicId('tenant', tenantId)]);
    expect(around[0]?.configuration?.data_classification.levels.restricted?.handling_requirements.geographic_restrictions).toEqual(['eu']);
    expect(around[0]?.policies.map(({ name, mode }) => [name, mode])).toEqual([['Engineering: restricted data stays in eu', 'active']]);
    const ofProject = await getProjectGovernance.execute(admin(), { project_id: toPublicId('project', made.id) });
    expect([ofProject.place.name, ...ofProject.around.map((one) => one.place.kind)]).toEqual(['Inherits', 'team', 'department', 'tenant']);
    expect((await getTenantGovernance.execute(admin(), {})).around).toEqual([]);
    // Nobody has called yet.
    expect((await getTenantGovernance.execute(admin(), {})).violations).toEqual([]);
    await setDepartmentGovernance.execute(admin(), inEngineering() as never);
    const after = await getTeamGovernance.execute(admin(), inSearch());
    expect(after.around[0]?.policies).toEqual([]);
  });
});

describe('[GOV-1] access controls of a place', () => {
  const lead = () => as(scene.company.lead);
  const rename = () => updateTeam.execute(lead(), { ...inSearch(), description: 'Finds things' } as never);
  const control = (controls: object) => setTeamGovernance.execute(admin(), { ...inSearch(), access_controls: controls } as never);

  it('asks people of a team for a second factor, and nobody else', async () => {
    expect(await faultOf(rename())).toBe('success');
    await control({ multi_factor_required: true });
    expect(await faultOf(rename())).toBe('factor_enrolment_required');
    expect(await faultOf(getTeam.execute(admin(), inSearch()))).toBe('success');
    await control({});
    expect(await faultOf(rename())).toBe('success');
  });

  it('ends their sessions after the shorter time', async () => {
    await control({ session_timeout_minutes: 10 });
    expect(await faultOf(rename())).toBe('success');
    const before = new Date(Date.now() - 11 * 60_000);
    await inside((tx) => tx.update(session).set({ lastSeenAt: before }).where(eq(session.userId, scene.company.lead.userId)));
    expect(await faultOf(rename())).toBe('unauthenticated');
  });

  it('lets roles on a place hold for those alone who are in its groups and of its domain; what is set above holds below', async () => {
    const groupId = newUuid();
    const { tenantId } = scene.company;
    await inside((tx) => tx.insert(userGroup).values({ tenantId, id: groupId, name: 'Cleared' }));
    await setDepartmentGovernance.execute(admin(), { ...inEngineering(), access_controls: { required_groups: ['cleared'] } } as never);
    expect(await faultOf(rename())).not.toBe('success');
    await inside((tx) => tx.insert(groupMember).values({ tenantId, groupId, userId: scene.company.lead.userId }));
    expect(await faultOf(rename())).toBe('success');
    await control({ sso_domain: 'nowhere.example' });
    expect(await faultOf(rename())).not.toBe('success');
    expect(await faultOf(updateTeam.execute(admin(), { ...inSearch(), description: 'Still open' } as never))).toBe('success');
  });
});

describe('[GOV-1] policies of a place', () => {
  const spenders = {
    name: 'Large spenders ask first',
    type: 'cost_control',
    rules: {
      conditions: [{ field: 'daily_cost_per_user', operator: 'greater_than', value: 100 }],
      actions: [{ type: 'require_approval' }],
    },
  };
  const act = (action: string, policy: object) => actOnTeamPolicies.execute(admin(), { ...inSearch(), action, policy } as never);

  it('are created, changed, published and archived where they are', async () => {
    const made = await act('create_policy', spenders);
    expect(made).toMatchObject({
      ...spenders,
      status: 'draft',
      scope: { kind: 'team' },
      exceptions: { roles: [], users: [], teams: [], time: [] },
    });
    const id = toPublicId('policy', made.id);
    const changed = await act('update_policy', { id, description: 'Above 100 dollars', status: 'shadow' });
    expect(changed).toMatchObject({ status: 'shadow', description: 'Above 100 dollars' });
    expect(await act('publish_policy', { id })).toMatchObject({ status: 'active' });
    expect(await act('archive_policy', { id })).toMatchObject({ status: 'archived' });
    expect(await faultOf(act('publish_policy', { id }))).toBe('conflict');
    expect(await faultOf(act('create_policy', { name: 'Without rules', type: 'access' }))).toBe('validation_failed /policy/rules');
    expect(await faultOf(act('update_policy', { description: 'Which?' }))).toBe('validation_failed /policy/id');
    const [elsewhere] = await inside((tx) =>
      tx
        .insert(policyTable)
        .values({ tenantId: scene.company.tenantId, id: newUuid(), name: 'Elsewhere', type: 'access', scopeKind: 'tenant' })
        .returning(),
    );
    expect(await faultOf(act('archive_policy', { id: toPublicId('policy', elsewhere?.id ?? '') }))).toBe('not_found');
  });

  it('are shown with what they did, and the audit trail on demand', async () => {
    const made = await act('create_policy', { ...spenders, status: 'active' });
    const said = { id: made.id, version: 1, mode: 'active', actions: ['require_approval'] } as const;
    const atMs = Date.now() - 60_000;
    const by = { teamId: scene.company.searchId, departmentId: scene.company.engineeringId };
    const call = companyCall(scene.company, { atMs, by, policy: { outcome: 'require_approval', policies: [said] } });
    await postCalls(scene.database, [call, companyCall(scene.company, { atMs: atMs + 1, policy: { outcome: 'deny', policies: [said] } })]);
    const shown = await getTeamGovernance.execute(admin(), { ...inSearch(), include: 'audit' });
    expect(shown.violations.map(({ id }) => id)).toEqual([call.id]);
    expect(shown.policies).toMatchObject([{ ...spenders, status: 'active', exceptions: { roles: [] } }]);
    expect(shown.audit?.map(({ action }) => action)).toContain('team_governance.act');
    expect((await getTenantGovernance.execute(admin(), {})).violations).toHaveLength(2);
    expect((await getDepartmentGovernance.execute(admin(), inEngineering())).audit).toBeNull();
    // Who may see how a place is governed does not see its calls by that.
    const { seller } = scene.company;
    const reader = await createRole.execute(admin(), { name: 'policy_reader', title: 'Reader', level: 20, permissions: ['policies.read'] });
    await grantRole.execute(admin(), { user_id: toPublicId('user', seller.userId), role_id: toPublicId('role', reader.id) });
    const read = await getTeamGovernance.execute(as(seller), inSearch());
    expect([read.policies.length, read.violations]).toEqual([1, []]);
    expect((await getTenantGovernance.execute(as(seller), {})).violations).toEqual([]);
    const byLead = getTeamGovernance.execute(as(scene.company.lead), { ...inSearch(), include: 'audit' });
    expect(await faultOf(byLead)).toBe('forbidden');
  });
});
