import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RouteDefinition } from '#lib/contracts/route-definition.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { chatBody, gpt4oMini, post } from './support/call.ts';
import { connectionTo, tenantId } from './support/test-gateway.ts';
import {
  answers,
  failsWith,
  firstId,
  hangsUp,
  modes,
  openTwoProviders,
  quickSettings,
  secondId,
  type TwoProviders,
} from './support/two-providers.ts';

const routeId = newUuid();

describe.each(modes)('[COST-2] the event of a call ($how, $lane)', ({ lane, isStreamed }) => {
  let scene: TwoProviders;
  beforeEach(async () => {
    scene = await openTwoProviders({ lane, settings: quickSettings });
    scene.first.script = answers('from the first');
    scene.second.script = answers('from the second');
  });
  afterEach(() => scene.stop());

  async function eventOf(model = 'gpt-4o-mini') {
    const response = await post(scene.gateway, { body: chatBody({ model, ...(isStreamed ? { stream: true } : {}) }) });
    await response.text();
    return scene.gateway.recorder.only;
  }
  const attempt = (connectionId: string, fault: string, httpStatus: number | null, errorCode = 'provider_error') => ({
    ...{ connectionId, provider: 'openai-compatible', model: 'gpt-4o-mini', fault, errorCode, httpStatus },
    durationMs: expect.any(Number),
  });

  it('has nothing to tell about the usual way', async () => {
    const event = await eventOf();
    expect([Object.hasOwn(event, 'routing'), Object.hasOwn(event, 'baselineNanoUsd')]).toEqual([false, false]);
  });

  it('names the attempts that failed before it, and that another target served it', async () => {
    scene.first.script = failsWith(503, 'Busy');
    const event = await eventOf();
    expect(event).toMatchObject({ status: 'succeeded', connectionId: secondId, attempts: 3 });
    const failed = attempt(firstId, 'server_error', 503, 'provider_overloaded');
    expect(event.routing).toEqual({
      reasons: ['failover'],
      failed: [
        { ...failed, errorCode: expect.any(String) },
        { ...failed, errorCode: expect.any(String) },
      ],
    });
  });

  it('names all of them where none succeeded, with no status where the provider gave none', async () => {
    scene.first.script = failsWith(500, 'Oops');
    scene.second.script = hangsUp;
    const event = await eventOf();
    // Booked as the one that may be billed last, and beside it the other.
    expect(event).toMatchObject({ status: 'failed', connectionId: secondId, attempts: 4, usageSource: 'counted' });
    const [first, second] = [attempt(firstId, 'server_error', 500), attempt(secondId, 'reset', null)];
    const failed = [first, first, { ...second, bookedNanoUsd: expect.any(Number) }, second];
    expect(event.routing).toEqual({ reasons: ['failover'], failed });
  });

  it('tells the version of its route, the strategies that chose, and what the dearest target would have cost', async () => {
    const { snapshot } = scene.gateway;
    const dear = connectionTo(`http://127.0.0.1:${scene.second.port}`, { connectionId: secondId, name: 'second', models: ['gpt-4o'] });
    snapshot.setConnections(tenantId, [
      connectionTo(`http://127.0.0.1:${scene.first.port}`, { connectionId: firstId, name: 'first' }),
      dear,
    ]);
    const tiers = [{ fromTokens: 0, picoUsdPerUnit: { input: 2_500_000n, output: 10_000_000n } }];
    snapshot.addPrice({ ...gpt4oMini, model: 'gpt-4o', tiers });
    const target = (id: string, model: string) => ({ kind: 'target', model, connection_id: toPublicId('connection', id) });
    const members = [target(firstId, 'gpt-4o-mini'), target(secondId, 'gpt-4o')];
    const definition = RouteDefinition.parse({ kind: 'group', strategy: 'fallback', members } as never);
    const tenant = snapshot.tenant(tenantId);
    snapshot.addTenant({ ...tenant, tenantId, routes: new Map([['smart', { routeId, name: 'smart', version: 3, definition }]]) });
    const event = await eventOf('smart');
    expect(event).toMatchObject({ routeId, model: 'gpt-4o-mini', costNanoUsd: 3_600n, routing: { version: 3, via: 'fallback' } });
    expect(event.routing?.reasons).toBeUndefined();
    // 12 tokens in and 3 out, as the provider reports them.
    expect(event.baselineNanoUsd).toBe(12n * 2_500n + 3n * 10_000n);
  });
});
