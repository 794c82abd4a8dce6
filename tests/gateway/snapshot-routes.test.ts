import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { importPrices } from '#lib/catalog/index.ts';
import { createConnection } from '#lib/connections/index.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { silentLogger } from '#lib/core/logger.ts';
import { createSnapshot, type LiveSnapshot } from '#lib/gateway/snapshot/live-snapshot.ts';
import type { TenantSnapshot } from '#lib/gateway/snapshot/snapshot.ts';
import { updateTenant } from '#lib/organization/index.ts';
import {
  archiveRoute,
  createRoute,
  publishRoute,
  rollbackRoute,
  setTeamPreference,
  setTenantPreference,
  updateRoute,
} from '#lib/routes/index.ts';
import { companyScene } from '#tests/support/company-scene.ts';

const scene = companyScene('snapshot-routes');
const admin = () => scene.as(scene.company.admin);
let snapshot: LiveSnapshot | undefined;

beforeAll(() => importPrices(scene.database.databases.jobs));
afterEach(() => snapshot?.stop());

async function follow(): Promise<LiveSnapshot> {
  const { runtime, database, company } = scene;
  snapshot = createSnapshot({ databases: database.databases, clock: runtime.clock, masterKeys: runtime.masterKeys, logger: silentLogger });
  await snapshot.start();
  await snapshot.loadTenant(company.tenantId);
  return snapshot;
}

/** Resolves as soon as the tenant in memory is as it should be; a change has to be there within two seconds. */
async function within2s(live: LiveSnapshot, isSo: (tenant: TenantSnapshot) => boolean): Promise<TenantSnapshot> {
  for (const startedAt = Date.now(); Date.now() - startedAt < 2_000; await sleep(20)) {
    const tenant = live.tenant(scene.company.tenantId);
    if (tenant !== undefined && isSo(tenant)) return tenant;
  }
  throw new Error('The change was not in force within two seconds');
}

const fallback = (...models: string[]) => ({
  strategy: 'fallback' as const,
  members: models.map((model) => ({ kind: 'target' as const, model })),
});

test('[GW-4] a route is in force everywhere within two seconds of publishing, rolling back and archiving; a draft never is', async () => {
  await createConnection.execute(admin(), { name: 'Play', provider: 'sandbox' });
  const live = await follow();
  const route = await createRoute.execute(admin(), { name: 'chat', draft: fallback('sandbox-small') });
  const id = { route_id: toPublicId('route', route.id) };
  await publishRoute.execute(admin(), id);
  expect((await within2s(live, ({ routes }) => routes.has('chat'))).routes.get('chat')).toMatchObject({ version: 1, routeId: route.id });
  await updateRoute.execute(admin(), { ...id, draft: fallback('sandbox-large'), name: 'chat-2' });
  const renamed = await within2s(live, ({ routes }) => routes.has('chat-2'));
  expect(renamed.routes.get('chat-2')).toMatchObject({ version: 1, definition: { members: [{ model: 'sandbox-small' }] } });
  await publishRoute.execute(admin(), id);
  await within2s(live, ({ routes }) => routes.get('chat-2')?.version === 2);
  await rollbackRoute.execute(admin(), { ...id, number: 1 });
  await within2s(live, ({ routes }) => routes.get('chat-2')?.version === 1);
  await archiveRoute.execute(admin(), id);
  await within2s(live, ({ routes }) => routes.size === 0);
});

test('[GOV-3] a tenant bound to a region has connections of that region alone in memory, and the sandbox', async () => {
  const connect = (name: string, region?: 'eu' | 'us') =>
    createConnection.execute(admin(), {
      name,
      provider: 'openai-compatible',
      base_url: 'https://x.example.com/v1',
      models: ['m'],
      ...(region === undefined ? {} : { region }),
    });
  await createConnection.execute(admin(), { name: 'Play', provider: 'sandbox' });
  for (const made of [connect('Frankfurt', 'eu'), connect('Virginia', 'us'), connect('Somewhere')]) await made;
  const live = await follow();
  expect(live.tenant(scene.company.tenantId)?.connections).toHaveLength(4);
  await updateTenant.execute(admin(), { residency: 'eu' });
  const bound = await within2s(live, ({ connections }) => connections.length === 2);
  expect(bound.connections.map(({ name }) => name).sort()).toEqual(['Frankfurt', 'Play']);
  expect(bound.outOfRegion).toMatchObject({ region: 'eu', connections: expect.arrayContaining(['Virginia', 'Somewhere']) });
});

test('[ORG-1] connections to providers that the organization does not allow leave memory, and come back', async () => {
  await createConnection.execute(admin(), { name: 'Play', provider: 'sandbox' });
  const live = await follow();
  await updateTenant.execute(admin(), { limits: { providers_allowed: ['groq'] } });
  expect((await within2s(live, ({ connections }) => connections.length === 0)).notAllowed).toEqual(['Play']);
  await updateTenant.execute(admin(), { limits: { providers_allowed: null } });
  expect((await within2s(live, ({ connections }) => connections.length === 1)).notAllowed).toBeNull();
});

test('[GW-4] preferences reach calls of the teams that inherit them', async () => {
  const { company } = scene;
  const live = await follow();
  await setTenantPreference.execute(admin(), { optimization: 'balanced' });
  const tenantWide = await within2s(live, ({ preferences }) => preferences !== null);
  expect(tenantWide.preferences?.of(company.fieldId, company.salesId)).toMatchObject({ optimization: 'balanced', providers: [] });
  await setTeamPreference.execute(admin(), { team_id: toPublicId('team', company.searchId), providers: ['groq'] });
  const ofTeam = await within2s(
    live,
    ({ preferences }) => preferences?.of(company.searchId, company.engineeringId)?.providers.length === 1,
  );
  expect(ofTeam.preferences?.of(company.searchId, company.engineeringId)).toMatchObject({ optimization: 'balanced', providers: ['groq'] });
});
