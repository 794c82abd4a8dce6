import { afterAll, beforeAll, expect, test } from 'vitest';
import { clearCache, updateCache } from '#lib/cache/index.ts';
import type { CacheSettings } from '#lib/gateway/cache/cache-settings.ts';
import { invocationOf } from '#tests/support/sample-company.ts';
import { chatBody, post } from './support/call.ts';
import { type KeptScene, openKeptScene } from './support/kept-scene.ts';
import type { TestGateway } from './support/test-gateway.ts';

let scene: KeptScene;
beforeAll(async () => {
  scene = await openKeptScene();
});
afterAll(() => scene.stop());

const admin = () => invocationOf(scene.runtime, scene.company, scene.company.admin);
const stateOf = async (gateway: TestGateway, body?: string) =>
  (await post(gateway, body === undefined ? {} : { body })).headers.get('x-tollgate-cache');

/** What the processes would have heard of the settings. */
function keepAs(settings: Partial<CacheSettings>): void {
  const { tenantId } = scene.company;
  const cache: CacheSettings = { mode: 'all', ttlSeconds: 60, isolation: 'team', semantic: null, epoch: 1, ...settings };
  for (const { snapshot } of Object.values(scene.gateways)) snapshot.addTenant({ ...snapshot.tenant(tenantId), tenantId, cache });
}

test('[GW-7] what one process keeps another one tells again, until it is cleared; the database being away is a miss', async () => {
  const [one, two] = [scene.gateways['fast lane'], scene.gateways['web lane']];
  await updateCache.execute(admin(), { mode: 'all' });
  keepAs({});
  expect(await stateOf(one)).toBe('miss');
  await expect.poll(async () => (await scene.database.superuser`select 1 from cache_entry`).length).toBe(1);
  expect(await stateOf(two)).toBe('hit');
  expect(scene.provider.seen).toHaveLength(1);
  expect(await clearCache.execute(admin(), {})).toEqual({ cleared: 1 });
  keepAs({ epoch: 2 });
  expect(await stateOf(two)).toBe('miss');
  await expect.poll(async () => (await scene.database.superuser`select 1 from cache_entry`).length).toBe(1);
  expect(await stateOf(one)).toBe('hit');
  // Somebody writes into the row: what does not open is a miss, not an error.
  await stateOf(one, chatBody({ seed: 1 }));
  await expect.poll(async () => (await scene.database.superuser`select 1 from cache_entry`).length).toBe(2);
  await scene.database.superuser`update cache_entry set answer = '\\x00'`;
  expect(await stateOf(two, chatBody({ seed: 1 }))).toBe('miss');
  await scene.database.superuser`alter table cache_entry rename to cache_entry_away`;
  try {
    expect(await stateOf(one, chatBody({ seed: 2 }))).toBe('miss');
    expect(await stateOf(one, chatBody({ seed: 2 }))).toBe('hit');
    expect(await stateOf(two, chatBody({ seed: 2 }))).toBe('miss');
  } finally {
    await scene.database.superuser`alter table cache_entry_away rename to cache_entry`;
  }
});
