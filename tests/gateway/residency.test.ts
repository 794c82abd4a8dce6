import { afterEach, describe, expect, it } from 'vitest';
import { RouteDefinition } from '#lib/contracts/route-definition.ts';
import { chatBody, errorOf, post } from './support/call.ts';
import { openObjectScene } from './support/object-scene.ts';
import { openProxyScene } from './support/proxy-scene.ts';
import { openRealtime } from './support/realtime-scene.ts';
import { answerJson, chatCompletion } from './support/scripted-provider.ts';
import { type TestGateway, tenantId } from './support/test-gateway.ts';
import { failsWith, firstId, openTwoProviders, secondId } from './support/two-providers.ts';
import { setPolicies } from './support/with-policies.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const outsideEurope = [{ field: 'region', operator: 'not_in', value: ['eu'] }];
/** The only connections of a scene, wherever they are, are in `region`. */
function stayInEurope(gateway: TestGateway, region: string): void {
  const connections = gateway.snapshot.tenant(tenantId)?.connections ?? [];
  const regions = Object.fromEntries(connections.map(({ connectionId }) => [connectionId, region]));
  setPolicies(gateway, [{ name: 'Stay in Europe', conditions: outsideEurope, actions: [{ type: 'deny' }] }], { regions });
}
const refusal = (where: string) => `The policy "Stay in Europe" refuses this call. It would reach a connection in ${where}.`;

describe('[GOV-3] calls that are bound to a region', () => {
  it('do not fall back to another region when theirs fails, and the refusal names the region', async () => {
    const { gateway, first, second, stop, useFirstOnly } = await openTwoProviders({ settings: { retryBaseMs: 1 } });
    stops.push(stop);
    const policy = { name: 'Stay in Europe', conditions: outsideEurope, actions: [{ type: 'deny' }] };
    setPolicies(gateway, [policy], { regions: { [firstId]: 'us', [secondId]: 'eu' } });
    first.script = answerJson(chatCompletion());
    second.script = failsWith(503, 'down');
    const failed = await post(gateway);
    expect(failed.status).toBeGreaterThanOrEqual(500);
    const streamed = await post(gateway, { body: chatBody({ stream: true }) });
    expect(streamed.status).toBeGreaterThanOrEqual(500);
    expect(first.seen).toHaveLength(0);
    useFirstOnly();
    expect((await errorOf(await post(gateway))).message).toContain(refusal('us'));
    setPolicies(gateway, [policy]);
    expect((await errorOf(await post(gateway))).message).toContain(refusal('a region that nobody has named'));
  });

  it('[GW-4] go by a route to the region that they ask for, and nowhere else', async () => {
    const { gateway, first, second, stop } = await openTwoProviders({ settings: { retryBaseMs: 1 } });
    stops.push(stop);
    const tenant = gateway.snapshot.tenant(tenantId);
    const inRegion = (tenant?.connections ?? []).map((one) => (one.connectionId === secondId ? { ...one, region: 'eu' } : one));
    const members = [{ kind: 'target', model: 'gpt-4o-mini' }];
    const definition = RouteDefinition.parse({ kind: 'group', strategy: 'residency', members });
    const route = { routeId: '01936b1e-7a00-7000-8000-0000000000d1', name: 'near', version: 1, definition };
    gateway.snapshot.addTenant({ ...tenant, tenantId, connections: inRegion, routes: new Map([['near', route]]) });
    first.script = answerJson(chatCompletion('from anywhere'));
    second.script = answerJson(chatCompletion('from eu'));
    const ask = (region?: string) =>
      post(gateway, { body: chatBody({ model: 'near' }), ...(region === undefined ? {} : { headers: { 'x-tollgate-region': region } }) });
    expect(JSON.stringify(await (await ask('EU')).json())).toContain('from eu');
    expect(JSON.stringify(await (await ask()).json())).toContain('from anywhere');
    second.script = failsWith(503, 'down');
    first.seen.length = 0;
    expect((await ask('eu')).status).toBeGreaterThanOrEqual(500);
    const [elsewhere, unknown] = [await ask('jp'), await ask('mars')];
    expect([(await errorOf(elsewhere)).code, (await errorOf(unknown)).code]).toEqual(['no_connection', 'invalid_request']);
    expect(first.seen).toEqual([]);
  });

  it('are not answered from the cache by what was answered elsewhere', async () => {
    const { gateway, first, second, stop } = await openTwoProviders({});
    stops.push(stop);
    const tenant = gateway.snapshot.tenant(tenantId);
    const cache = { mode: 'all', ttlSeconds: 60, isolation: 'tenant', semantic: null, epoch: 1 } as const;
    gateway.snapshot.addTenant({ ...tenant, tenantId, cache });
    first.script = answerJson(chatCompletion('from us'));
    second.script = answerJson(chatCompletion('from eu'));
    const answer = async () => JSON.stringify(await (await post(gateway)).json());
    expect(await answer()).toContain('from us');
    expect(await answer()).toContain('from us');
    expect(first.seen).toHaveLength(1);
    const policy = { name: 'Stay in Europe', conditions: outsideEurope, actions: [{ type: 'deny' }] };
    setPolicies(gateway, [policy], { regions: { [firstId]: 'us', [secondId]: 'eu' } });
    expect(await answer()).toContain('from eu');
    expect([first.seen.length, second.seen.length]).toEqual([1, 1]);
  });

  it('begin no batch and keep no file elsewhere', async () => {
    const scene = await openObjectScene('fast lane');
    stops.push(() => scene.stop());
    const line = JSON.stringify({
      custom_id: 'a',
      method: 'POST',
      url: '/v1/chat/completions',
      body: { model: 'gpt-4o-mini', max_tokens: 9, messages: [{ role: 'user', content: 'Hello' }] },
    });
    const fileId = await scene.uploaded('batch', line);
    scene.forget();
    stayInEurope(scene.gateway, 'us');
    const body = { input_file_id: fileId, endpoint: '/v1/chat/completions', completion_window: '24h' };
    const refused = await scene.ask('POST', '/batches', body);
    expect([refused.status, (await errorOf(refused)).message]).toEqual([403, expect.stringContaining(refusal('us'))]);
    await expect(scene.uploaded('batch', line)).rejects.toThrow();
    expect(scene.provider.seen).toHaveLength(0);
    stayInEurope(scene.gateway, 'eu');
    expect(await scene.uploaded('batch', line)).toEqual(expect.any(String));
  });

  it('pass nothing on as it is, and open no realtime session, elsewhere', async () => {
    const proxy = await openProxyScene('fast lane');
    stops.push(() => proxy.stop());
    stayInEurope(proxy.gateway, 'us');
    const passed = await proxy.call('POST', '/claude/v1/odd', { body: '{}', headers: { 'content-type': 'application/json' } });
    expect([passed.status, JSON.stringify(await passed.json())]).toEqual([403, expect.stringContaining('a connection in us')]);
    expect(proxy.provider.seen).toHaveLength(0);
    const talking = await openRealtime();
    stops.push(() => talking.stop());
    stayInEurope(talking.gateway, 'us');
    await expect(talking.open().opened).rejects.toThrow();
    expect(talking.gateway.recorder.events.at(-1)).toMatchObject({ status: 'refused', errorCode: 'policy_denied' });
  });
});

describe('[GOV-3] an organization that is bound to a region', () => {
  it('is told which of its connections are never called', async () => {
    const { gateway, stop } = await openTwoProviders({});
    stops.push(stop);
    const tenant = gateway.snapshot.tenant(tenantId);
    gateway.snapshot.addTenant({ ...tenant, tenantId, connections: [], outOfRegion: { region: 'eu', connections: ['first', 'second'] } });
    const refused = await errorOf(await post(gateway));
    expect(refused.message).toContain('Connections outside the region eu are never called for this organization: first, second.');
  });
});
