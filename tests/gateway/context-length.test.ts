import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RouteDefinition } from '#lib/contracts/route-definition.ts';
import { newUuid } from '#lib/core/ids.ts';
import { chatBody, errorOf, gpt4oMini, post } from './support/call.ts';
import { answerJson, answerStream } from './support/scripted-provider.ts';
import { tenantId } from './support/test-gateway.ts';
import { answers, failsWith, modes, openTwoProviders, quickSettings, roleChunk, type TwoProviders } from './support/two-providers.ts';

const words = "This model's maximum context length is 128000 tokens.";
const refusal = { message: words, type: 'invalid_request_error', param: 'messages', code: 'context_length_exceeded' };
const refuses = answerJson(JSON.stringify({ error: refusal }), 400);
const target = (model: string) => ({ kind: 'target', model });

describe.each(modes)('[GW-5] a request that is too long ($how, $lane)', ({ lane, isStreamed }) => {
  let scene: TwoProviders;
  beforeEach(async () => {
    scene = await openTwoProviders({ lane, settings: quickSettings });
    const { snapshot } = scene.gateway;
    const [first, second] = snapshot.tenant(tenantId)?.connections ?? [];
    if (first === undefined || second === undefined) throw new Error('The scene has two connections');
    snapshot.setConnections(tenantId, [
      { ...first, models: ['small'] },
      { ...second, models: ['equal', 'large'] },
    ]);
    snapshot.addPrice({ ...gpt4oMini, model: 'small', contextWindowTokens: 128_000 });
    snapshot.addPrice({ ...gpt4oMini, model: 'equal', contextWindowTokens: 128_000 });
    snapshot.addPrice({ ...gpt4oMini, model: 'large', contextWindowTokens: 1_000_000 });
    scene.first.script = refuses;
    scene.second.script = answers('from the second');
  });
  afterEach(() => scene.stop());

  function publish(...models: string[]): void {
    const tenant = scene.gateway.snapshot.tenant(tenantId);
    const definition = RouteDefinition.parse({ kind: 'group', strategy: 'fallback', members: models.map(target) });
    const route = { routeId: newUuid(), name: 'long', version: 1, definition };
    scene.gateway.snapshot.addTenant({ ...tenant, tenantId, routes: new Map([['long', route]]) });
  }
  const call = () => post(scene.gateway, { body: chatBody({ model: 'long', ...(isStreamed ? { stream: true } : {}) }) });
  const asked = () => [scene.first, scene.second].map(({ seen }) => seen.map(({ body }) => JSON.parse(String(body)).model));

  it('goes to the target of its route whose window is larger, past those that hold no more', async () => {
    publish('small', 'equal', 'large');
    const got = await call();
    expect([got.status, got.headers.get('x-tollgate-target')]).toEqual([200, 'second/large']);
    expect(await got.text()).toContain('from the second');
    expect(asked()).toEqual([['small'], ['large']]);
    expect(scene.gateway.recorder.only).toMatchObject({ status: 'succeeded', model: 'large', attempts: 2 });
    expect(scene.gateway.runtime.circuits.states()).toEqual([]);
  });

  it('is told as what it is where none is larger, and nobody else is asked', async () => {
    publish('small', 'equal');
    const got = await call();
    expect([got.status, got.headers.get('x-should-retry')]).toEqual([400, 'false']);
    expect(await errorOf(got)).toMatchObject({
      ...{ code: 'context_length_exceeded', type: 'invalid_request_error', param: 'messages' },
      provider_error: { code: 'context_length_exceeded', type: 'invalid_request_error', status: 400 },
    });
    expect(asked()).toEqual([['small'], []]);
    expect(scene.gateway.recorder.only).toMatchObject({ status: 'failed', attempts: 1, errorCode: 'context_length_exceeded' });
  });

  it('has the error of the larger model as its last word, for that may pass', async () => {
    publish('small', 'large');
    scene.second.script = failsWith(503, 'Busy');
    const got = await call();
    expect([got.status, (await errorOf(got)).code]).toEqual([502, 'provider_error']);
    expect(asked()[0]).toEqual(['small']);
  });

  // Only a stream can refuse once it has begun.
  if (isStreamed) {
    it('goes on, too, where a stream says so before its first content', async () => {
      publish('small', 'large');
      scene.first.script = answerStream([roleChunk, `data: ${JSON.stringify({ error: refusal })}\n\n`]);
      expect(await (await call()).text()).toContain('from the second');
      expect(asked()).toEqual([['small'], ['large']]);
    });
  }
});
