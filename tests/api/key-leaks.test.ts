import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { auditEntry, configVersion, mailMessage, project } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import type { CommandRuntime } from '#lib/command/context.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { createKey, disableAllKeys, disableKey, enableKey, getKey, reportLeak } from '#lib/keys/index.ts';
import { newVirtualKey } from '#lib/keys/virtual-key.ts';
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
  company = await createSampleCompany(database, `key-leaks-${companies}`);
});
afterAll(() => database.drop());

const as = (person: SamplePerson, options: Parameters<typeof invocationOf>[3] = {}) => invocationOf(runtime, company, person, options);
const keyIdOf = (id: string) => toPublicId('key', id);
const teamId = (id: string) => toPublicId('team', id);
const departmentId = (id: string) => toPublicId('department', id);
const userId = ({ userId: id }: SamplePerson) => toPublicId('user', id);
const inCompany = <Result>(work: Parameters<typeof inTenant<Result>>[2]) => inTenant(database.databases.app, company.tenantId, work);
const mails = () => inCompany((tx) => tx.select().from(mailMessage).where(eq(mailMessage.tenantId, company.tenantId)));
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

test('[IAM-7] what an administrator disabled its owner does not enable; what the owner disabled, he does', async () => {
  const { id } = await createKey.execute(as(company.member), { name: 'Laptop' });
  const key = { key_id: keyIdOf(id) };
  expect(await disableKey.execute(as(company.member), key)).toMatchObject({ disabled_for: 'owner', disabled_by_name: 'member' });
  expect(await enableKey.execute(as(company.member), key)).toMatchObject({ status: 'active', disabled_for: null, disabled_at: null });
  expect(await disableKey.execute(as(company.admin), key)).toMatchObject({ disabled_for: 'administrator', disabled_by_name: 'admin' });
  await expect(enableKey.execute(as(company.member), key)).rejects.toMatchObject({ code: 'forbidden' });
  // Disabling it once more does not make it the owner's doing.
  await disableKey.execute(as(company.member), key);
  await expect(enableKey.execute(as(company.member), key)).rejects.toMatchObject({ code: 'forbidden' });
  expect(await enableKey.execute(as(company.lead), key)).toMatchObject({ status: 'active' });
});

test('[IAM-7] all keys of a person, a team, a department or a project are disabled at once, and named before', async () => {
  const search = teamId(company.searchId);
  const projectId = await addProject({ teamId: company.fieldId });
  const mine = await createKey.execute(as(company.member), { name: 'Mine' });
  const teams = await createKey.execute(as(company.lead), { name: 'Teams', kind: 'team', team_id: search });
  const fields = await createKey.execute(as(company.admin), {
    name: 'Fields',
    kind: 'team',
    team_id: teamId(company.fieldId),
    project_id: projectId,
  });
  const statuses = async () => {
    const found = await Promise.all([mine, teams, fields].map(({ id }) => getKey.execute(as(company.admin), { key_id: keyIdOf(id) })));
    return found.map(({ status }) => status).join();
  };
  const version = await versionsOf('keys');
  const preview = await disableAllKeys.execute(as(company.lead), { team_id: search, dry_run: true });
  expect(preview).toMatchObject({ keys: 2, is_dry_run: true, data: [{ name: 'Mine' }, { name: 'Teams' }] });
  expect(await statuses()).toBe('active,active,active');
  for (const [person, input] of [
    [company.member, { team_id: search }],
    [company.lead, { team_id: teamId(company.fieldId) }],
    [company.lead, { department_id: departmentId(company.engineeringId) }],
    [company.seller, { user_id: userId(company.member) }],
  ] as const)
    await expect(disableAllKeys.execute(as(person), input)).rejects.toMatchObject({ code: expect.stringMatching(/forbidden|not_found/) });
  await expect(disableAllKeys.execute(as(company.admin), {})).rejects.toMatchObject({ code: 'validation_failed' });
  expect(await disableAllKeys.execute(as(company.lead), { team_id: search })).toMatchObject({ keys: 2, is_dry_run: false });
  expect(await statuses()).toBe('disabled,disabled,active');
  expect(await versionsOf('keys')).toBeGreaterThan(version);
  const entries = await inCompany((tx) => tx.select().from(auditEntry).where(eq(auditEntry.action, 'key.disable_all')));
  const done = entries.filter(({ result }) => result === 'success');
  expect(done.map(({ resourceKind }) => resourceKind).sort()).toEqual(['key', 'key', 'team']);
  await expect(enableKey.execute(as(company.member), { key_id: keyIdOf(mine.id) })).rejects.toMatchObject({ code: 'forbidden' });
  expect(await disableAllKeys.execute(as(company.admin), { project_id: projectId, because: 'leak' })).toMatchObject({ keys: 1 });
  await expect(enableKey.execute(as(company.admin), { key_id: keyIdOf(fields.id) })).rejects.toMatchObject({ code: 'conflict' });
  await enableKey.execute(as(company.admin), { key_id: keyIdOf(mine.id) });
  expect(await disableAllKeys.execute(as(company.admin), { department_id: departmentId(company.engineeringId) })).toMatchObject({
    keys: 1,
  });
});

test('[IAM-7] everybody disables their own keys at once', async () => {
  const { id } = await createKey.execute(as(company.member), { name: 'Laptop' });
  expect(await disableAllKeys.execute(as(company.member), { user_id: userId(company.member) })).toMatchObject({ keys: 1 });
  expect(await enableKey.execute(as(company.member), { key_id: keyIdOf(id) })).toMatchObject({ status: 'active' });
});

test('[IAM-7] a key that somebody found is disabled for good by its text, and its people are told', async () => {
  const mine = await createKey.execute(as(company.member), { name: 'Laptop' });
  const teams = await createKey.execute(as(company.lead), { name: 'Batch', kind: 'team', team_id: teamId(company.searchId) });
  const other = await createSampleCompany(database, `other-${companies}`);
  const foreign = await createKey.execute(invocationOf(runtime, other, other.admin), { name: 'Foreign', kind: 'service' });
  const text = `A="${mine.secret}"\nB=${teams.secret};${mine.secret}\nC=${foreign.secret}\nD=${newVirtualKey().key}\nE=${mine.secret.slice(0, -1)}x`;
  const report = await reportLeak.execute(as(company.guest), { text, found_at: 'https://git.example.com/x' });
  expect(report).toMatchObject({ candidates: 4, known: 2, disabled: [{ id: teams.id }, { id: mine.id }] });
  expect(JSON.stringify(report)).not.toContain(foreign.id);
  expect((await getKey.execute(invocationOf(runtime, other, other.admin), { key_id: keyIdOf(foreign.id) })).status).toBe('active');
  expect(await getKey.execute(as(company.admin), { key_id: keyIdOf(mine.id) })).toMatchObject({ status: 'disabled', disabled_for: 'leak' });
  const sent = await mails();
  expect(sent.map(({ recipient }) => recipient).sort()).toEqual([company.lead.email, company.member.email].sort());
  expect(sent.every(({ text: body }) => body.includes('https://git.example.com/x') && body.includes('guest'))).toBe(true);
  for (const person of [company.member, company.admin])
    await expect(enableKey.execute(as(person), { key_id: keyIdOf(mine.id) })).rejects.toMatchObject({ code: 'conflict' });
  const entries = await inCompany((tx) => tx.select().from(auditEntry).where(eq(auditEntry.tenantId, company.tenantId)));
  for (const { secret } of [mine, teams]) {
    expect(JSON.stringify(entries)).not.toContain(secret);
    expect(JSON.stringify(sent)).not.toContain(secret);
  }
  const again = await reportLeak.execute(as(company.guest), { text });
  expect(again).toMatchObject({ known: 2, disabled: [] });
  expect(await mails()).toHaveLength(2);
});

test('[IAM-7] a key that its owner had disabled stays so once it was reported', async () => {
  const mine = await createKey.execute(as(company.member), { name: 'Laptop' });
  await disableKey.execute(as(company.member), { key_id: keyIdOf(mine.id) });
  expect(await reportLeak.execute(as(company.guest), { text: mine.secret })).toMatchObject({ known: 1, disabled: [] });
  await expect(enableKey.execute(as(company.member), { key_id: keyIdOf(mine.id) })).rejects.toMatchObject({ code: 'conflict' });
});

test('[IAM-7] text without a key is no report', async () => {
  const { key } = newVirtualKey();
  for (const text of ['nothing', `x${key}`, `${key}9`, key.slice(0, -1), key.toUpperCase()])
    expect(await reportLeak.execute(as(company.guest), { text })).toEqual({ candidates: 0, disabled: [], known: 0 });
});
