import { and, eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { auditEntry, configVersion } from '#db/schema/index.ts';
import { listApprovals } from '#lib/approvals/index.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { loadAttributions } from '#lib/gateway/snapshot/load-attributions.ts';
import {
  archiveProject,
  createEnvironment,
  createProject,
  createRelease,
  getDelivery,
  getProject,
  listProjects,
  markReleaseFailure,
  publishRelease,
  rollbackRelease,
  updateEnvironment,
  updateProject,
} from '#lib/projects/index.ts';
import { approvalScene } from '#tests/support/approval-scene.ts';
import { teamIdOf } from '#tests/support/budget-scene.ts';
import { companyCall, postCalls } from '#tests/support/company-calls.ts';
import { faultOf } from '#tests/support/company-scene.ts';
import type { SamplePerson } from '#tests/support/sample-company.ts';

const { scene, ask, rule, approve, reject, read } = approvalScene('project-approvals');
const idOf = (id: string) => toPublicId('project', id);
const create = (person: SamplePerson, more: object = {}) =>
  createProject.execute(scene.as(person), { name: 'Web Shop', team_id: teamIdOf(scene.company.searchId), ...more });
const update = (person: SamplePerson, id: string, more: object) =>
  updateProject.execute(scene.as(person), { project_id: idOf(id), ...more });
const asks = (person: SamplePerson, id: string) => ask(person, { kind: 'project_start', project_id: idOf(id), reason: 'We are ready' });

test('[ORG-4] a planned project starts by itself where nobody asks for an approval', async () => {
  const { lead } = scene.company;
  expect(await create(lead)).toMatchObject({ status: 'active', start_needs_approval: false });
  const planned = await create(lead, { status: 'planned', name: 'Later' });
  expect(planned).toMatchObject({ status: 'planned', start_needs_approval: false });
  expect(await update(lead, planned.id, { status: 'active' })).toMatchObject({ status: 'active' });
});

test('[ORG-4] [COST-6] where a rule of its place asks for one, it is planned until somebody else approves, and starts in that moment', async () => {
  const { lead, admin, member, seller } = scene.company;
  await rule({
    kind: 'project_start',
    department_id: toPublicId('department', scene.company.engineeringId),
    levels: [{ role: 'tenant_admin' }],
  });
  const made = await create(lead);
  expect(made).toMatchObject({ status: 'planned', start_needs_approval: true });
  expect(await faultOf(create(lead, { name: 'Hurry', status: 'active' }))).toBe('approval_required');
  // Each of these would lead to an active project without anybody's consent.
  for (const status of ['active', 'paused', 'completed'])
    expect(await faultOf(update(lead, made.id, { status }))).toBe('approval_required');
  expect(await faultOf(update(admin, made.id, { status: 'active' }))).toBe('approval_required');
  expect(await faultOf(update(admin, made.id, { status: 'active', team_id: null }))).toBe('approval_required');
  expect(await faultOf(asks(member, made.id))).toBe('forbidden');
  expect(await faultOf(asks(seller, made.id))).toBe('forbidden');
  expect(await faultOf(asks(lead, newUuid()))).toBe('not_found /project_id');
  const asked = await asks(lead, made.id);
  expect(asked).toMatchObject({ kind: 'project_start', state: 'pending', project_id: made.id, title: 'Start the project Web Shop' });
  expect(await faultOf(asks(lead, made.id))).toBe('conflict');
  expect(await faultOf(approve(lead, asked.id))).toBe('forbidden');
  const section = () => scene.inside((tx) => tx.select().from(configVersion).where(eq(configVersion.section, 'projects')));
  const [before] = await section();
  expect((await approve(admin, asked.id)).state).toBe('approved');
  expect((await section())[0]?.version).toBe((before?.version ?? 0) + 1);
  expect(await getProject.execute(scene.as(lead), { project_id: idOf(made.id) })).toMatchObject({
    status: 'active',
    start_needs_approval: false,
  });
  const entries = await scene.inside((tx) =>
    tx
      .select()
      .from(auditEntry)
      .where(and(eq(auditEntry.tenantId, scene.company.tenantId), eq(auditEntry.action, 'approval.approve'))),
  );
  expect(entries.find(({ resourceKind }) => resourceKind === 'project')).toMatchObject({
    ...{ actorName: admin.email, before: { status: 'planned' }, after: { status: 'active' } },
  });
  // What runs may be paused and go on.
  await update(lead, made.id, { status: 'paused' });
  expect(await update(lead, made.id, { status: 'active' })).toMatchObject({ status: 'active' });
});

test('[ORG-4] [COST-6] a project can ask for an approval itself; only who writes the rules lets go of that, and a refusal leaves it planned', async () => {
  const { lead, admin } = scene.company;
  const made = await create(lead, { requires_approval: true, allocated_budget_usd: '900' });
  expect(made).toMatchObject({ status: 'planned', start_needs_approval: true });
  expect(await faultOf(update(lead, made.id, { requires_approval: false }))).toBe('forbidden');
  expect(await faultOf(update(lead, made.id, { requires_approval: false, status: 'active' }))).toBe('forbidden');
  const first = await asks(lead, made.id);
  // What was planned for it decides how many levels are asked.
  expect(await read(lead, first.id)).toMatchObject({ amount_usd: 900_000_000_000n, levels_needed: 2 });
  await reject(admin, first.id);
  expect(await faultOf(update(lead, made.id, { status: 'active' }))).toBe('approval_required');
  await archiveProject.execute(scene.as(lead), { project_id: idOf(made.id) });
  expect(await faultOf(asks(lead, made.id))).toBe('validation_failed /project_id');
  const other = await create(lead, { name: 'Other', requires_approval: true });
  const second = await asks(lead, other.id);
  await update(admin, other.id, { requires_approval: false, status: 'active' });
  expect(await faultOf(approve(admin, second.id))).toBe('conflict');
  const history = await listApprovals.execute(scene.as(lead), { project_id: idOf(made.id), state: 'all' });
  expect(history.data.map(({ id, state }) => [id, state])).toEqual([[first.id, 'rejected']]);
  const listed = await listProjects.execute(scene.as(lead), { status: 'active' });
  expect(listed.data.map(({ name }) => name)).toEqual(['Other']);
});

test('[ORG-4] networks that cannot be meant are refused, each by its place', async () => {
  const { lead } = scene.company;
  const wrong = (allowed_ips: string[]) => faultOf(create(lead, { allowed_ips }));
  expect(await wrong(['203.0.113.0/24', 'office'])).toBe('validation_failed /allowed_ips/1');
  expect(await wrong(['0.0.0.0/0'])).toBe('validation_failed /allowed_ips/0');
  expect(await wrong(['203.0.113.7/24'])).toBe('validation_failed /allowed_ips/0');
  const made = await create(lead, { allowed_ips: ['203.0.113.0/24', '2001:db8::/48'] });
  expect(made.allowed_ips).toEqual(['203.0.113.0/24', '2001:db8::/48']);
  const open = await create(lead, { name: 'Open' });
  const loaded = await scene.inside((tx) => loadAttributions(tx, scene.company.tenantId));
  const fence = loaded?.fenceOf(made.id);
  expect(fence?.name).toBe('Web Shop');
  expect(['203.0.113.9', '2001:db8::1', '203.0.114.1'].map((address) => fence?.addresses.has(address))).toEqual([true, true, false]);
  expect(loaded?.fenceOf(open.id)).toBeUndefined();
});

test('[ORG-5] the models of an environment reach the gateway as they are set', async () => {
  const { lead } = scene.company;
  const project_id = idOf((await create(lead)).id);
  const models = { primary_model: 'sandbox-large', fallback_model: 'sandbox-small' };
  const made = await createEnvironment.execute(scene.as(lead), { project_id, name: 'Production', ...models });
  const other = await createEnvironment.execute(scene.as(lead), { project_id, name: 'Staging', fallback_model: 'sandbox-small' });
  const modelsOf = async (id: string) => (await scene.inside((tx) => loadAttributions(tx, scene.company.tenantId)))?.modelsOf(id);
  expect(await modelsOf(made.id)).toEqual({ primary: 'sandbox-large', fallback: 'sandbox-small' });
  expect(await modelsOf(other.id)).toBeUndefined();
  await updateEnvironment.execute(scene.as(lead), { environment_id: toPublicId('environment', made.id), fallback_model: null });
  expect(await modelsOf(made.id)).toEqual({ primary: 'sandbox-large', fallback: null });
});

test('[ORG-4] how a project delivers is measured from its releases, its failures and its calls', async () => {
  const { lead, member, company } = { ...scene.company, company: scene.company };
  const made = await create(lead);
  const project_id = idOf(made.id);
  const measured = (days = 30) => getDelivery.execute(scene.as(member), { project_id, days });
  expect(await measured()).toMatchObject({ releases: 0, lead_time_hours: null, requests: 0, cost_per_request_usd: null });
  const release = async (version: string): Promise<string> => {
    const drafted = await createRelease.execute(scene.as(lead), { project_id, semantic_version: version, name: version });
    return toPublicId('release', drafted.id);
  };
  const [first, second, third] = [await release('1.0.0'), await release('1.1.0'), await release('1.2.0')];
  expect(await faultOf(markReleaseFailure.execute(scene.as(lead), { release_id: first, failed: true }))).toBe('conflict');
  for (const release_id of [first, second, third]) await publishRelease.execute(scene.as(lead), { release_id });
  // Two days apart, each drafted a day before it went out.
  const day = (id: string, ago: number) => scene.database.superuser`update release set released_at = now() - make_interval(days => ${ago}),
    created_at = now() - make_interval(days => ${ago + 1}) where project_id = ${made.id} and semantic_version = ${id}`;
  await day('1.0.0', 5);
  await day('1.1.0', 3);
  await day('1.2.0', 1);
  const note = 'Answers in the wrong language';
  const marked = await markReleaseFailure.execute(scene.as(lead), { release_id: second, failed: true, note });
  expect(marked).toMatchObject({ failure_note: note, status: 'released' });
  expect(await faultOf(markReleaseFailure.execute(scene.as(member), { release_id: second, failed: false }))).toBe('forbidden');
  await rollbackRelease.execute(scene.as(lead), { release_id: third });
  const by = { projectId: made.id };
  await postCalls(scene.database, [
    companyCall(company, { atMs: Date.now(), by, costNanoUsd: 30_000_000n }),
    companyCall(company, { atMs: Date.now(), by, costNanoUsd: 10_000_000n, status: 'failed' }),
    companyCall(company, { atMs: Date.now() }),
  ]);
  const figures = await measured();
  expect(figures).toMatchObject({
    ...{ releases: 3, releases_per_week: 0.7, failures: 2, failure_percent: 66.7, open_failures: 1 },
    ...{ requests: 2, failed_request_percent: 50, cost_usd: 40_000_000n, cost_per_request_usd: 20_000_000n },
  });
  expect(figures.lead_time_hours).toBeCloseTo(24, 1);
  expect(figures.between_hours).toBeCloseTo(48, 1);
  await markReleaseFailure.execute(scene.as(lead), { release_id: second, failed: false });
  expect(await measured()).toMatchObject({ failures: 1, open_failures: 0 });
  expect((await measured(7)).releases).toBe(3);
});
