import { and, eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { auditEntry, budget, configVersion } from '#db/schema/index.ts';
import { getProjectBilling } from '#lib/billing/index.ts';
import { createBudget, updateBudget } from '#lib/budgets/index.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { createCostCenter } from '#lib/cost-centers/index.ts';
import { loadPrincipals } from '#lib/gateway/snapshot/load-principals.ts';
import { createKey, listKeys, rotateKey, updateKey } from '#lib/keys/index.ts';
import { setProjectBilling } from '#lib/place-billing/index.ts';
import {
  archiveProject,
  createEnvironment,
  createProject,
  getEnvironment,
  getProject,
  listEnvironments,
  listProjects,
  restoreProject,
  updateEnvironment,
  updateProject,
} from '#lib/projects/index.ts';
import { companyCall, postCalls } from '#tests/support/company-calls.ts';
import { companyScene, faultOf } from '#tests/support/company-scene.ts';
import type { SamplePerson } from '#tests/support/sample-company.ts';

const scene = companyScene('projects');
const idOf = (id: string) => toPublicId('project', id);
const environmentIdOf = (id: string) => toPublicId('environment', id);
const teamId = () => toPublicId('team', scene.company.searchId);
const as = (person: SamplePerson = scene.company.admin) => scene.as(person);
const create = (more: object = {}, person?: SamplePerson) =>
  createProject.execute(as(person), { name: 'Web Shop', team_id: teamId(), ...more });

test('[ORG-4] a project keeps every field, knows what its calls cost, and gateways are told of a change', async () => {
  const { lead, member } = scene.company;
  const center = await createCostCenter.execute(as(), { code: '4711', name: 'Shop' });
  const said = {
    ...{ description: 'Orders', business_unit: 'Retail', priority: 'critical', start_date: '2026-01-01', end_date: '2026-12-31' },
    ...{ allocated_budget_usd: '5000', estimated_cost_usd: '4200.5', review_due_date: '2026-12-01' },
    ...{ security_level: 'confidential', data_classes: ['financial', 'pii'], compliance_requirements: ['GDPR', 'PCI DSS'] },
    ...{
      visibility: 'private',
      allowed_domains: ['Example.com'],
      allowed_ips: ['203.0.113.0/24'],
      language: 'TypeScript',
      frameworks: ['next.js'],
    },
    ...{ quality_gates: { coverage_percent: 80, test_success_percent: 99.5 }, delivery: { lead_time_hours: 20, recovery_hours: 2 } },
    ...{ business_value: 'Half of all orders', kpis: [{ name: 'Conversion', target: '4 %', current: '3.1 %' }] },
    stakeholders: [{ user_id: toPublicId('user', member.userId), role: 'Sponsor' }],
    ...{ owner_id: toPublicId('user', lead.userId), cost_center_id: toPublicId('costCenter', center.id) },
  };
  const made = await create(said);
  const events = [1, 2, 3].map((cents) =>
    companyCall(scene.company, {
      atMs: Date.now() - cents * 86_400_000,
      by: { projectId: made.id },
      costNanoUsd: BigInt(cents) * 10_000_000n,
    }),
  );
  await postCalls(scene.database, [...events, companyCall(scene.company, { atMs: Date.now() })]);
  const found = await getProject.execute(as(), { project_id: idOf(made.id) });
  expect(found).toMatchObject({
    ...said,
    ...{ slug: 'web-shop', status: 'active', allowed_domains: ['example.com'], team_name: 'Search', cost_center_code: '4711' },
    ...{ allocated_budget_usd: 5_000_000_000_000n, estimated_cost_usd: 4_200_500_000_000n, data_classes: ['pii', 'financial'] },
    ...{ actual_cost_usd: 60_000_000n, request_count: 3, owner_id: lead.userId, cost_center_id: center.id },
    stakeholders: [{ user_id: member.userId, role: 'Sponsor' }],
  });
  const section = () => scene.inside((tx) => tx.select().from(configVersion).where(eq(configVersion.section, 'projects')));
  const [before] = await section();
  const changed = await updateProject.execute(as(), { project_id: idOf(made.id), status: 'paused', kpis: [] });
  expect(changed).toMatchObject({ status: 'paused', kpis: [], business_value: 'Half of all orders', version: 2 });
  expect((await section())[0]?.version).toBe((before?.version ?? 0) + 1);
  expect((await updateProject.execute(as(), { project_id: idOf(made.id), status: 'paused' })).version).toBe(2);
  const entries = await scene.inside((tx) => tx.select().from(auditEntry).where(eq(auditEntry.action, 'project.update')));
  expect(entries).toMatchObject([{ before: { status: 'active' }, after: { status: 'paused' } }]);
});

test('[COST-3] [ORG-4] a project is billed like a team: its month, its splits and its monthly budget', async () => {
  const made = await create();
  const by = { projectId: made.id, userId: scene.company.member.userId };
  await postCalls(scene.database, [
    companyCall(scene.company, { atMs: Date.now(), by, costNanoUsd: 30_000_000n }),
    companyCall(scene.company, { atMs: Date.now(), by, costNanoUsd: 12_000_001n, model: 'o3', provider: 'openai' }),
    companyCall(scene.company, { atMs: Date.now(), costNanoUsd: 7n }),
  ]);
  const project_id = idOf(made.id);
  const saved = await setProjectBilling.execute(as(), { project_id, monthly_budget: '500' });
  expect(saved).toMatchObject({ monthly_budget: 500_000_000_000n });
  const billing = await getProjectBilling.execute(as(), { project_id });
  expect(billing.billing_period).toMatchObject({
    ...{ total_cost: 42_000_001n, total_requests: 2 },
    breakdown_by_provider: { sandbox: { cost: 30_000_000n, requests: 1 }, openai: { cost: 12_000_001n, requests: 1 } },
    breakdown_by_model: { 'sandbox-small': { cost: 30_000_000n }, o3: { cost: 12_000_001n } },
    breakdown_by_member: { [toPublicId('user', scene.company.member.userId)]: { cost: 42_000_001n, requests: 2 } },
  });
  expect(billing.settings.monthly_budget).toBe(500_000_000_000n);
});

test('[ORG-4] private projects are there for their owner, their stakeholders and whoever runs all of them', async () => {
  const { admin, lead, member, seller } = scene.company;
  const made = await create(
    { visibility: 'private', stakeholders: [{ user_id: toPublicId('user', member.userId), role: 'Sponsor' }] },
    lead,
  );
  const sees = async (person: SamplePerson) => (await listProjects.execute(as(person), {})).data.some(({ id }) => id === made.id);
  const gets = (person: SamplePerson) => faultOf(getProject.execute(as(person), { project_id: idOf(made.id) }));
  expect(await Promise.all([admin, lead, member, seller].map(gets))).toEqual(['success', 'success', expect.any(String), 'not_found']);
  expect([await sees(admin), await sees(lead), await sees(seller)]).toEqual([true, true, false]);
  expect(await faultOf(listEnvironments.execute(as(lead), {}))).toBe('success');
});

test.each([
  ['a slug that is taken', {}, /^conflict \/slug/],
  ['a slug that is none', { slug: 'Not a slug' }, /^validation_failed \/slug/],
  ['a name that gives no slug', { name: '模型' }, /^validation_failed \/slug/],
  ['an end before the start', { slug: 'b', start_date: '2026-02-01', end_date: '2026-01-01' }, /^validation_failed \/end_date/],
  ['a day that is none', { slug: 'b', start_date: '2026-02-30' }, /^validation_failed \/start_date/],
  ['an owner who is not there', { slug: 'b', owner_id: toPublicId('user', newUuid()) }, /^not_found \/owner_id/],
  [
    'a stakeholder who is not there',
    { slug: 'b', stakeholders: [{ user_id: toPublicId('user', newUuid()), role: 'x' }] },
    /^not_found \/stakeholders\/0/,
  ],
  ['a cost center that is not there', { slug: 'b', cost_center_id: toPublicId('costCenter', newUuid()) }, /^not_found \/cost_center_id/],
  ['a team that is not there', { slug: 'b', team_id: toPublicId('team', newUuid()) }, /^not_found/],
  ['an amount below nothing', { slug: 'b', estimated_cost_usd: '-1' }, /^validation_failed \/estimated_cost_usd/],
])('[ORG-4] %s is refused with its pointer', async (_, more, fault) => {
  await create();
  expect(await faultOf(create(more))).toMatch(fault);
});

test('[ORG-4] a lead has the projects of the team, and neither others nor the choice of a cost center', async () => {
  const { lead, fieldId } = scene.company;
  const made = await create({}, lead);
  expect(made.owner_id).toBe(lead.userId);
  expect(await faultOf(create({ slug: 'x', team_id: toPublicId('team', fieldId) }, lead))).toMatch(/^(not_found|forbidden)/);
  expect(await faultOf(create({ slug: 'x', team_id: undefined }, lead))).toMatch(/^forbidden/);
  const change = (input: object) => faultOf(updateProject.execute(as(lead), { project_id: idOf(made.id), ...input }));
  expect(await change({ team_id: null })).toMatch(/^forbidden/);
  const center = await createCostCenter.execute(as(), { code: '4711', name: 'Shop' });
  expect(await change({ cost_center_id: toPublicId('costCenter', center.id) })).toMatch(/^forbidden/);
  const other = await scene.otherCompany();
  expect(await faultOf(getProject.execute(scene.as(other.admin), { project_id: idOf(made.id) }))).toMatch(/^(not_found|unauthenticated)/);
});

test('[ORG-4] an archived project gives its slug back and can be restored when it is free', async () => {
  const first = await create();
  const archived = await archiveProject.execute(as(), { project_id: idOf(first.id) });
  expect(archived.archived_at).not.toBeNull();
  expect(await faultOf(updateProject.execute(as(), { project_id: idOf(first.id), name: 'x' }))).toMatch(/^conflict/);
  const second = await create();
  expect(second.slug).toBe(first.slug);
  expect(await faultOf(restoreProject.execute(as(), { project_id: idOf(first.id) }))).toBe('conflict /slug');
  await archiveProject.execute(as(), { project_id: idOf(second.id) });
  expect((await restoreProject.execute(as(), { project_id: idOf(first.id) })).archived_at).toBeNull();
});

test('[ORG-5] cost limits of an environment are budgets that are made, changed and archived with it', async () => {
  const { id } = await create();
  const made = await createEnvironment.execute(as(), {
    ...{ project_id: idOf(id), name: 'Production', kind: 'production', url: 'https://shop.example.com', primary_model: 'gpt-4o' },
    ...{ daily_cost_limit_usd: '20', monthly_cost_limit_usd: '300' },
  });
  expect(made).toMatchObject({ slug: 'production', daily_cost_limit_usd: 20_000_000_000n, monthly_cost_limit_usd: 300_000_000_000n });
  const budgets = () =>
    scene.inside((tx) =>
      tx
        .select()
        .from(budget)
        .where(and(eq(budget.scopeKind, 'environment'), eq(budget.scopeValue, made.id))),
    );
  expect((await budgets()).map(({ periodKind, enforcement, archivedAt }) => [periodKind, enforcement, archivedAt])).toEqual([
    ['daily', 'hard', null],
    ['monthly', 'hard', null],
  ]);
  const changed = await updateEnvironment.execute(as(), {
    ...{ environment_id: environmentIdOf(made.id), daily_cost_limit_usd: null, monthly_cost_limit_usd: '450', status: 'paused' },
  });
  expect(changed).toMatchObject({ daily_cost_limit_usd: null, monthly_cost_limit_usd: 450_000_000_000n, status: 'paused', version: 2 });
  expect((await budgets()).filter(({ archivedAt }) => archivedAt === null)).toMatchObject([{ limitNanoUsd: 450_000_000_000n }]);
  expect(await faultOf(createEnvironment.execute(as(), { project_id: idOf(id), name: 'production' }))).toBe('conflict /slug');
  expect((await getEnvironment.execute(as(), { environment_id: environmentIdOf(made.id) })).version).toBe(2);
});

test('[ORG-5] a limit of an environment is held to what its budget was allocated and has allocated itself', async () => {
  const { lead } = scene.company;
  const { id } = await create();
  const made = await createEnvironment.execute(as(), { project_id: idOf(id), name: 'Shared', daily_cost_limit_usd: '20' });
  const [own] = await scene.inside((tx) => tx.select().from(budget).where(eq(budget.scopeValue, made.id)));
  const calendar = { period: 'daily', time_zone: own?.timeZone };
  const parent = await createBudget.execute(as(), { name: 'Whole', scope: 'tenant', limit_usd: '30', ...calendar });
  const ownId = toPublicId('budget', own?.id ?? '');
  await updateBudget.execute(as(), { budget_id: ownId, parent_id: toPublicId('budget', parent.id) });
  const limit = (usd: string | null, person?: SamplePerson) =>
    updateEnvironment.execute(as(person), { environment_id: environmentIdOf(made.id), daily_cost_limit_usd: usd });
  // Dividing the organization's budget is not for the lead of a team.
  expect(await faultOf(limit('25', lead))).toMatch(/^(forbidden|not_found)/);
  expect(await faultOf(limit('31'))).toBe('conflict /limit_usd');
  expect((await limit('30')).daily_cost_limit_usd).toBe(30_000_000_000n);
  const part = { name: 'Part', scope: 'environment', environment_id: environmentIdOf(made.id), limit_usd: '10', ...calendar };
  await createBudget.execute(as(), { ...part, parent_id: ownId });
  expect(await faultOf(limit('9'))).toBe('conflict /limit_usd');
  expect(await faultOf(limit(null))).toBe('conflict');
  expect((await limit('10', lead)).daily_cost_limit_usd).toBe(10_000_000_000n);
});

test('[ORG-5] keys are bound to a project and its environment by those who may, and keep it when they are rotated', async () => {
  const { lead, seller, fieldId } = scene.company;
  const made = await create({ visibility: 'team' });
  const stage = await createEnvironment.execute(as(), { project_id: idOf(made.id), name: 'Production', kind: 'production' });
  const other = await create({ slug: 'other' });
  const work = { project_id: idOf(made.id), environment_id: environmentIdOf(stage.id) };
  const key = (input: object, person: SamplePerson = lead) =>
    createKey.execute(as(person), { name: 'Shop', kind: 'team', team_id: teamId(), ...input });
  const bound = await key(work);
  expect(bound).toMatchObject({ project_id: made.id, project_name: 'Web Shop', environment_id: stage.id, environment_name: 'Production' });
  const principals = await scene.inside((tx) => loadPrincipals(tx, scene.company.tenantId, [bound.id]));
  expect(principals.get(bound.id)).toMatchObject({ projectId: made.id, environmentId: stage.id });
  expect(await faultOf(key({ environment_id: work.environment_id }))).toBe('validation_failed /environment_id');
  expect(await faultOf(key({ ...work, project_id: idOf(other.id) }))).toBe('not_found /environment_id');
  expect(await faultOf(key({ project_id: idOf(newUuid()) }))).toBe('not_found /project_id');
  // Somebody of another team would spend this team's money.
  expect(
    await faultOf(createKey.execute(as(seller), { name: 'Mine', team_id: toPublicId('team', fieldId), project_id: work.project_id })),
  ).toMatch(/^(forbidden|not_found)/);
  const rotated = await rotateKey.execute(as(), { key_id: toPublicId('key', bound.id) });
  expect(rotated).toMatchObject({ project_id: made.id, environment_id: stage.id });
  const id = toPublicId('key', rotated.id);
  expect(await updateKey.execute(as(), { key_id: id, project_id: idOf(other.id) })).toMatchObject({
    project_id: other.id,
    environment_id: null,
  });
  expect(await updateKey.execute(as(), { key_id: id, project_id: null })).toMatchObject({ project_id: null });
  expect((await listKeys.execute(as(), { project_id: work.project_id })).data.map((one) => one.id)).toEqual([bound.id]);
  expect((await getProject.execute(as(), { project_id: work.project_id })).key_count).toBe(0);
});

test('[ORG-4] who owns or leads a project asks more of it, and takes no compliance requirement away', async () => {
  const { lead, member, admin } = scene.company;
  const owned = { compliance_requirements: ['SOC 2', 'GDPR'], owner_id: toPublicId('user', lead.userId) };
  const { id } = await create(owned, lead);
  const set = (person: SamplePerson, ...requirements: string[]) =>
    faultOf(updateProject.execute(as(person), { project_id: idOf(id), compliance_requirements: requirements }));
  const kept = async () => (await getProject.execute(as(), { project_id: idOf(id) })).compliance_requirements;
  await expect(updateProject.execute(as(lead), { project_id: idOf(id), compliance_requirements: ['GDPR'] })).rejects.toMatchObject({
    code: 'forbidden',
    message: expect.stringContaining('Taking SOC 2 from the compliance requirements of a project needs the permission compliance.write'),
  });
  for (const fewer of [[], ['SOC 2'], ['GDPR', 'SOC 3']]) expect(await set(lead, ...fewer)).toBe('forbidden');
  expect(await set(member)).toMatch(/forbidden|not_found/);
  // Along with changes that are theirs to make, nothing of it happens.
  const renamed = { project_id: idOf(id), name: 'Shop', compliance_requirements: [] };
  expect(await faultOf(updateProject.execute(as(lead), renamed))).toBe('forbidden');
  expect([await kept(), (await getProject.execute(as(), { project_id: idOf(id) })).name]).toEqual([['SOC 2', 'GDPR'], 'Web Shop']);
  expect(await set(lead, 'HIPAA', 'gdpr', 'soc-2')).toBe('success');
  expect(await kept()).toEqual(['HIPAA', 'gdpr', 'soc-2']);
  // A session that somebody left open does not do it either.
  const prove = (minutesAgo: number) =>
    scene.database.superuser`update session set verified_at = now() - make_interval(mins => ${minutesAgo}) where id = ${admin.sessionId}`;
  await prove(11);
  expect(await set(admin, 'HIPAA')).toBe('step_up_required');
  expect(await set(admin, 'HIPAA', 'GDPR', 'SOC 2', 'CCPA')).toBe('success');
  await prove(0);
  expect(await set(admin, 'HIPAA')).toBe('success');
  expect(await kept()).toEqual(['HIPAA']);
});
