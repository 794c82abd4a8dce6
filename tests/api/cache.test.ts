import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditEntry, cacheEntry, configVersion, idempotentCall } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import { clearCache, getCache, purgeKeptAnswers, updateCache } from '#lib/cache/index.ts';
import type { CommandRuntime } from '#lib/command/context.ts';
import { systemClock } from '#lib/core/clock.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import type { AnswerToStore } from '#lib/gateway/cache/answer-store.ts';
import { AnswerVault } from '#lib/gateway/cache/answer-vault.ts';
import { DatabaseAnswerStore } from '#lib/gateway/cache/database-answer-store.ts';
import { loadCacheSettings } from '#lib/gateway/snapshot/load-cache-settings.ts';
import { companyCall, postCalls } from '#tests/support/company-calls.ts';
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
let other: SampleCompany;
let store: DatabaseAnswerStore;
let vault: AnswerVault;

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = commandRuntimeOf(database);
  company = await createSampleCompany(database, 'acme');
  other = await createSampleCompany(database, 'other');
  vault = new AnswerVault({ app: database.databases.app, masterKeys: runtime.masterKeys, clock: systemClock });
  store = new DatabaseAnswerStore(vault);
});
afterAll(async () => {
  await runtime.outbound.transport.close();
  await database.drop();
});

const as = (person: SamplePerson, options: Parameters<typeof invocationOf>[3] = {}) => invocationOf(runtime, company, person, options);
const admin = () => as(company.admin);
const otherAdmin = () => invocationOf(runtime, other, other.admin);

const entry = (key: string, more: Partial<AnswerToStore> = {}, model = 'sandbox-small'): AnswerToStore => ({
  key,
  scope: 'tenant',
  protocol: 'openai.chat_completions',
  costNanoUsd: 5n,
  answer: {
    ...{ status: 200, contentType: 'application/json', streamed: false, body: Buffer.from('{"secret":"Frühling"}'), lastEventBytes: 0 },
    source: { connectionId: newUuid(), provider: 'sandbox', model, label: `sandbox/${model}` },
    usage: { input: 3, cacheRead: null, cacheWrite: null, output: 2, reasoning: null },
    answeredAtMs: Date.now(),
  },
  expiresAtMs: Date.now() + 60_000,
  epoch: 1,
  similar: null,
  ...more,
});

const epochIs = async (): Promise<number> => {
  const [row] = await database.superuser`select epoch from cache_settings where tenant_id = ${company.tenantId}`;
  return Number(row?.epoch);
};

test('[GW-7] the cache is off until it is switched on, by whoever may, with audit entry and a moved version', async () => {
  expect(await getCache.execute(admin(), {})).toMatchObject({
    mode: 'off',
    version: 0,
    entries: 0,
    kept: [],
    use: { calls: 0, hit_rate: null },
  });
  const set = await updateCache.execute(admin(), { mode: 'all', ttl_seconds: 120, isolation: 'tenant' });
  expect(set).toMatchObject({ mode: 'all', ttl_seconds: 120, isolation: 'tenant', semantic: false, version: 1 });
  await expect(updateCache.execute(as(company.admin, { ifMatch: 0 }), { mode: 'off' })).rejects.toMatchObject({
    code: 'precondition_failed',
  });
  await expect(updateCache.execute(as(company.member), { mode: 'off' })).rejects.toMatchObject({ code: 'forbidden' });
  await expect(clearCache.execute(as(company.lead), {})).rejects.toMatchObject({ code: 'forbidden' });
  await expect(updateCache.execute(admin(), { mode: 'all', ttl_seconds: 0 })).rejects.toMatchObject({ code: 'validation_failed' });
  await inTenant(database.databases.app, company.tenantId, async (tx) => {
    const [version] = await tx
      .select()
      .from(configVersion)
      .where(and(eq(configVersion.tenantId, company.tenantId), eq(configVersion.section, 'cache')));
    expect(version?.version).toBeGreaterThanOrEqual(1);
    const entries = await tx
      .select()
      .from(auditEntry)
      .where(and(eq(auditEntry.tenantId, company.tenantId), eq(auditEntry.action, 'cache.update')));
    expect(entries[0]).toMatchObject({ before: { mode: 'off' }, after: { mode: 'all', ttl_seconds: 120 } });
  });
  expect((await getCache.execute(otherAdmin(), {})).mode).toBe('off');
});

test('[GW-7] kept answers are sealed, belong to their tenant, expire, and are shared by processes', async () => {
  await store.write(company.tenantId, entry('k1'));
  const again = new DatabaseAnswerStore(
    new AnswerVault({ app: database.databases.app, masterKeys: runtime.masterKeys, clock: systemClock }),
  );
  const found = await again.read(company.tenantId, 'k1');
  expect(found?.answer).toMatchObject({ streamed: false, status: 200, usage: { input: 3, output: 2 } });
  expect(found?.answer.body.toString()).toBe('{"secret":"Frühling"}');
  expect(await again.read(other.tenantId, 'k1')).toBeNull();
  const [row] = await database.superuser`select answer from cache_entry where key = 'k1'`;
  expect(Buffer.from(row?.answer).includes('secret')).toBe(false);
  // A ciphertext that is moved to another row does not open.
  await database.superuser`insert into cache_entry select tenant_id, 'k1-moved', scope, context_key, protocol, model, streamed, answer_bytes,
    cost_nano_usd, encryption_key_id, answer, turn, created_at, expires_at from cache_entry where key = 'k1'`;
  await expect(again.read(company.tenantId, 'k1-moved')).rejects.toThrow();
  await store.write(company.tenantId, entry('k2', { expiresAtMs: Date.now() - 1 }));
  expect(await store.read(company.tenantId, 'k2')).toBeNull();
  // A tenant that keeps nothing stores nothing.
  await store.write(other.tenantId, entry('k3'));
  expect(await store.read(other.tenantId, 'k3')).toBeNull();
  await database.superuser`delete from cache_entry`;
});

test('[GW-7] the last turns of similar requests come back with their vectors, newest first', async () => {
  const similar = (text: string) => ({ contextKey: 'c1', turn: { text, vector: Float32Array.from([0.6, 0.8]) } });
  await store.write(company.tenantId, entry('t1', { similar: similar('Wie geht’s?') }));
  await store.write(company.tenantId, entry('t2', { similar: similar('How are you?') }));
  const turns = await store.turns(company.tenantId, 'c1', 10);
  expect(turns.map(({ key, text }) => [key, text])).toEqual([
    ['t2', 'How are you?'],
    ['t1', 'Wie geht’s?'],
  ]);
  expect([...(turns[0]?.vector ?? [])].map((value) => value.toFixed(3))).toEqual(['0.600', '0.800']);
  expect(await store.turns(other.tenantId, 'c1', 10)).toEqual([]);
  const [row] = await database.superuser`select turn from cache_entry where key = 't2'`;
  expect(Buffer.from(row?.turn).includes('How are you')).toBe(false);
  await database.superuser`delete from cache_entry`;
});

test('[GW-7] what is kept and what it saved is shown, and cleared by team, key or model, late writes included', async () => {
  const [teamId, keyId] = [company.searchId, newUuid()];
  await store.write(company.tenantId, entry('a', { scope: `team:${teamId}` }));
  await store.write(company.tenantId, entry('b', { scope: `team:${teamId}/restricted` }, 'sandbox-large'));
  await store.write(company.tenantId, entry('c', { scope: `key:${keyId}` }));
  const atMs = Date.now() - 60_000;
  await postCalls(database, [
    companyCall(company, { atMs, cacheState: 'miss' }),
    companyCall(company, { atMs, cacheState: 'hit', savedNanoUsd: 700n, costNanoUsd: 0n, costState: 'zero', attempts: 0 }),
    companyCall(company, { atMs, cacheState: 'similar', savedNanoUsd: 300n, costNanoUsd: 0n, costState: 'zero', attempts: 0 }),
    companyCall(company, { atMs, cacheState: 'bypass' }),
    companyCall(company, { atMs, cacheState: 'replay', costNanoUsd: 0n, costState: 'zero', attempts: 0 }),
    companyCall(company, { atMs }),
  ]);
  const state = await getCache.execute(admin(), {});
  expect(state).toMatchObject({
    entries: 3,
    use: { calls: 4, hits: 1, similar: 1, misses: 1, bypasses: 1, replays: 1, saved_usd: 1000n },
  });
  expect(state.use.hit_rate).toBeCloseTo(2 / 3);
  expect(state.kept).toContainEqual(
    expect.objectContaining({
      owner: 'team',
      id: toPublicId('team', teamId),
      name: 'Search',
      data_class: 'restricted',
      model: 'sandbox-large',
      entries: 1,
    }),
  );
  expect(await clearCache.execute(otherAdmin(), {})).toEqual({ cleared: 0 });
  expect(await clearCache.execute(admin(), { team_id: toPublicId('team', teamId), model: 'sandbox-large' })).toEqual({ cleared: 1 });
  expect(await clearCache.execute(admin(), { team_id: toPublicId('team', teamId) })).toEqual({ cleared: 1 });
  expect(await store.read(company.tenantId, 'c')).not.toBeNull();
  // An answer that was on its way when the cache was cleared is not written any more.
  const epoch = await epochIs();
  await clearCache.execute(admin(), {});
  await store.write(company.tenantId, entry('late', { epoch }));
  expect(await store.read(company.tenantId, 'late')).toBeNull();
  await store.write(company.tenantId, entry('new', { epoch: epoch + 1 }));
  expect(await store.read(company.tenantId, 'new')).not.toBeNull();
  const rows = await inTenant(database.databases.app, company.tenantId, (tx) => tx.select({ key: cacheEntry.key }).from(cacheEntry));
  expect(rows).toEqual([{ key: 'new' }]);
});

test('[GW-7] what has expired is deleted, and what a tenant keeps beyond its share, oldest first', async () => {
  const { tenantId } = company;
  await database.superuser`delete from cache_entry`;
  const epoch = await epochIs();
  const nowMs = Date.now();
  const aged = (key: string, ageMs: number): AnswerToStore => {
    const one = entry(key, { epoch });
    return { ...one, answer: { ...one.answer, answeredAtMs: nowMs - ageMs } };
  };
  for (const [key, age] of [
    ['new', 1],
    ['older', 1000],
    ['oldest', 2000],
  ] as const)
    await store.write(tenantId, aged(key, age));
  await store.write(tenantId, entry('expired', { epoch, expiresAtMs: nowMs - 1 }));
  const call = { tenantId, requestHash: 'h', callId: newUuid() };
  const hoursAgo = (hours: number) => new Date(nowMs - hours * 3_600_000);
  await inTenant(database.databases.app, tenantId, (tx) =>
    tx.insert(idempotentCall).values([
      { ...call, key: 'done', busyUntilAt: hoursAgo(25), createdAt: hoursAgo(25) },
      { ...call, key: 'long call', busyUntilAt: hoursAgo(-1), createdAt: hoursAgo(25) },
      { ...call, key: 'fresh', busyUntilAt: hoursAgo(1), createdAt: hoursAgo(1) },
    ]),
  );
  const { signal } = new AbortController();
  expect(await purgeKeptAnswers(database.databases, new Date(nowMs), signal, 2)).toBe(3);
  const left = await inTenant(database.databases.app, tenantId, async (tx) => ({
    answers: (await tx.select({ key: cacheEntry.key }).from(cacheEntry)).map(({ key }) => key).sort(),
    calls: (await tx.select({ key: idempotentCall.key }).from(idempotentCall)).map(({ key }) => key).sort(),
  }));
  expect(left).toEqual({ answers: ['new', 'older'], calls: ['fresh', 'long call'] });
  expect(await purgeKeptAnswers(database.databases, new Date(nowMs), signal, 2)).toBe(0);
});

test('[GW-7] [ORG-11] teams share the kept answers of another one, and everybody sees what they had of them', async () => {
  const [search, field] = [company.searchId, company.fieldId].map((id) => toPublicId('team', id));
  const loan = { team_id: search, borrower_team_id: field };
  const set = (input: object) => updateCache.execute(admin(), { mode: 'all', loans: [loan], ...input });
  for (const [input, pointer] of [
    [{ isolation: 'tenant' }, '/loans'],
    [{ loans: [{ team_id: search, borrower_team_id: search }] }, '/loans/0/borrower_team_id'],
    [{ loans: [loan, loan] }, '/loans/1/borrower_team_id'],
    [{ loans: [loan, { team_id: field, borrower_team_id: search }] }, '/loans/0/borrower_team_id'],
    [{ loans: [{ team_id: search, borrower_team_id: toPublicId('team', other.fieldId) }] }, '/loans/0/borrower_team_id'],
  ] as const)
    await expect(set(input)).rejects.toMatchObject({ errors: expect.arrayContaining([expect.objectContaining({ pointer })]) });
  expect(await set({})).toMatchObject({ loans: [{ team_id: company.searchId, borrower_team_id: company.fieldId }] });
  const settings = await inTenant(database.databases.app, company.tenantId, (tx) => loadCacheSettings(tx, company.tenantId));
  expect(settings?.lenders).toEqual(new Map([[company.fieldId, company.searchId]]));
  const call = (teamId: string, cacheState: 'hit' | 'miss', saved = 0n) =>
    companyCall(company, { atMs: Date.now() - 1000, by: { teamId }, cacheState, savedNanoUsd: saved });
  await postCalls(database, [
    call(company.fieldId, 'hit', 3_000_000n),
    call(company.fieldId, 'hit', 4_000_000n),
    call(company.fieldId, 'miss'),
    call(company.searchId, 'hit', 9_000_000n),
  ]);
  expect((await getCache.execute(admin(), {})).lent).toEqual([
    {
      ...{ team_id: company.searchId, borrower_team_id: company.fieldId, team_name: 'Search', borrower_name: 'Field' },
      ...{ calls: 3, hits: 2, saved_usd: 7_000_000n },
    },
  ]);
  await updateCache.execute(admin(), { mode: 'all' });
  expect(await getCache.execute(admin(), {})).toMatchObject({ loans: [], lent: [] });
  expect(
    (await inTenant(database.databases.app, company.tenantId, (tx) => loadCacheSettings(tx, company.tenantId)))?.lenders,
  ).toBeUndefined();
});
