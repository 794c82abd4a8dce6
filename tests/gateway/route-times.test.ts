import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RouteDefinition } from '#lib/contracts/route-definition.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { chatBody, lanes, post } from './support/call.ts';
import { answerStream, chatCompletion, chunk, done, type ProviderScript, usageChunk, wait } from './support/scripted-provider.ts';
import { tenantId } from './support/test-gateway.ts';
import { answers, firstId, openTwoProviders, roleChunk, secondId, staysSilent, type TwoProviders } from './support/two-providers.ts';

const settings = { firstTokenMs: 2_000, idleMs: 2_000, totalMs: 4_000, retryBaseMs: 40 };

/** Says something at once and keeps on saying it, every 60 ms, for 1.2 s. */
const trickles =
  (isStreamed: boolean): ProviderScript =>
  async (response) => {
    response.writeHead(200, { 'content-type': isStreamed ? 'text/event-stream' : 'application/json' });
    const whole = chatCompletion('from the first');
    for (let at = 0; at < 20; at += 1) {
      response.write(isStreamed ? chunk({ content: 'so ' }) : whole.slice(at * 10, at * 10 + 10));
      await wait(60);
    }
    response.end(isStreamed ? [chunk({}, 'stop'), usageChunk(12, 3), done].join('') : whole.slice(200));
  };

describe.each(lanes)('[GW-4] [GW-5] the times of a route’s target behind the %s', (lane) => {
  let scene: TwoProviders;
  beforeEach(async () => {
    scene = await openTwoProviders({ lane, settings });
    scene.second.script = answers('from the second');
  });
  afterEach(() => scene.stop());

  async function call(isStreamed: boolean, times: object) {
    const target = (id: string, more: object = {}) => ({
      ...{ kind: 'target', model: 'gpt-4o-mini', connection_id: toPublicId('connection', id) },
      ...more,
    });
    const members = [target(firstId, times), target(secondId)];
    const definition = RouteDefinition.parse({ kind: 'group', strategy: 'fallback', members });
    const tenant = scene.gateway.snapshot.tenant(tenantId);
    const route = { routeId: newUuid(), name: 'timed', version: 1, definition };
    scene.gateway.snapshot.addTenant({ ...tenant, tenantId, routes: new Map([['timed', route]]) });
    const startedAt = performance.now();
    const response = await post(scene.gateway, { body: chatBody({ model: 'timed', ...(isStreamed ? { stream: true } : {}) }) });
    const text = await response.text();
    return { status: response.status, text, elapsedMs: performance.now() - startedAt, target: response.headers.get('x-tollgate-target') };
  }

  it('send a stream elsewhere whose first content is late, and blame nobody for it', async () => {
    scene.first.script = answerStream([roleChunk], 'hang');
    const got = await call(true, { first_token_seconds: 0.2 });
    expect(got).toMatchObject({ status: 200, target: 'second/gpt-4o-mini' });
    expect(got.elapsedMs).toBeLessThan(1_500);
    expect(scene.gateway.runtime.circuits.states()).toEqual([]);
  });

  it('do not hurry a stream that has begun, nor a whole answer by the time of the first token', async () => {
    for (const isStreamed of [true, false]) {
      scene.first.script = trickles(isStreamed);
      expect(await call(isStreamed, { first_token_seconds: 0.3 })).toMatchObject({ status: 200, target: 'first/gpt-4o-mini' });
    }
  });

  it('send a whole answer elsewhere that takes too long, whether it has begun or not', async () => {
    for (const script of [trickles(false), staysSilent]) {
      scene.first.script = script;
      const got = await call(false, { timeout_seconds: 0.3 });
      expect(got).toMatchObject({ status: 200, target: 'second/gpt-4o-mini' });
      expect(got.elapsedMs).toBeLessThan(1_500);
    }
    expect(scene.gateway.runtime.circuits.states()).toEqual([]);
  });

  it('end a stream that the caller reads with an error that says why', async () => {
    scene.first.script = trickles(true);
    const got = await call(true, { timeout_seconds: 0.4 });
    expect(got.text).toContain('"code":"provider_timeout"');
    expect(got.text).toContain('within 0.4 s, the time that the route gives this target');
    expect(got.text).not.toContain('[DONE]');
    expect(scene.second.seen).toEqual([]);
    expect(scene.gateway.recorder.only).toMatchObject({ status: 'failed', errorCode: 'provider_timeout', usageSource: 'counted' });
  });

  it('never give more than the operator does', async () => {
    Object.assign(scene.gateway.runtime.settings, { firstTokenMs: 300 });
    scene.first.script = staysSilent;
    const got = await call(true, { first_token_seconds: 60, timeout_seconds: 600 });
    expect(got).toMatchObject({ status: 200, target: 'second/gpt-4o-mini' });
    expect(got.elapsedMs).toBeLessThan(1_500);
  });
});
