// This file is long because one database under a running snapshot serves all its scenes.
import { setTimeout as sleep } from 'node:timers/promises';
import { and, eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openDatabases } from '#db/client.ts';
import {
  connection,
  costCenter,
  groupMember,
  groupRole,
  mcpServer,
  membership,
  role,
  roleAssignment,
  team,
  tenant,
  userAccount,
  userGroup,
  virtualKey,
} from '#db/schema/index.ts';
import { inTenant, type TenantTransaction } from '#db/tenant.ts';
import { importPrices } from '#lib/catalog/import-prices.ts';
import { bumpConfigVersions } from '#lib/command/config-version.ts';
import { dataKeyForSealing, sealCredential } from '#lib/connections/keyring.ts';
import type { ConfigSection } from '#lib/contracts/operation.ts';
import { newUuid } from '#lib/core/ids.ts';
import { type Logger, silentLogger } from '#lib/core/logger.ts';
import { createMasterKeys } from '#lib/core/master-keys.ts';
import { createSnapshot, type LiveSnapshot, type SnapshotOptions } from '#lib/gateway/snapshot/live-snapshot.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { createSampleCompany, insertVirtualKey, type SampleCompany } from '#tests/support/sample-company.ts';

let database: TestDatabase;
let company: SampleCompany;
const started: LiveSnapshot[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  company = await createSampleCompany(database, 'acme');
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((snapshot) => snapshot.stop()));
});
afterAll(() => database.drop());

async function follow(options: Partial<SnapshotOptions> = {}): Promise<LiveSnapshot> {
  const masterKeys = createMasterKeys(database.secret);
  const snapshot = createSnapshot({
    databases: database.databases,
    clock: { now: () => Date.now() },
    masterKeys,
    logger: silentLogger,
    ...options,
  });
  started.push(snapshot);
  await snapshot.start();
  return snapshot;
}

/** A change with its configuration version, as a command makes it. */
const change = (sections: readonly ConfigSection[], work: (tx: TenantTransaction) => Promise<unknown>, tenantId = company.tenantId) =>
  inTenant(database.databases.app, tenantId, async (tx) => {
    await work(tx);
    await bumpConfigVersions(tx, tenantId, sections);
  });

async function until(condition: () => boolean, limitMs: number): Promise<number> {
  const startedAt = Date.now();
  while (!condition()) {
    if (Date.now() - startedAt > limitMs) throw new Error(`Not within ${limitMs} ms`);
    await sleep(10);
  }
  return Date.now() - startedAt;
}

const setKey = (id: string, values: Partial<typeof virtualKey.$inferInsert>) => (tx: TenantTransaction) =>
  tx
    .update(virtualKey)
    .set(values)
    .where(and(eq(virtualKey.tenantId, company.tenantId), eq(virtualKey.id, id)));

/** Only what goes through the app pool; counts transactions begun. */
function countingDatabases() {
  let transactions = 0;
  const app = new Proxy(database.databases.app, {
    get(target, name) {
      if (name === 'transaction') transactions += 1;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return { databases: { ...database.databases, app }, transactions: () => transactions };
}

test('a key is loaded once however many calls wait for it, and is a hit from then on', async () => {
  const { keyHash, id } = await insertVirtualKey(database, company.tenantId, { teamId: company.searchId, allowedModels: ['gpt-4o'] });
  const { databases, transactions } = countingDatabases();
  const snapshot = await follow({ databases });
  expect(snapshot.principal(keyHash)).toBeUndefined();
  const found = await Promise.all(Array.from({ length: 200 }, () => snapshot.loadPrincipal(keyHash)));
  expect(transactions()).toBe(1);
  expect(new Set(found).size).toBe(1);
  expect(snapshot.principal(keyHash)).toEqual({
    tenantId: company.tenantId,
    keyId: id,
    keyStatus: 'active',
    expiresAtMs: null,
    departmentId: company.engineeringId,
    teamId: company.searchId,
    userId: null,
    ownerActive: true,
    allowedModels: new Set(['gpt-4o']),
  });
});

test('[ORG-7] a group gives its cost center within two seconds, and is gone within two', async () => {
  const [costCenterId, groupId] = [newUuid(), newUuid()];
  const { tenantId, seller } = company;
  const { keyHash } = await insertVirtualKey(database, tenantId, { kind: 'personal', userId: seller.userId });
  const snapshot = await follow();
  await snapshot.loadTenant(tenantId);
  const principal = await snapshot.loadPrincipal(keyHash);
  const bearer = () => {
    const attributions = snapshot.tenant(tenantId)?.attributions;
    return principal === null
      ? undefined
      : attributions?.of(principal, { project: undefined, environment: undefined }, Date.now()).costShares?.[0]?.costCenterId;
  };
  await change(['access', 'cost_centers'], async (tx) => {
    await tx.insert(costCenter).values({ tenantId, id: costCenterId, code: `G-${costCenterId}`, name: 'Of the group' });
    await tx.insert(userGroup).values({ tenantId, id: groupId, name: groupId, costCenterId });
    await tx.insert(groupMember).values({ tenantId, groupId, userId: seller.userId });
  });
  await until(() => bearer() === costCenterId, 2000);
  await change(['access', 'cost_centers'], (tx) => tx.delete(userGroup).where(eq(userGroup.id, groupId)));
  await until(() => bearer() === undefined, 2000);
});

test('a key that does not exist is remembered for a short while only', async () => {
  let nowMs = Date.now();
  const snapshot = await follow({ clock: { now: () => nowMs } });
  const keyHash = 'f'.repeat(64);
  expect(await snapshot.loadPrincipal(keyHash)).toBeNull();
  expect(snapshot.principal(keyHash)).toBeNull();
  nowMs += 5_001;
  expect(snapshot.principal(keyHash)).toBeUndefined();
});

test('a flood of unknown keys is refused instead of queued, and leaves known keys alone', async () => {
  const { keyHash } = await insertVirtualKey(database, company.tenantId);
  const snapshot = await follow({ limits: { loadsMax: 50 } });
  await snapshot.loadPrincipal(keyHash);
  const flood = await Promise.allSettled(
    Array.from({ length: 200 }, (_, index) => snapshot.loadPrincipal(String(index).padStart(64, '0'))),
  );
  expect(flood.filter(({ status }) => status === 'rejected').length).toBe(150);
  expect(snapshot.principal(keyHash)).not.toBeUndefined();
});

test('milliseconds of an expiry survive the way through the database', async () => {
  const expiresAt = new Date('2031-03-04T05:06:07.891Z');
  const { keyHash } = await insertVirtualKey(database, company.tenantId, { expiresAt });
  const snapshot = await follow();
  expect((await snapshot.loadPrincipal(keyHash))?.expiresAtMs).toBe(expiresAt.getTime());
});

test('a disabled key stops within two seconds, by the hint at once', async () => {
  const { id, keyHash } = await insertVirtualKey(database, company.tenantId);
  const snapshot = await follow({ limits: { pollMs: 30_000 } });
  await snapshot.loadPrincipal(keyHash);
  // The listener connects in the background.
  await sleep(300);
  await change(['keys'], setKey(id, { status: 'disabled' }));
  await database.databases.app.$client`select pg_notify('tollgate_config', '')`;
  const took = await until(() => snapshot.principal(keyHash)?.keyStatus === 'disabled', 2000);
  expect(took).toBeLessThan(500);
});

test('[IAM-7] a disabled key stops within two seconds, also with the LISTEN connection killed and no hint', async () => {
  const { id, keyHash } = await insertVirtualKey(database, company.tenantId);
  const snapshot = await follow();
  await snapshot.loadPrincipal(keyHash);
  await sleep(300);
  const killed = await database.superuser`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and query ilike 'listen%'`;
  expect(killed.length).toBeGreaterThan(0);
  await change(['keys'], setKey(id, { status: 'disabled' }));
  await until(() => snapshot.principal(keyHash)?.keyStatus === 'disabled', 2000);
});

test('a change that commits after a later one is not missed', async () => {
  const { id, keyHash } = await insertVirtualKey(database, company.tenantId);
  const other = await createSampleCompany(database, 'interleaved');
  const snapshot = await follow({ limits: { pollMs: 50 } });
  await snapshot.loadPrincipal(keyHash);
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const early = inTenant(database.databases.app, company.tenantId, async (tx) => {
    await setKey(id, { status: 'disabled' })(tx);
    await bumpConfigVersions(tx, company.tenantId, ['keys']);
    await held;
  });
  await sleep(100);
  await change(['keys'], async () => {}, other.tenantId);
  await sleep(300);
  expect(snapshot.principal(keyHash)?.keyStatus).toBe('active');
  release();
  await early;
  await until(() => snapshot.principal(keyHash)?.keyStatus === 'disabled', 1000);
});

test('a key that changes while it is being loaded is not remembered as it was', async () => {
  const { id, keyHash } = await insertVirtualKey(database, company.tenantId);
  let reads = 0;
  const app = new Proxy(database.databases.app, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (name !== 'transaction') return typeof value === 'function' ? value.bind(target) : value;
      return async (...given: Parameters<typeof target.transaction>) => {
        const result = await target.transaction(...given);
        reads += 1;
        // The answer is held back until the change was committed and polled.
        if (reads === 1) {
          await change(['keys'], setKey(id, { status: 'disabled' }));
          await sleep(200);
        }
        return result;
      };
    },
  });
  const snapshot = await follow({ databases: { ...database.databases, app }, limits: { pollMs: 30 } });
  expect((await snapshot.loadPrincipal(keyHash))?.keyStatus).toBe('disabled');
  expect(snapshot.principal(keyHash)?.keyStatus).toBe('disabled');
  expect(reads).toBeGreaterThanOrEqual(2);
});

test('the owner, the team, the membership and the tenant count as the key does', async () => {
  const { keyHash } = await insertVirtualKey(database, company.tenantId, {
    kind: 'personal',
    userId: company.seller.userId,
    teamId: company.fieldId,
  });
  const snapshot = await follow({ limits: { pollMs: 30 } });
  expect(await snapshot.loadPrincipal(keyHash)).toMatchObject({
    teamId: company.fieldId,
    departmentId: company.salesId,
    ownerActive: true,
  });
  const setUser = (status: 'active' | 'deactivated') =>
    change(['access'], (tx) => tx.update(userAccount).set({ status }).where(eq(userAccount.id, company.seller.userId)));
  await setUser('deactivated');
  await until(() => snapshot.principal(keyHash)?.ownerActive === false, 2000);
  await setUser('active');
  await until(() => snapshot.principal(keyHash)?.ownerActive === true, 2000);
  await change(['organization'], (tx) => tx.update(team).set({ archivedAt: new Date() }).where(eq(team.id, company.fieldId)));
  await until(() => snapshot.principal(keyHash)?.ownerActive === false, 2000);
  await change(['organization'], (tx) => tx.delete(membership).where(eq(membership.userId, company.seller.userId)));
  await until(() => snapshot.principal(keyHash)?.teamId === null, 2000);
  expect(snapshot.principal(keyHash)).toMatchObject({ departmentId: null, userId: company.seller.userId });
  await database.superuser`update tenant set status = 'suspended' where tenant_id = ${company.tenantId}`;
  await change(['organization'], async () => {});
  await until(() => snapshot.principal(keyHash)?.ownerActive === false, 2000);
  await database.superuser`update tenant set status = 'active' where tenant_id = ${company.tenantId}`;
});

test('a nested team without a department belongs to the nearest one around it', async () => {
  const innerId = newUuid();
  await inTenant(database.databases.app, company.tenantId, (tx) =>
    tx.insert(team).values({ tenantId: company.tenantId, id: innerId, name: 'Ranking', parentId: company.searchId }),
  );
  const { keyHash } = await insertVirtualKey(database, company.tenantId, { kind: 'team', teamId: innerId });
  const snapshot = await follow();
  expect(await snapshot.loadPrincipal(keyHash)).toMatchObject({ teamId: innerId, departmentId: company.engineeringId });
});

test('connections come with their credentials opened, and follow changes; one that does not open does not take the others along', async () => {
  const masterKeys = createMasterKeys(database.secret);
  const [goodId, movedId] = [newUuid(), newUuid()];
  await change(['connections'], async (tx) => {
    const dataKey = await dataKeyForSealing(tx, company.tenantId, masterKeys);
    const row = { tenantId: company.tenantId, provider: 'openai', encryptionKeyId: dataKey.id, models: ['gpt-4o'] };
    await tx.insert(connection).values({
      ...row,
      id: goodId,
      name: 'Good',
      credential: sealCredential(dataKey, company.tenantId, goodId, 'sk-good'),
    });
    // A ciphertext that was copied from another row.
    await tx.insert(connection).values({
      ...row,
      id: movedId,
      name: 'Moved',
      credential: sealCredential(dataKey, company.tenantId, goodId, 'sk-good'),
    });
  });
  const errors: object[] = [];
  const logger: Logger = { ...silentLogger, error: (fields) => errors.push(fields) };
  const snapshot = await follow({ logger, limits: { pollMs: 30 } });
  const loaded = await snapshot.loadTenant(company.tenantId);
  expect(loaded.connections).toEqual([
    { connectionId: goodId, name: 'Good', provider: 'openai', baseUrl: null, credential: 'sk-good', models: ['gpt-4o'] },
  ]);
  expect(errors).toEqual([expect.objectContaining({ connectionId: movedId })]);
  expect(snapshot.tenant(company.tenantId)).toBe(loaded);
  await change(['connections'], (tx) => tx.update(connection).set({ status: 'disabled' }).where(eq(connection.id, goodId)));
  await until(() => snapshot.tenant(company.tenantId)?.connections.length === 0, 2000);
  await change(['organization'], (tx) => tx.update(tenant).set({ unpricedPolicy: 'flag' }).where(eq(tenant.tenantId, company.tenantId)));
  await until(() => snapshot.tenant(company.tenantId)?.unpricedPolicy === 'flag', 2000);
});

test('what a role opens closes when the role ends, although nobody changes anything then', async () => {
  const { tenantId, seller } = company;
  const snapshot = await follow({ limits: { pollMs: 30 } });
  await inTenant(database.databases.app, tenantId, async (tx) => {
    const [guest] = await tx
      .select()
      .from(role)
      .where(and(eq(role.tenantId, tenantId), eq(role.name, 'guest')));
    const roleId = guest?.id ?? '';
    const expiresAt = new Date(Date.now() + 1_500);
    await tx.insert(mcpServer).values({
      ...{ tenantId, id: newUuid(), slug: 'tools', name: 'Tools', url: 'https://tools.example.com', auth: 'none' as const },
      roleIds: [roleId],
    });
    await tx.insert(roleAssignment).values({ tenantId, id: newUuid(), userId: seller.userId, roleId, scopeKind: 'tenant', expiresAt });
  });
  await snapshot.loadTenant(tenantId);
  const isOpen = () => snapshot.tenant(tenantId)?.mcpServers?.get('tools')?.audience?.userIds.has(seller.userId);
  expect(isOpen()).toBe(true);
  await until(() => isOpen() === false, 5_000);
  expect(snapshot.tenant(tenantId)?.endsAtMs).toBe(null);
});

test('[IAM-2] [ORG-7] what a role opens is open to those whose group grants it, within two seconds, and no longer', async () => {
  const { tenantId, member } = company;
  const groupId = newUuid();
  const snapshot = await follow();
  await snapshot.loadTenant(tenantId);
  const isOpen = () => snapshot.tenant(tenantId)?.mcpServers?.get('grouped')?.audience?.userIds.has(member.userId) === true;
  await change(['access', 'mcp'], async (tx) => {
    const [guest] = await tx
      .select()
      .from(role)
      .where(and(eq(role.tenantId, tenantId), eq(role.name, 'guest')));
    const roleId = guest?.id ?? '';
    await tx.insert(mcpServer).values({
      ...{ tenantId, id: newUuid(), slug: 'grouped', name: 'Grouped', url: 'https://tools.example.com', auth: 'none' as const },
      roleIds: [roleId],
    });
    await tx.insert(userGroup).values({ tenantId, id: groupId, name: groupId });
    await tx.insert(groupRole).values({ tenantId, id: newUuid(), groupId, roleId, scopeKind: 'tenant' });
  });
  await until(() => snapshot.tenant(tenantId)?.mcpServers?.has('grouped') === true, 2000);
  expect(isOpen()).toBe(false);
  await change(['access'], (tx) => tx.insert(groupMember).values({ tenantId, groupId, userId: member.userId }));
  await until(isOpen, 2000);
  await change(['access'], (tx) => tx.delete(groupMember).where(eq(groupMember.groupId, groupId)));
  await until(() => !isOpen(), 2000);
});

test('only what moved is read again', async () => {
  const other = await createSampleCompany(database, 'unmoved');
  const mine = await insertVirtualKey(database, company.tenantId);
  const theirs = await insertVirtualKey(database, other.tenantId);
  const snapshot = await follow({ limits: { pollMs: 30 } });
  await Promise.all([snapshot.loadPrincipal(mine.keyHash), snapshot.loadPrincipal(theirs.keyHash)]);
  const [tenantBefore, theirsBefore] = [await snapshot.loadTenant(company.tenantId), snapshot.principal(theirs.keyHash)];
  await change(['keys'], setKey(mine.id, { name: 'Renamed', status: 'disabled' }));
  await until(() => snapshot.principal(mine.keyHash)?.keyStatus === 'disabled', 2000);
  expect(snapshot.principal(theirs.keyHash)).toBe(theirsBefore);
  expect(snapshot.tenant(company.tenantId)).toBe(tenantBefore);
});

test('ten thousand cached keys follow one change within two seconds, without a miss in between', async () => {
  const big = await createSampleCompany(database, 'big');
  const hashOf = (index: number) => `b${index}`.padEnd(64, '0');
  await inTenant(database.databases.app, big.tenantId, async (tx) => {
    for (let start = 0; start < 10_000; start += 2000) {
      await tx.insert(virtualKey).values(
        Array.from({ length: 2000 }, (_, offset) => ({
          tenantId: big.tenantId,
          id: newUuid(),
          name: `Key ${start + offset}`,
          kind: 'service' as const,
          teamId: big.searchId,
          keyHash: hashOf(start + offset),
          display: 'tg_…',
        })),
      );
    }
  });
  const { databases, transactions } = countingDatabases();
  const snapshot = await follow({ databases });
  for (let start = 0; start < 10_000; start += 500)
    await Promise.all(Array.from({ length: 500 }, (_, offset) => snapshot.loadPrincipal(hashOf(start + offset))));
  const before = transactions();
  await change(
    ['keys'],
    (tx) =>
      tx
        .update(virtualKey)
        .set({ status: 'disabled' })
        .where(eq(virtualKey.keyHash, hashOf(9999))),
    big.tenantId,
  );
  const misses = new Set<number>();
  const took = await until(() => {
    for (let index = 0; index < 10_000; index += 97) if (snapshot.principal(hashOf(index)) === undefined) misses.add(index);
    return snapshot.principal(hashOf(9999))?.keyStatus === 'disabled';
  }, 2000);
  expect(misses.size).toBe(0);
  expect(transactions() - before).toBeLessThanOrEqual(20);
  expect(took).toBeLessThan(2000);
});

test('prices come from the newest import, and a later one is taken over while running', async () => {
  const snapshot = await follow({ limits: { pollMs: 30, priceCheckMs: 0 } });
  expect(snapshot.price('openai', 'gpt-4o', null)).toBeUndefined();
  const { versionId } = await importPrices(database.databases.jobs);
  await until(() => snapshot.price('openai', 'gpt-4o', null) !== undefined, 5000);
  expect(snapshot.price('openai', 'gpt-4o-2024-08-06', null)).toMatchObject({
    versionId,
    model: 'gpt-4o',
    contextWindowTokens: 128_000,
    tiers: [{ fromTokens: 0, picoUsdPerUnit: { input: 2_500_000n, cache_read: 1_250_000n, output: 10_000_000n } }],
  });
  expect(snapshot.catalogueModels('anthropic')).toContain('claude-sonnet-4-6');
  expect(snapshot.catalogueModels('nobody')).toEqual([]);
});

test('what nobody uses is dropped, and what is used stays', async () => {
  let nowMs = Date.now();
  const [kept, idle] = [await insertVirtualKey(database, company.tenantId), await insertVirtualKey(database, company.tenantId)];
  const snapshot = await follow({ clock: { now: () => nowMs }, limits: { pollMs: 5, sweepMs: 1000 } });
  await Promise.all([snapshot.loadPrincipal(kept.keyHash), snapshot.loadPrincipal(idle.keyHash), snapshot.loadTenant(company.tenantId)]);
  for (let sweep = 0; sweep < 20; sweep += 1) {
    nowMs += 1001;
    const seen = snapshot.stalenessMs();
    expect(seen).toBeGreaterThan(0);
    await until(() => snapshot.stalenessMs() < 1000, 2000);
    expect(snapshot.principal(kept.keyHash)).toBeDefined();
  }
  expect(snapshot.principal(idle.keyHash)).toBeUndefined();
  expect(snapshot.tenant(company.tenantId)).toBeUndefined();
});

test('with the database away it goes on serving, knows its age, refuses what it cannot know, and recovers', async () => {
  const known = await insertVirtualKey(database, company.tenantId);
  const unknown = await insertVirtualKey(database, company.tenantId);
  const snapshot = await follow({ limits: { pollMs: 50, loadMs: 500 } });
  await snapshot.loadPrincipal(known.keyHash);
  const roles = [`${database.name}_app`, `${database.name}_lookup`];
  for (const role of roles) await database.superuser.unsafe(`alter role "${role}" connection limit 0`);
  await database.superuser`select pg_terminate_backend(pid) from pg_stat_activity where usename in ${database.superuser(roles)}`;
  await until(() => snapshot.stalenessMs() > 400, 5000);
  expect(snapshot.principal(known.keyHash)?.keyStatus).toBe('active');
  await expect(snapshot.loadPrincipal(unknown.keyHash)).rejects.toMatchObject({ code: 'database_unavailable' });
  await expect(snapshot.loadTenant(newUuid())).rejects.toMatchObject({ code: 'database_unavailable' });
  expect(snapshot.principal(unknown.keyHash)).toBeUndefined();
  await database.superuser`update virtual_key set status = 'disabled' where id = ${known.id}`;
  await database.superuser`insert into config_version (tenant_id, section) values (${company.tenantId}, 'keys')
    on conflict (tenant_id, section) do update set version = config_version.version + 1`;
  for (const role of roles) await database.superuser.unsafe(`alter role "${role}" connection limit -1`);
  await until(() => snapshot.principal(known.keyHash)?.keyStatus === 'disabled', 5000);
  expect(snapshot.stalenessMs()).toBeLessThan(400);
  expect(await snapshot.loadPrincipal(unknown.keyHash)).toMatchObject({ keyId: unknown.id });
});

test('a snapshot that starts without its database starts all the same, and knows that nothing is certain', async () => {
  const databases = openDatabases({ url: 'postgres://nobody@127.0.0.1:1/none', secret: database.secret });
  const snapshot = await follow({ databases, limits: { loadMs: 500 } });
  expect(snapshot.stalenessMs()).toBe(Number.POSITIVE_INFINITY);
  await expect(snapshot.loadPrincipal('0'.repeat(64))).rejects.toMatchObject({ code: 'database_unavailable' });
  await databases.close(0);
});
