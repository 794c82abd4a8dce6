import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { connection, department, team } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import type { CommandRuntime } from '#lib/command/context.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { silentLogger } from '#lib/core/logger.ts';
import { createMasterKeys } from '#lib/core/master-keys.ts';
import { narrowedTenant } from '#lib/gateway/scopes/narrowed-tenant.ts';
import { createSnapshot, type LiveSnapshot } from '#lib/gateway/snapshot/live-snapshot.ts';
import { createKey, disableAllKeys, reportLeak } from '#lib/keys/index.ts';
import { hashVirtualKey } from '#lib/keys/virtual-key.ts';
import { assignConnection, lendConnection, listPools, recallConnection } from '#lib/pools/index.ts';
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
const started: LiveSnapshot[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = commandRuntimeOf(database);
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((snapshot) => snapshot.stop()));
});
afterAll(() => database.drop());

/** A snapshot as processes have it: it polls each second, and nobody gives it a hint. */
async function follow(): Promise<LiveSnapshot> {
  const { databases } = database;
  const snapshot = createSnapshot({
    databases: { ...databases, listen: async () => false },
    clock: { now: () => Date.now() },
    masterKeys: createMasterKeys(database.secret),
    logger: silentLogger,
  });
  started.push(snapshot);
  await snapshot.start();
  return snapshot;
}

async function until(condition: () => boolean): Promise<number> {
  const startedAt = Date.now();
  while (!condition()) {
    if (Date.now() - startedAt > 5_000) throw new Error('Not within five seconds');
    await sleep(10);
  }
  return Date.now() - startedAt;
}

const as = (company: SampleCompany, person: SamplePerson) => invocationOf(runtime, company, person);

test('[IAM-7] all keys of a team, and those of a report, stop within two seconds', async () => {
  const company = await createSampleCompany(database, 'stop');
  const teamId = toPublicId('team', company.searchId);
  const make = (name: string) => createKey.execute(as(company, company.admin), { name, kind: 'team', team_id: teamId });
  const made = await Promise.all(Array.from({ length: 20 }, (_, index) => make(`Key ${index}`)));
  const service = await createKey.execute(as(company, company.admin), { name: 'Service', kind: 'service' });
  const snapshot = await follow();
  const hashOf = ({ secret }: { secret: string }) => hashVirtualKey(runtime.keyPepper, secret);
  for (const key of [...made, service]) expect((await snapshot.loadPrincipal(hashOf(key)))?.keyStatus).toBe('active');
  expect(await disableAllKeys.execute(as(company, company.admin), { team_id: teamId, because: 'leak' })).toMatchObject({ keys: 20 });
  expect(await until(() => made.every((key) => snapshot.principal(hashOf(key))?.keyStatus === 'disabled'))).toBeLessThan(2_000);
  expect(snapshot.principal(hashOf(service))?.keyStatus).toBe('active');
  await reportLeak.execute(as(company, company.guest), { text: `key=${service.secret}` });
  expect(await until(() => snapshot.principal(hashOf(service))?.keyStatus === 'disabled')).toBeLessThan(2_000);
});

test('[IAM-7] scopes, kinds and ends of keys are in the snapshot as they are stored', async () => {
  const company = await createSampleCompany(database, 'loaded');
  const key = await createKey.execute(as(company, company.admin), {
    ...{ name: 'Shared', kind: 'department', department_id: toPublicId('department', company.engineeringId) },
    ...{ allowed_providers: ['sandbox'], allowed_endpoints: ['embeddings'], allowed_addresses: ['203.0.113.0/24'], tags: { app: 'x' } },
  });
  await database.superuser`update virtual_key set expires_at = '2031-01-02', rotation_ends_at = '2031-01-01' where id = ${key.id}`;
  const snapshot = await follow();
  const principal = await snapshot.loadPrincipal(hashVirtualKey(runtime.keyPepper, key.secret));
  expect(principal).toMatchObject({
    departmentId: company.engineeringId,
    teamId: null,
    expiresAtMs: Date.UTC(2031, 0, 1),
    ownerActive: true,
  });
  expect(principal?.scopes).toMatchObject({ providers: new Set(['sandbox']), endpoints: new Set(['embeddings']), tags: { app: 'x' } });
  expect(principal?.scopes?.addresses?.has('203.0.113.200')).toBe(true);
  expect(principal?.scopes?.addresses?.has('203.0.114.1')).toBe(false);
  await inTenant(database.databases.app, company.tenantId, (tx) => tx.update(department).set({ archivedAt: new Date() }));
  const after = await (await follow()).loadPrincipal(hashVirtualKey(runtime.keyPepper, key.secret));
  expect(after?.ownerActive).toBe(false);
});

test('[ORG-11] a connection of a team is reached by it, by whom it is lent to, and not any more two seconds after the loan', async () => {
  const company = await createSampleCompany(database, 'pool');
  const { tenantId } = company;
  const [pooled, below] = [newUuid(), newUuid()];
  await inTenant(database.databases.app, tenantId, async (tx) => {
    await tx.insert(connection).values([
      { tenantId, id: pooled, name: 'Own', provider: 'sandbox' },
      { tenantId, id: newUuid(), name: 'Everybody', provider: 'sandbox' },
    ]);
    await tx.insert(team).values({ tenantId, id: below, name: 'Below', parentId: company.fieldId });
  });
  const keyOf = async (teamId: string) => {
    const key = await createKey.execute(as(company, company.admin), { name: 'Key', kind: 'team', team_id: toPublicId('team', teamId) });
    return hashVirtualKey(runtime.keyPepper, key.secret);
  };
  const [search, field, belowField] = [await keyOf(company.searchId), await keyOf(company.fieldId), await keyOf(below)];
  const snapshot = await follow();
  for (const hash of [search, field, belowField]) await snapshot.loadPrincipal(hash);
  await snapshot.loadTenant(tenantId);
  const reaches = (hash: string): string => {
    const principal = snapshot.principal(hash);
    const tenant = snapshot.tenant(tenantId);
    if (principal === undefined || principal === null || tenant === undefined) throw new Error('Not in memory');
    return narrowedTenant(principal, tenant)
      .connections.map(({ name }) => name)
      .join();
  };
  expect([search, field, belowField].map(reaches)).toEqual(['Own,Everybody', 'Own,Everybody', 'Own,Everybody']);
  const connectionId = toPublicId('connection', pooled);
  const lend = { connection_id: connectionId, team_id: toPublicId('team', company.fieldId) };
  await expect(lendConnection.execute(as(company, company.lead), lend)).rejects.toMatchObject({
    code: expect.stringMatching(/forbidden|not_found/),
  });
  await expect(lendConnection.execute(as(company, company.admin), lend)).rejects.toMatchObject({ code: 'conflict' });
  await assignConnection.execute(as(company, company.admin), {
    connection_id: connectionId,
    team_id: toPublicId('team', company.searchId),
  });
  expect(await until(() => reaches(field) === 'Everybody')).toBeLessThan(2_000);
  expect(reaches(search)).toBe('Own,Everybody');
  const loan = await lendConnection.execute(as(company, company.lead), lend);
  expect(await until(() => reaches(field) === 'Own,Everybody')).toBeLessThan(2_000);
  expect(reaches(belowField)).toBe('Own,Everybody');
  await expect(lendConnection.execute(as(company, company.lead), lend)).rejects.toMatchObject({ code: 'conflict' });
  const recall = { connection_id: connectionId, connection_loan_id: toPublicId('connectionLoan', loan.id) };
  await expect(recallConnection.execute(as(company, company.seller), recall)).rejects.toMatchObject({
    code: expect.stringMatching(/forbidden|not_found/),
  });
  await recallConnection.execute(as(company, company.lead), recall);
  expect(await until(() => reaches(field) === 'Everybody' && reaches(belowField) === 'Everybody')).toBeLessThan(2_000);
  await expect(recallConnection.execute(as(company, company.lead), recall)).rejects.toMatchObject({ code: 'not_found' });
});

test('[ORG-11] the overview tells the owner who used what, and the borrower his own part', async () => {
  const company = await createSampleCompany(database, 'overview');
  const { tenantId } = company;
  const pooled = newUuid();
  await inTenant(database.databases.app, tenantId, (tx) =>
    tx.insert(connection).values({ tenantId, id: pooled, name: 'Own', provider: 'sandbox', ownerTeamId: company.searchId }),
  );
  const call = (teamId: string, costNanoUsd: bigint) =>
    companyCall(company, { atMs: Date.now() - 60_000, by: { teamId }, connectionId: pooled, costNanoUsd });
  await postCalls(database, [call(company.searchId, 5_000n), call(company.fieldId, 7_000n), call(company.fieldId, 1_000n)]);
  const seen = async (person: SamplePerson) => {
    const { data } = await listPools.execute(as(company, person), { owned: 'parts' });
    return data.map(({ uses, cost_usd }) => [cost_usd, uses?.map(({ name, requests, is_borrower }) => [name, requests, is_borrower])]);
  };
  const whole = [
    [
      13_000n,
      [
        ['Field', 2, true],
        ['Search', 1, false],
      ],
    ],
  ];
  expect(await seen(company.admin)).toEqual(whole);
  expect(await seen(company.lead)).toEqual(whole);
  await expect(seen(company.seller)).rejects.toMatchObject({ code: 'forbidden' });
  const other = await createSampleCompany(database, 'overview-other');
  expect((await listPools.execute(as(other, other.admin), { owned: 'parts' })).data).toEqual([]);
  const foreign = { connection_id: toPublicId('connection', pooled), team_id: toPublicId('team', other.searchId) };
  await expect(assignConnection.execute(as(other, other.admin), foreign)).rejects.toMatchObject({ code: 'not_found' });
  await expect(lendConnection.execute(as(other, other.admin), foreign)).rejects.toMatchObject({ code: 'not_found' });
});
