import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { budget, configVersion, project, rateLimit } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import type { CommandRuntime } from '#lib/command/context.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { createKey, disableKey, getKey, listKeys, rotateKey, updateKey } from '#lib/keys/index.ts';
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
let companies = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = commandRuntimeOf(database);
});
beforeEach(async () => {
  companies += 1;
  company = await createSampleCompany(database, `key-scopes-${companies}`);
});
afterAll(() => database.drop());

const as = (person: SamplePerson, options: Parameters<typeof invocationOf>[3] = {}) => invocationOf(runtime, company, person, options);
const keyIdOf = (id: string) => toPublicId('key', id);
const teamId = (id: string) => toPublicId('team', id);
const departmentId = (id: string) => toPublicId('department', id);
const inCompany = <Result>(work: Parameters<typeof inTenant<Result>>[2]) => inTenant(database.databases.app, company.tenantId, work);
const versionsOf = async (section: string): Promise<number> => {
  const [row] = await inCompany((tx) =>
    tx
      .select()
      .from(configVersion)
      .where(and(eq(configVersion.tenantId, company.tenantId), eq(configVersion.section, section))),
  );
  return row?.version ?? 0;
};
async function addProject(place: { teamId?: string; departmentId?: string }): Promise<string> {
  const id = newUuid();
  await inCompany((tx) =>
    tx.insert(project).values({ tenantId: company.tenantId, id, slug: `p-${id.slice(-6)}`, name: 'Project', ...place }),
  );
  return toPublicId('project', id);
}

test('[IAM-7] a department’s key is its administrator’s to make, and goes with the department', async () => {
  const engineering = departmentId(company.engineeringId);
  const made = await createKey.execute(as(company.admin), { name: 'Shared', kind: 'department', department_id: engineering });
  expect(made).toMatchObject({
    kind: 'department',
    department_id: company.engineeringId,
    department_name: 'Engineering',
    team_id: null,
    user_id: null,
  });
  await expect(createKey.execute(as(company.lead), { name: 'X', kind: 'department', department_id: engineering })).rejects.toMatchObject({
    code: 'forbidden',
  });
  const refusal = (input: object) => expect(createKey.execute(as(company.admin), { name: 'X', ...input })).rejects;
  await refusal({ kind: 'department' }).toMatchObject({ errors: [{ pointer: '/department_id' }] });
  await refusal({ kind: 'team', team_id: teamId(company.searchId), department_id: engineering }).toMatchObject({
    errors: [{ pointer: '/department_id' }],
  });
  await refusal({ kind: 'department', department_id: departmentId(newUuid()) }).toMatchObject({ code: 'not_found' });
  await refusal({ kind: 'department', department_id: engineering, team_id: teamId(company.searchId) }).toMatchObject({
    errors: [{ pointer: '/team_id' }],
  });
  // The lead of a team of the department reads keys of the team, not of the department.
  await expect(getKey.execute(as(company.lead), { key_id: keyIdOf(made.id) })).rejects.toMatchObject({
    code: expect.stringMatching(/forbidden|not_found/),
  });
  const { data } = await listKeys.execute(as(company.admin), { department_id: engineering });
  expect(data.map(({ id }) => id)).toEqual([made.id]);
});

test('[IAM-7] a project’s key is placed where the project is, now', async () => {
  const projectId = await addProject({ teamId: company.searchId });
  const made = await createKey.execute(as(company.lead), { name: 'Pipeline', kind: 'project', project_id: projectId });
  expect(made).toMatchObject({ kind: 'project', team_id: company.searchId, user_id: null, project_name: 'Project' });
  await expect(createKey.execute(as(company.seller), { name: 'X', kind: 'project', project_id: projectId })).rejects.toMatchObject({
    code: expect.stringMatching(/forbidden|not_found/),
  });
  await expect(createKey.execute(as(company.admin), { name: 'X', kind: 'project' })).rejects.toMatchObject({
    errors: [{ pointer: '/project_id' }],
  });
  await expect(updateKey.execute(as(company.lead), { key_id: keyIdOf(made.id), project_id: null })).rejects.toMatchObject({
    errors: [{ pointer: '/project_id' }],
  });
  expect((await listKeys.execute(as(company.lead), { kind: 'project' })).data).toHaveLength(1);
  await inCompany((tx) => tx.update(project).set({ teamId: company.fieldId }).where(eq(project.tenantId, company.tenantId)));
  expect((await listKeys.execute(as(company.lead), { kind: 'project' })).data).toHaveLength(0);
  await expect(disableKey.execute(as(company.lead), { key_id: keyIdOf(made.id) })).rejects.toMatchObject({ code: expect.any(String) });
});

test('[IAM-7] scopes are checked when they are set, kept by a rotation, and told apart when they change', async () => {
  const scopes = {
    allowed_providers: ['openai', 'sandbox'],
    allowed_endpoints: ['chat_completions', 'embeddings'],
    allowed_addresses: ['203.0.113.0/24', '2001:DB8::/48', '198.51.100.7'],
    tags: { app: 'intranet' },
  };
  const made = await createKey.execute(as(company.member), { name: 'Laptop', ...scopes });
  expect(made).toMatchObject({ ...scopes, allowed_addresses: ['203.0.113.0/24', '2001:db8::/48', '198.51.100.7'] });
  const rotated = await rotateKey.execute(as(company.member), { key_id: keyIdOf(made.id), overlap_hours: 1 });
  expect(rotated).toMatchObject({
    allowed_providers: scopes.allowed_providers,
    allowed_endpoints: scopes.allowed_endpoints,
    tags: scopes.tags,
  });
  const same = await updateKey.execute(as(company.member), { key_id: keyIdOf(rotated.id), ...scopes });
  expect(same.version).toBe(1);
  const opened = await updateKey.execute(as(company.member), { key_id: keyIdOf(rotated.id), allowed_addresses: null, tags: {} });
  expect(opened).toMatchObject({ allowed_addresses: null, tags: {}, allowed_endpoints: scopes.allowed_endpoints, version: 2 });
});

test.each([
  ['0.0.0.0/0'],
  ['::/0'],
  ['10.1.2.3/8'],
  ['2001:db8::1/48'],
  ['10.0.0.0/'],
  ['10.0.0.0/33'],
  ['10.0.0.0/08'],
  ['10.0.0.0/+8'],
  ['10.0.0.0/1e1'],
  ['10.0.0.0/8/8'],
  ['010.0.0.1'],
  ['10.0.0'],
  ['10.0.0.0/-1'],
  ['::ffff:10.0.0.0/104'],
  ['fe80::1%eth0'],
  ['example.com'],
  ['2001:db8::/129'],
  ['1.2.3.4, 5.6.7.8'],
  ['*'],
])('[IAM-7] the range %s is refused with its place', async (range) => {
  const input = { name: 'X', allowed_addresses: ['203.0.113.0/24', range] };
  await expect(createKey.execute(as(company.member), input)).rejects.toMatchObject({
    code: 'validation_failed',
    errors: [{ pointer: '/allowed_addresses/1' }],
  });
});

test('[IAM-7] providers that are none, doubled endpoints and reserved tags are refused', async () => {
  const refusal = (input: object) => expect(createKey.execute(as(company.member), { name: 'X', ...input })).rejects;
  await refusal({ allowed_providers: ['sandbox', 'nobody'] }).toMatchObject({ errors: [{ pointer: '/allowed_providers/1' }] });
  await refusal({ allowed_endpoints: ['mcp', 'mcp'] }).toMatchObject({ errors: [{ pointer: '/allowed_endpoints' }] });
  await refusal({ allowed_endpoints: ['everything'] }).toMatchObject({ errors: [{ pointer: '/allowed_endpoints/0' }] });
  await refusal({ tags: { project: 'x' } }).toMatchObject({ errors: [{ pointer: '/tags' }] });
  await refusal({ allowed_providers: [] }).toMatchObject({ errors: [{ pointer: '/allowed_providers' }] });
});

test('[IAM-7] budget and limits are made with the key or not at all, by whoever may set them', async () => {
  const own = { budget: { limit_usd: '25' }, rate_limits: [{ metric: 'requests', window: 'minute', limit: 60 }] };
  await expect(createKey.execute(as(company.member), { name: 'Laptop', ...own })).rejects.toMatchObject({ code: 'forbidden' });
  expect((await listKeys.execute(as(company.member), {})).data).toHaveLength(0);
  const before = [await versionsOf('budgets'), await versionsOf('rate_limits')];
  const made = await createKey.execute(as(company.admin), { name: 'Bot', kind: 'service', ...own });
  expect([await versionsOf('budgets'), await versionsOf('rate_limits')]).toEqual(before.map((version) => version + 1));
  const budgets = await inCompany((tx) => tx.select().from(budget).where(eq(budget.scopeValue, made.id)));
  expect(budgets).toMatchObject([{ scopeKind: 'key', limitNanoUsd: 25_000_000_000n, periodKind: 'monthly', enforcement: 'hard' }]);
  const limits = await inCompany((tx) => tx.select().from(rateLimit).where(eq(rateLimit.scopeValue, made.id)));
  expect(limits).toMatchObject([{ scopeKind: 'key', metric: 'requests', limitWindow: 'minute', limitAmount: 60 }]);
  const leads = await createKey.execute(as(company.lead), {
    name: 'Team',
    kind: 'team',
    team_id: teamId(company.searchId),
    budget: own.budget,
  });
  expect((await inCompany((tx) => tx.select().from(budget).where(eq(budget.scopeValue, leads.id)))).length).toBe(1);
});

test('[IAM-7] a rotation is no way out of a key’s budget and limits', async () => {
  const own = { budget: { limit_usd: '25' }, rate_limits: [{ metric: 'requests', window: 'minute', limit: 60 }] };
  const first = await createKey.execute(as(company.admin), { name: 'Bot', kind: 'service', ...own });
  const second = await rotateKey.execute(as(company.admin), { key_id: keyIdOf(first.id), overlap_hours: 2 });
  const budgets = await inCompany((tx) => tx.select().from(budget).where(eq(budget.tenantId, company.tenantId)));
  expect(budgets.map(({ scopeValue, limitNanoUsd }) => [scopeValue, limitNanoUsd]).sort()).toEqual(
    [
      [first.id, 25_000_000_000n],
      [second.id, 25_000_000_000n],
    ].sort(),
  );
  expect(budgets.find(({ scopeValue }) => scopeValue === first.id)?.effectiveUntilAt).not.toBeNull();
  const third = await rotateKey.execute(as(company.admin), { key_id: keyIdOf(second.id) });
  const limits = await inCompany((tx) => tx.select().from(rateLimit).where(eq(rateLimit.tenantId, company.tenantId)));
  expect(limits.map(({ scopeValue }) => scopeValue).sort()).toEqual([first.id, third.id].sort());
});

test('[IAM-7] both keys of an overlap go on from what was spent, however often the key was replaced before', async () => {
  const first = await createKey.execute(as(company.admin), { name: 'Bot', kind: 'service', budget: { limit_usd: '25' } });
  const ofKey = async (keyId: string) => {
    const [row] = await inCompany((tx) => tx.select().from(budget).where(eq(budget.scopeValue, keyId)));
    return row?.id ?? '';
  };
  const moved = await ofKey(first.id);
  await database.superuser`insert into budget_period (tenant_id, budget_id, period_start_at, period_end_at, limit_nano_usd, spent_nano_usd)
    values (${company.tenantId}, ${moved}, date_trunc('month', now(), 'UTC'), date_trunc('month', now(), 'UTC') + interval '1 month', 25000000000, 25000000000)`;
  const second = await rotateKey.execute(as(company.admin), { key_id: keyIdOf(first.id) });
  const third = await rotateKey.execute(as(company.admin), { key_id: keyIdOf(second.id), overlap_hours: 2 });
  expect(await ofKey(third.id)).toBe(moved);
  const copy = await ofKey(second.id);
  const spent = await database.superuser`select spent_nano_usd as spent from budget_period where budget_id = ${copy}`;
  const booked = await database.superuser`select sum(amount_nano_usd)::int8 as spent from ledger_entry where budget_id = ${copy}`;
  expect([...spent, ...booked]).toEqual([{ spent: 25_000_000_000n }, { spent: 25_000_000_000n }]);
  await expect(rotateKey.execute(as(company.admin), { key_id: keyIdOf(second.id) })).rejects.toMatchObject({ code: 'conflict' });
  // Whoever lets the old key live longer does not let it outlive its budget.
  const later = new Date(Date.now() + 30 * 86_400_000);
  await updateKey.execute(as(company.admin), { key_id: keyIdOf(second.id), expires_at: later.toISOString() });
  const [kept] = await inCompany((tx) => tx.select().from(budget).where(eq(budget.id, copy)));
  expect(kept?.effectiveUntilAt).toEqual(later);
});
