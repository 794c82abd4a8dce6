import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { auditEntry, configVersion, connection, team, virtualKey } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import { importPrices } from '#lib/catalog/index.ts';
import type { CommandRuntime } from '#lib/command/context.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { createKey, disableKey, enableKey, getKey, listKeys, rotateKey, updateKey } from '#lib/keys/index.ts';
import { hashVirtualKey, looksLikeVirtualKey } from '#lib/keys/virtual-key.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import {
  commandRuntimeOf,
  createSampleCompany,
  insertVirtualKey,
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
  await importPrices(database.databases.jobs);
});
beforeEach(async () => {
  companies += 1;
  company = await createSampleCompany(database, `keys-${companies}`);
  const { tenantId } = company;
  await inTenant(database.databases.app, tenantId, (tx) =>
    tx.insert(connection).values([
      { tenantId, id: newUuid(), name: 'Sandbox', provider: 'sandbox' },
      { tenantId, id: newUuid(), name: 'OpenAI', provider: 'openai' },
      { tenantId, id: newUuid(), name: 'Own', provider: 'openai-compatible', baseUrl: 'https://llm.example.com/v1' },
    ]),
  );
});
afterAll(() => database.drop());

const as = (person: SamplePerson | null, options: Parameters<typeof invocationOf>[3] = {}) =>
  invocationOf(runtime, company, person, options);
const idOf = toPublicId.bind(null, 'key');
const teamIdOf = (id: string) => toPublicId('team', id);
const userIdOf = (person: SamplePerson) => toPublicId('user', person.userId);

test('[IAM-7] a personal key is its owner’s, charged to their only team, and shown once', async () => {
  const created = await createKey.execute(as(company.member), { name: 'Laptop' });
  expect(created).toMatchObject({
    kind: 'personal',
    user_id: company.member.userId,
    team_id: company.searchId,
    status: 'active',
    version: 1,
  });
  expect(looksLikeVirtualKey(created.secret)).toBe(true);
  expect(created.display.endsWith(created.secret.slice(-4))).toBe(true);
  const rows = await database.superuser`select * from virtual_key where id = ${created.id}`;
  expect(JSON.stringify(rows)).not.toContain(created.secret);
  expect(rows[0]?.key_hash).toBe(hashVirtualKey(runtime.keyPepper, created.secret));
  const again = await getKey.execute(as(company.member), { key_id: idOf(created.id) });
  expect(again).not.toHaveProperty('secret');
});

test('no row of the database ever holds a key in readable form', async () => {
  const created = await createKey.execute(as(company.admin, { idempotencyKey: 'once' }), { name: 'Bot', kind: 'service' });
  const rotated = await rotateKey.execute(as(company.admin, { idempotencyKey: 'twice' }), { key_id: idOf(created.id), overlap_hours: 1 });
  const tables = await database.superuser<{ name: string }[]>`
    select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition`;
  for (const { name } of tables) {
    const rows = await database.superuser`select to_jsonb(t)::text as text from ${database.superuser(name)} t`;
    for (const { text } of rows) for (const { secret } of [created, rotated]) expect(text).not.toContain(secret.slice(3, -6));
  }
});

test('the same Idempotency-Key answers the same key again and makes no second one', async () => {
  const first = await createKey.execute(as(company.member, { idempotencyKey: 'k1' }), { name: 'Laptop' });
  const second = await createKey.execute(as(company.member, { idempotencyKey: 'k1' }), { name: 'Laptop' });
  expect(second).toEqual(first);
  expect((await listKeys.execute(as(company.member), {})).data).toHaveLength(1);
});

test.each([
  ['a member', 'member', { kind: 'team' }, 'forbidden'],
  ['a member for a colleague', 'member', { user: 'lead' }, 'not_found'],
  ['a lead', 'lead', { kind: 'service' }, 'forbidden'],
  ['a lead of another team', 'lead', { kind: 'team', team: 'fieldId' }, 'forbidden'],
  ['a guest', 'guest', {}, 'forbidden'],
] as const)(
  '%s may not make a key that is not theirs to make',
  async (_, name, { kind, team: place, user }: { kind?: string; team?: 'fieldId'; user?: 'lead' }, code) => {
    const input = {
      name: 'No',
      ...(kind === undefined ? {} : { kind, team_id: teamIdOf(company[place ?? 'searchId']) }),
      ...(user === undefined ? {} : { user_id: userIdOf(company[user]) }),
    };
    await expect(createKey.execute(as(company[name]), input)).rejects.toMatchObject({ code });
  },
);

test('leads make keys for their team and its members, administrators for everybody', async () => {
  const forTeam = await createKey.execute(as(company.lead), { name: 'Batch', kind: 'team', team_id: teamIdOf(company.searchId) });
  expect(forTeam).toMatchObject({ kind: 'team', user_id: null, team_id: company.searchId, department_name: 'Engineering' });
  const forMember = await createKey.execute(as(company.lead), { name: 'Their laptop', user_id: userIdOf(company.member) });
  expect(forMember).toMatchObject({ kind: 'personal', user_id: company.member.userId });
  await expect(createKey.execute(as(company.lead), { name: 'X', user_id: userIdOf(company.seller) })).rejects.toMatchObject({
    code: 'not_found',
  });
  const service = await createKey.execute(as(company.admin), { name: 'Pipeline', kind: 'service' });
  expect(service).toMatchObject({ team_id: null, user_id: null });
});

test('a key is refused with a reason where its place makes no sense', async () => {
  const refusal = (input: object) => expect(createKey.execute(as(company.admin), { name: 'X', ...input })).rejects;
  await refusal({ kind: 'team' }).toMatchObject({ errors: [{ pointer: '/team_id' }] });
  await refusal({ kind: 'service', user_id: userIdOf(company.member) }).toMatchObject({ errors: [{ pointer: '/user_id' }] });
  await refusal({ team_id: teamIdOf(company.fieldId) }).toMatchObject({ errors: [{ pointer: '/team_id' }] });
  await refusal({ kind: 'team', team_id: teamIdOf(newUuid()) }).toMatchObject({ code: 'not_found' });
  await refusal({ expires_at: '2020-01-01T00:00:00Z' }).toMatchObject({ errors: [{ pointer: '/expires_at' }] });
  await inTenant(database.databases.app, company.tenantId, (tx) =>
    tx.update(team).set({ archivedAt: new Date() }).where(eq(team.id, company.fieldId)),
  );
  await refusal({ kind: 'team', team_id: teamIdOf(company.fieldId) }).toMatchObject({ code: 'not_found' });
});

test('models are checked against what the connections serve, by the gateway’s own rules', async () => {
  const allowed = ['sandbox-small', 'gpt-4o', 'gpt-4o-2024-08-06', 'OpenAI/gpt-4o', 'Own/anything', 'sandbox-small'];
  const created = await createKey.execute(as(company.member), { name: 'Laptop', allowed_models: allowed });
  expect(created.allowed_models).toEqual(allowed.slice(0, -1));
  const wrong = ['sandbox-small', 'claude-sonnet-4-6', 'anything', 'Sandbox/other'];
  await expect(createKey.execute(as(company.member), { name: 'X', allowed_models: wrong })).rejects.toMatchObject({
    errors: [{ pointer: '/allowed_models/1' }, { pointer: '/allowed_models/2' }, { pointer: '/allowed_models/3' }],
  });
  const opened = await updateKey.execute(as(company.member), { key_id: idOf(created.id), allowed_models: null });
  expect(opened.allowed_models).toBeNull();
});

test('a change says what it changed, once; an equal one says nothing', async () => {
  const { id } = await createKey.execute(as(company.member), { name: 'Laptop' });
  const end = new Date(Date.now() + 86_400_000).toISOString();
  const changed = await updateKey.execute(as(company.member, { ifMatch: 1 }), { key_id: idOf(id), name: 'Old laptop', expires_at: end });
  expect(changed).toMatchObject({ name: 'Old laptop', version: 2 });
  const same = await updateKey.execute(as(company.member, { ifMatch: 2 }), { key_id: idOf(id), name: 'Old laptop', expires_at: end });
  expect(same.version).toBe(2);
  await expect(updateKey.execute(as(company.member, { ifMatch: 1 }), { key_id: idOf(id), name: 'Z' })).rejects.toMatchObject({
    code: 'precondition_failed',
  });
  const entries = await inTenant(database.databases.app, company.tenantId, (tx) =>
    tx
      .select()
      .from(auditEntry)
      .where(and(eq(auditEntry.tenantId, company.tenantId), eq(auditEntry.action, 'key.update'))),
  );
  expect(entries).toHaveLength(1);
  expect(entries[0]).toMatchObject({ before: { name: 'Laptop', expires_at: null }, after: { name: 'Old laptop', expires_at: end } });
});

test('every change moves the version that processes poll', async () => {
  const versionNow = async () => {
    const rows = await inTenant(database.databases.app, company.tenantId, (tx) =>
      tx
        .select()
        .from(configVersion)
        .where(and(eq(configVersion.tenantId, company.tenantId), eq(configVersion.section, 'keys'))),
    );
    return rows[0]?.version ?? 0;
  };
  const { id } = await createKey.execute(as(company.member), { name: 'Laptop' });
  let version = await versionNow();
  for (const change of [disableKey, enableKey, rotateKey]) {
    await change.execute(as(company.member), { key_id: idOf(id) });
    const next = await versionNow();
    expect(next).toBeGreaterThan(version);
    version = next;
  }
});

test('[IAM-7] rotation gives a new key; the old one stops at once or after the overlap, never later than it would have', async () => {
  const first = await createKey.execute(as(company.member), { name: 'Laptop', allowed_models: ['gpt-4o'] });
  const second = await rotateKey.execute(as(company.member), { key_id: idOf(first.id), overlap_hours: 24 });
  expect(second).toMatchObject({
    name: 'Laptop',
    allowed_models: ['gpt-4o'],
    rotated_from_id: first.id,
    expires_at: null,
    user_id: company.member.userId,
  });
  expect(second.secret).not.toBe(first.secret);
  const old = await getKey.execute(as(company.member), { key_id: idOf(first.id) });
  expect(old.status).toBe('active');
  expect(Math.abs((old.expires_at?.getTime() ?? 0) - Date.now() - 86_400_000)).toBeLessThan(60_000);
  const soon = new Date(Date.now() + 3_600_000);
  await updateKey.execute(as(company.member), { key_id: idOf(second.id), expires_at: soon.toISOString() });
  const third = await rotateKey.execute(as(company.member), { key_id: idOf(second.id), overlap_hours: 24 });
  expect((await getKey.execute(as(company.member), { key_id: idOf(second.id) })).expires_at).toEqual(soon);
  await rotateKey.execute(as(company.member), { key_id: idOf(third.id) });
  expect((await getKey.execute(as(company.member), { key_id: idOf(third.id) })).status).toBe('disabled');
  await expect(rotateKey.execute(as(company.member), { key_id: idOf(third.id) })).rejects.toMatchObject({ code: 'conflict' });
});

test('two rotations at the same time make one successor', async () => {
  const { id } = await createKey.execute(as(company.member), { name: 'Laptop' });
  const outcomes = await Promise.allSettled([1, 2, 3].map(() => rotateKey.execute(as(company.member), { key_id: idOf(id) })));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('an expired key is told apart, and is not enabled in name only', async () => {
  const { id } = await insertVirtualKey(database, company.tenantId, {
    kind: 'personal',
    userId: company.member.userId,
    status: 'disabled',
    expiresAt: new Date(Date.now() - 1000),
  });
  await expect(enableKey.execute(as(company.member), { key_id: idOf(id) })).rejects.toMatchObject({ code: 'conflict' });
  await inTenant(database.databases.app, company.tenantId, (tx) =>
    tx.update(virtualKey).set({ status: 'active' }).where(eq(virtualKey.id, id)),
  );
  const listed = await listKeys.execute(as(company.member), { status: 'expired' });
  expect(listed.data.map((key) => key.id)).toEqual([id]);
  expect((await listKeys.execute(as(company.member), { status: 'active' })).data).toEqual([]);
});

test('people see their own keys, leads those of their team, administrators all', async () => {
  await createKey.execute(as(company.member), { name: 'A' });
  await createKey.execute(as(company.seller), { name: 'B' });
  await createKey.execute(as(company.admin), { name: 'C', kind: 'service' });
  const namesOf = async (person: SamplePerson) => (await listKeys.execute(as(person), {})).data.map((key) => key.name);
  expect(await namesOf(company.member)).toEqual(['A']);
  expect(await namesOf(company.lead)).toEqual(['A']);
  expect(await namesOf(company.seller)).toEqual(['B']);
  expect(await namesOf(company.admin)).toEqual(['A', 'B', 'C']);
  const [theirs] = (await listKeys.execute(as(company.seller), {})).data;
  await expect(getKey.execute(as(company.member), { key_id: idOf(theirs?.id ?? '') })).rejects.toMatchObject({ code: 'not_found' });
  await expect(disableKey.execute(as(company.lead), { key_id: idOf(theirs?.id ?? '') })).rejects.toMatchObject({ code: 'not_found' });
});

test('the list is searched, filtered and paged by last use, keys that were never used included', async () => {
  const at = (hours: number) => new Date(Date.UTC(2026, 10, 1, hours));
  for (const [index, lastUsedAt] of [at(3), null, at(1), null, at(2)].entries())
    await insertVirtualKey(database, company.tenantId, { name: `Key ${index}`, kind: 'team', teamId: company.searchId, lastUsedAt });
  const seen: string[] = [];
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const page = await listKeys.execute(as(company.admin), {
      sort: '-last_used_at',
      limit: 2,
      ...(cursor === undefined ? {} : { cursor }),
    });
    seen.push(...page.data.map((key) => key.name));
    cursor = page.next_cursor;
  }
  expect(seen.slice(0, 3)).toEqual(['Key 0', 'Key 4', 'Key 2']);
  expect(new Set(seen).size).toBe(5);
  const found = await listKeys.execute(as(company.admin), { search: 'KEY 3', team_id: teamIdOf(company.searchId), kind: 'team' });
  expect(found.data.map((key) => key.name)).toEqual(['Key 3']);
});
