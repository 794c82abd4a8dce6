import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { configVersion, mailMessage, virtualKey } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import type { CommandRuntime } from '#lib/command/context.ts';
import { toPublicId } from '#lib/core/ids.ts';
import {
  createKey,
  deleteKeyPolicy,
  disableKey,
  enableKey,
  getKey,
  listKeyPolicies,
  listKeys,
  rotateKey,
  setKeyPolicy,
  updateKey,
} from '#lib/keys/index.ts';
import { mindKeyRotations } from '#lib/keys/mind-key-rotations.ts';
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
  company = await createSampleCompany(database, `key-rules-${companies}`);
});
afterAll(() => database.drop());

const dayMs = 86_400_000;
const as = (person: SamplePerson, options: Parameters<typeof invocationOf>[3] = {}) => invocationOf(runtime, company, person, options);
const keyIdOf = (id: string) => toPublicId('key', id);
const teamId = (id: string) => toPublicId('team', id);
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
const ageBy = (id: string, days: number) =>
  inCompany((tx) =>
    tx
      .update(virtualKey)
      .set({ createdAt: new Date(Date.now() - days * dayMs) })
      .where(and(eq(virtualKey.tenantId, company.tenantId), eq(virtualKey.id, id))),
  );

test('[IAM-7] the narrowest rule says when a key is due; lists tell', async () => {
  const mine = await createKey.execute(as(company.member), { name: 'Laptop' });
  const teams = await createKey.execute(as(company.lead), { name: 'Batch', kind: 'team', team_id: teamId(company.searchId) });
  await ageBy(mine.id, 40);
  await ageBy(teams.id, 40);
  expect(await getKey.execute(as(company.admin), { key_id: keyIdOf(mine.id) })).toMatchObject({ rotation_due_at: null });
  await setKeyPolicy.execute(as(company.admin), { scope: 'tenant', rotate_every_days: 90 });
  await setKeyPolicy.execute(as(company.admin), { scope: 'kind', kind: 'team', rotate_every_days: 60 });
  await expect(setKeyPolicy.execute(as(company.lead), { scope: 'tenant', rotate_every_days: 9, remind_days: 1 })).rejects.toMatchObject({
    code: 'forbidden',
  });
  await setKeyPolicy.execute(as(company.lead), { scope: 'team', team_id: teamId(company.searchId), rotate_every_days: 30, remind_days: 5 });
  const due = async (rotation: 'due' | 'soon') => (await listKeys.execute(as(company.admin), { rotation })).data.map(({ name }) => name);
  expect(await due('due')).toEqual(['Batch', 'Laptop']);
  const { data } = await listKeyPolicies.execute(as(company.admin), {});
  expect(data.map(({ scope, keys_due }) => [scope, keys_due])).toEqual([
    ['tenant', 0],
    ['kind', 0],
    ['team', 2],
  ]);
  const ofTeam = toPublicId('keyPolicy', data[2]?.id ?? '');
  await expect(deleteKeyPolicy.execute(as(company.seller), { key_policy_id: ofTeam })).rejects.toMatchObject({ code: 'forbidden' });
  await deleteKeyPolicy.execute(as(company.lead), { key_policy_id: ofTeam });
  expect([await due('due'), await due('soon')]).toEqual([[], ['Batch']]);
  // What asks for less than the organization, or does not end what the organization ends, does not count.
  for (const loose of [{ rotate_every_days: null }, { rotate_every_days: 365 }, { rotate_every_days: 20, remind_days: 1 }]) {
    await setKeyPolicy.execute(as(company.admin), { scope: 'kind', kind: 'team', rotate_every_days: 30, enforced: true, overlap_days: 5 });
    await setKeyPolicy.execute(as(company.lead), { scope: 'team', team_id: teamId(company.searchId), ...loose });
    const { rotation_due_at: at, created_at: made } = await getKey.execute(as(company.admin), { key_id: keyIdOf(teams.id) });
    expect(Math.round(((at?.getTime() ?? 0) - made.getTime()) / dayMs)).toBe(30);
  }
});

test('[IAM-7] reminder, warning and end come once each; a rotation begins anew', async () => {
  const made = await createKey.execute(as(company.member), { name: 'Laptop' });
  const set = (enforced: boolean) =>
    setKeyPolicy.execute(as(company.admin), { scope: 'tenant', rotate_every_days: 30, remind_days: 5, overlap_days: 3, enforced });
  await set(false);
  const mind = () => mindKeyRotations(database.databases, new Date(), new AbortController().signal);
  const mine = async () => getKey.execute(as(company.member), { key_id: keyIdOf(made.id) });
  const none = { reminded: 0, warned: 0, ended: 0 };
  // What is due in the companies of other tests is minded before.
  await mind();
  await ageBy(made.id, 20);
  expect(await mind()).toEqual(none);
  await ageBy(made.id, 26);
  const twice = await Promise.all([mind(), mind()]);
  expect(twice.reduce((sum, { reminded }) => sum + reminded, 0)).toBe(1);
  expect(await mine()).toMatchObject({ rotation_stage: 'reminded', rotation_ends_at: null, status: 'active' });
  await ageBy(made.id, 31);
  expect([await mind(), await mind()]).toEqual([{ ...none, warned: 1 }, none]);
  await set(true);
  const version = await versionsOf('keys');
  expect([await mind(), await mind()]).toEqual([{ ...none, ended: 1 }, none]);
  expect(await versionsOf('keys')).toBe(version + 1);
  const ended = await mine();
  expect(ended.rotation_stage).toBe('ended');
  expect(Math.round(((ended.rotation_ends_at?.getTime() ?? 0) - Date.now()) / dayMs)).toBe(3);
  expect(await mails()).toHaveLength(3);
  // No change of the key moves that end.
  await updateKey.execute(as(company.member), { key_id: keyIdOf(made.id), expires_at: new Date(Date.now() + 90 * dayMs).toISOString() });
  expect((await mine()).rotation_ends_at).toEqual(ended.rotation_ends_at);
  const rotated = await rotateKey.execute(as(company.member), { key_id: keyIdOf(made.id), overlap_hours: 24 });
  expect(rotated).toMatchObject({ rotation_stage: null, rotation_ends_at: null });
  expect(await mind()).toEqual(none);
});

test('[IAM-7] a rule that is withdrawn or loosened ends no key any more; one that has ended stays so', async () => {
  const policy = { scope: 'tenant', rotate_every_days: 30, remind_days: 5, overlap_days: 3, enforced: true } as const;
  const made = await createKey.execute(as(company.member), { name: 'Laptop' });
  const dead = await createKey.execute(as(company.member), { name: 'Dead' });
  await ageBy(made.id, 40);
  const of = async (id: string) => getKey.execute(as(company.member), { key_id: keyIdOf(id) });
  const end = async () => {
    await setKeyPolicy.execute(as(company.admin), policy);
    await mindKeyRotations(database.databases, new Date(), new AbortController().signal);
    expect(await of(made.id)).toMatchObject({ rotation_stage: 'ended', rotation_ends_at: expect.any(Date) });
  };
  await end();
  await inCompany((tx) =>
    tx
      .update(virtualKey)
      .set({ rotationEndsAt: new Date(Date.now() - 1000), rotationStage: 'ended' })
      .where(eq(virtualKey.id, dead.id)),
  );
  const spared = { rotation_stage: null, rotation_ends_at: null, status: 'active' };
  const version = await versionsOf('keys');
  await setKeyPolicy.execute(as(company.admin), { ...policy, enforced: false });
  expect(await of(made.id)).toMatchObject(spared);
  expect(await versionsOf('keys')).toBe(version + 1);
  await end();
  await setKeyPolicy.execute(as(company.admin), { ...policy, overlap_days: 2 });
  expect((await of(made.id)).rotation_stage).toBe('ended');
  await setKeyPolicy.execute(as(company.admin), { ...policy, rotate_every_days: 60 });
  expect(await of(made.id)).toMatchObject(spared);
  await end();
  const [rule] = (await listKeyPolicies.execute(as(company.admin), {})).data;
  await deleteKeyPolicy.execute(as(company.admin), { key_policy_id: toPublicId('keyPolicy', rule?.id ?? '') });
  expect(await of(made.id)).toMatchObject(spared);
  expect((await of(dead.id)).status).toBe('expired');
});

test('[IAM-7] a key past the end that the rules set has expired, and is not enabled again', async () => {
  const made = await createKey.execute(as(company.member), { name: 'Laptop' });
  await inCompany((tx) =>
    tx
      .update(virtualKey)
      .set({ rotationEndsAt: new Date(Date.now() - 1), rotationStage: 'ended' })
      .where(eq(virtualKey.id, made.id)),
  );
  expect((await getKey.execute(as(company.member), { key_id: keyIdOf(made.id) })).status).toBe('expired');
  await disableKey.execute(as(company.member), { key_id: keyIdOf(made.id) });
  await expect(enableKey.execute(as(company.member), { key_id: keyIdOf(made.id) })).rejects.toMatchObject({ code: 'conflict' });
});

test('[IAM-7] as many keys as the rules allow, also when several are asked for at once', async () => {
  await setKeyPolicy.execute(as(company.admin), { scope: 'kind', kind: 'personal', keys_max: 2 });
  const made = await Promise.allSettled([1, 2, 3, 4].map((number) => createKey.execute(as(company.member), { name: `Laptop ${number}` })));
  expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
  for (const outcome of made) if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'limit_reached' });
  // Each person has as many.
  await createKey.execute(as(company.seller), { name: 'Laptop' });
  const [first] = (await listKeys.execute(as(company.member), {})).data;
  await disableKey.execute(as(company.member), { key_id: keyIdOf(first?.id ?? '') });
  await createKey.execute(as(company.member), { name: 'Another' });
});

test('[IAM-7] keys that nobody used are found', async () => {
  const old = await createKey.execute(as(company.member), { name: 'Old' });
  await createKey.execute(as(company.member), { name: 'New' });
  await ageBy(old.id, 100);
  const unused = async () => (await listKeys.execute(as(company.admin), { unused_days: 90 })).data.map(({ name }) => name);
  expect(await unused()).toEqual(['Old']);
  await inCompany((tx) => tx.update(virtualKey).set({ lastUsedAt: new Date() }).where(eq(virtualKey.id, old.id)));
  expect(await unused()).toEqual([]);
});
