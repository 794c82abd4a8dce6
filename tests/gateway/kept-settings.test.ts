import { afterAll, beforeAll, expect, test } from 'vitest';
import { clearCache, updateCache } from '#lib/cache/index.ts';
import type { CommandRuntime } from '#lib/command/context.ts';
import { systemClock } from '#lib/core/clock.ts';
import { silentLogger } from '#lib/core/logger.ts';
import { createSnapshot, type LiveSnapshot } from '#lib/gateway/snapshot/live-snapshot.ts';
import type { TenantSnapshot } from '#lib/gateway/snapshot/snapshot.ts';
import { replaceTransformations } from '#lib/transformations/index.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { commandRuntimeOf, createSampleCompany, invocationOf, type SampleCompany } from '#tests/support/sample-company.ts';

let database: TestDatabase;
let runtime: CommandRuntime;
let company: SampleCompany;
let snapshot: LiveSnapshot;

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = commandRuntimeOf(database);
  company = await createSampleCompany(database, 'acme');
  snapshot = createSnapshot({ databases: database.databases, clock: systemClock, masterKeys: runtime.masterKeys, logger: silentLogger });
  await snapshot.start();
});
afterAll(async () => {
  await snapshot.stop();
  await runtime.outbound.transport.close();
  await database.drop();
});

const admin = () => invocationOf(runtime, company, company.admin);
const within2s = { timeout: 2_000, interval: 10 };

test('[GW-7] [GW-8] what is set, cleared and ruled holds in a running gateway within two seconds', async () => {
  const tenant = (): TenantSnapshot | undefined => snapshot.tenant(company.tenantId);
  expect(await snapshot.loadTenant(company.tenantId)).toMatchObject({ cache: null, transformations: null });
  await updateCache.execute(admin(), { mode: 'all', ttl_seconds: 60, isolation: 'tenant', semantic: true, similarity_min: 0.9 });
  const kept = { mode: 'all', ttlSeconds: 60, isolation: 'tenant', semantic: { embeddingModel: null, similarityMin: 0.9 }, epoch: 1 };
  await expect.poll(() => tenant()?.cache, within2s).toEqual(kept);
  await clearCache.execute(admin(), {});
  await expect.poll(() => tenant()?.cache?.epoch, within2s).toBe(2);
  await replaceTransformations.execute(admin(), { rules: [{ name: 'cap', output_tokens_max: 5 }] });
  await expect.poll(() => tenant()?.transformations, within2s).toMatchObject([{ name: 'cap', outputTokensMax: 5 }]);
  await replaceTransformations.execute(admin(), { rules: [{ name: 'cap', output_tokens_max: 5, enabled: false }] });
  await expect.poll(() => tenant()?.transformations, within2s).toBeNull();
  await updateCache.execute(admin(), { mode: 'off' });
  await expect.poll(() => tenant()?.cache, within2s).toBeNull();
});

test('[GW-8] rules that do not read stop the calls of their tenant and not their limits', async () => {
  await database.superuser`insert into transformation_set (tenant_id, version, rules) values (${company.tenantId}, 99, '[{"name":"broken"}]')`;
  const fresh = createSnapshot({ databases: database.databases, clock: systemClock, masterKeys: runtime.masterKeys, logger: silentLogger });
  await fresh.start();
  try {
    await expect(fresh.loadTenant(company.tenantId)).rejects.toMatchObject({ code: 'internal' });
  } finally {
    await fresh.stop();
  }
});
