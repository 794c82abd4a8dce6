import { afterEach, describe, expect, test } from 'vitest';
import { addressListOf, readableRanges } from '#lib/core/address-range.ts';
import { proxyTrust } from '#lib/core/client-address.ts';
import { newUuid } from '#lib/core/ids.ts';
import { Attributions } from '#lib/gateway/attribution/attributions.ts';
import type { EnvironmentModels, ProjectInForce } from '#lib/gateway/attribution/work-finder.ts';
import type { Principal } from '#lib/gateway/snapshot/snapshot.ts';
import { chatBody, errorOf, gpt4oMini, lanes, openScene, post, type Scene } from './support/call.ts';
import { answerJson, chatCompletion } from './support/scripted-provider.ts';
import { tenantId } from './support/test-gateway.ts';

/** What a project and its environments say of calls: where they come from, and which model they ask for. */

const projectOf = (slug: string, ranges: readonly string[] = []): ProjectInForce => ({
  ...{ projectId: newUuid(), slug, name: `The ${slug}`, status: 'active', visibility: 'public', departmentId: null, teamId: null },
  ...{ people: new Set<string>(), allowedDomains: [] },
  addresses: ranges.length === 0 ? null : addressListOf(readableRanges(ranges)),
});
const fenced = projectOf('fenced', ['203.0.113.0/24', '2001:db8::/48', 'nonsense']);
const shop = projectOf('shop');

let scene: Scene | undefined;

afterEach(async () => {
  await scene?.stop();
  scene = undefined;
});

interface Made {
  readonly lane?: (typeof lanes)[number];
  readonly trusted?: readonly string[];
  readonly models?: EnvironmentModels | null;
  readonly principal?: Partial<Principal>;
}

async function open({ lane = 'fast lane', trusted = ['127.0.0.0/8'], models = null, principal = {} }: Made) {
  const opened = await openScene({ lane, isFronted: true, settings: { proxies: proxyTrust(trusted) } });
  scene = opened;
  const { gateway, provider } = opened;
  provider.script = answerJson(chatCompletion());
  const environment = { environmentId: newUuid(), projectId: shop.projectId, slug: 'production', name: 'Production' };
  const work = { projects: [fenced, shop], environments: [{ ...environment, status: 'active' as const, models }] };
  const attributions = new Attributions(work, { rules: [], teams: [], departments: [], centers: new Map() });
  gateway.snapshot.addTenant({ ...gateway.snapshot.tenant(tenantId), tenantId, attributions });
  const key = gateway.snapshot.addKey({ tenantId, keyId: newUuid(), ...principal });
  const call = async (headers: Record<string, string>, model = 'gpt-4o-mini') => {
    const response = await post(gateway, { headers: { authorization: `Bearer ${key}`, ...headers }, body: chatBody({ model }) });
    return response.status === 200 ? 200 : `${response.status} ${String((await errorOf(response)).code)}`;
  };
  return { ...opened, call, key };
}

describe.each(lanes)('[ORG-4] networks of a project on the %s', (lane) => {
  test('are where its calls come from, as the trusted proxies say and nobody else', async () => {
    const { call, gateway, provider } = await open({ lane });
    const from = (forwarded: string, more: Record<string, string> = {}) =>
      call({ 'x-tollgate-project': 'fenced', 'x-forwarded-for': forwarded, ...more });
    for (const address of ['203.0.113.9', '1.2.3.4, 203.0.113.200', '2001:db8::5', '::ffff:203.0.113.9'])
      expect([address, await from(address)]).toEqual([address, 200]);
    const served = provider.seen.length;
    for (const address of ['203.0.114.1', '203.0.113.9, 8.8.8.8', '2001:db9::5', 'unknown', '203.0.113.9x', ''])
      expect([address, await from(address, { 'x-real-ip': '203.0.113.9', forwarded: 'for=203.0.113.9' })]).toEqual([
        address,
        '403 source_not_allowed',
      ]);
    expect(provider.seen).toHaveLength(served);
    expect(gateway.recorder.holds).toHaveLength(served);
    // Calls of other projects, and of none, come from everywhere.
    expect(await call({ 'x-tollgate-project': 'shop', 'x-forwarded-for': '8.8.8.8' })).toBe(200);
    expect(await call({ 'x-forwarded-for': '8.8.8.8' })).toBe(200);
  });

  test('hold for every endpoint to a key that is bound to the project', async () => {
    const { call, gateway, key } = await open({ lane, principal: { projectId: fenced.projectId } });
    expect(await call({ 'x-forwarded-for': '203.0.113.9' })).toBe(200);
    expect(await call({ 'x-forwarded-for': '8.8.8.8' })).toBe('403 source_not_allowed');
    for (const [address, status] of [
      ['203.0.113.9', 200],
      ['8.8.8.8', 403],
    ] as const) {
      const headers = { authorization: `Bearer ${key}`, 'x-forwarded-for': address };
      expect((await fetch(`${gateway.baseUrl}/models`, { headers })).status).toBe(status);
    }
  });
});

test('[ORG-4] networks of a project are not opened by a header where no proxy is trusted', async () => {
  const { call } = await open({ trusted: [] });
  for (const name of ['x-forwarded-for', 'x-real-ip', 'cf-connecting-ip', 'true-client-ip'])
    expect([name, await call({ 'x-tollgate-project': 'fenced', [name]: '203.0.113.9' })]).toEqual([name, '403 source_not_allowed']);
});

describe('[ORG-5] models of an environment', () => {
  const inProduction = { 'x-tollgate-project': 'shop', 'x-tollgate-environment': 'production' };
  const served = (provider: Scene['provider']): string[] => provider.seen.map(({ body }) => JSON.parse(body.toString()).model);
  const models = { primary: 'gpt-4o-mini', fallback: 'gpt-4o' };

  async function openWith(made: Made) {
    const opened = await open(made);
    const { snapshot } = opened.gateway;
    const [connection] = snapshot.tenant(tenantId)?.connections ?? [];
    if (connection === undefined) throw new Error('The scene has a connection');
    snapshot.setConnections(tenantId, [{ ...connection, models: ['gpt-4o-mini', 'gpt-4o'] }]);
    snapshot.addPrice({ ...gpt4oMini, model: 'gpt-4o' });
    return opened;
  }

  test('are what its calls mean by "environment", and the event has the model that served', async () => {
    const { call, provider, gateway } = await openWith({ models });
    expect(await call(inProduction, 'environment')).toBe(200);
    expect(served(provider)).toEqual(['gpt-4o-mini']);
    expect(gateway.recorder.events.at(-1)).toMatchObject({ status: 'succeeded' });
    // Outside of it the name is none.
    expect(await call({ 'x-tollgate-project': 'shop' }, 'environment')).toBe('404 model_not_found');
    expect(await call({}, 'environment')).toBe('404 model_not_found');
  });

  test('the other one serves where the first cannot, by either name, and other models stay alone', async () => {
    const { call, provider } = await openWith({ models });
    provider.script = (response, request) => {
      if (JSON.parse(request.body.toString()).model === 'gpt-4o-mini') response.writeHead(503).end();
      else return answerJson(chatCompletion())(response, request);
    };
    for (const name of ['environment', 'gpt-4o-mini']) {
      provider.seen.length = 0;
      expect(await call(inProduction, name)).toBe(200);
      expect(served(provider).at(0)).toBe('gpt-4o-mini');
      expect(served(provider).at(-1)).toBe('gpt-4o');
    }
    expect(await call({}, 'gpt-4o-mini')).toMatch(/^5\d\d provider/);
    provider.seen.length = 0;
    expect(await call(inProduction, 'gpt-4o')).toBe(200);
    expect(served(provider)).toEqual(['gpt-4o']);
  });

  test('the other one serves where no connection has the first; without one the call says what is missing', async () => {
    const { call, provider, gateway } = await openWith({ models: { primary: 'no-such-model', fallback: 'gpt-4o' } });
    expect(await call(inProduction, 'environment')).toBe(200);
    expect(served(provider)).toEqual(['gpt-4o']);
    expect(gateway.recorder.events.at(-1)).toMatchObject({ status: 'succeeded' });
    await scene?.stop();
    const without = await openWith({ models: { primary: 'no-such-model', fallback: null } });
    expect(await without.call(inProduction, 'environment')).toBe('404 model_not_found');
  });

  test('do not open what the key may not use', async () => {
    const { call, provider } = await openWith({ models, principal: { allowedModels: new Set(['gpt-4o-mini']) } });
    provider.script = (response) => void response.writeHead(503).end();
    expect(await call(inProduction, 'environment')).toMatch(/^5\d\d provider/);
    expect(new Set(served(provider))).toEqual(new Set(['gpt-4o-mini']));
    await scene?.stop();
    const other = await openWith({ models: { primary: 'gpt-4o', fallback: null }, principal: { allowedModels: new Set(['gpt-4o-mini']) } });
    expect(await other.call(inProduction, 'environment')).toBe('403 model_not_allowed');
  });
});
