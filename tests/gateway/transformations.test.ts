import { afterEach, describe, expect, test } from 'vitest';
import { Transformation } from '#lib/contracts/transformations.ts';
import { compileRules } from '#lib/gateway/transformations/compile-rules.ts';
import { claude, message, messagesBody, send } from './support/anthropic.ts';
import { chatBody, errorOf, lanes, openScene, post, type Scene } from './support/call.ts';
import { answerJson, chatCompletion } from './support/scripted-provider.ts';
import { connectionTo, tenantId } from './support/test-gateway.ts';

let scene: Scene;
afterEach(() => scene.stop());

async function sceneWith(lane: (typeof lanes)[number], rules: readonly object[]): Promise<Scene> {
  scene = await openScene({ lane });
  const { snapshot } = scene.gateway;
  const named = rules.map((rule) => Transformation.parse(rule));
  snapshot.addTenant({ ...snapshot.tenant(tenantId), tenantId, transformations: compileRules(named) });
  scene.provider.script = answerJson(chatCompletion());
  return scene;
}

const seenBody = () => scene.provider.last.body.toString();

describe.each(lanes)('[GW-8] transformations, %s', (lane) => {
  test('the provider sees the caller’s bytes but for what a rule named, and the caller which rules acted', async () => {
    await sceneWith(lane, [
      { name: 'cap', output_tokens_max: 64 },
      { name: 'calm', forced: [{ pointer: '/temperature', value: 0.2 }] },
      { name: 'seeded', defaults: [{ pointer: '/seed', value: 7 }] },
    ]);
    const body =
      '{"model":"gpt-4o-mini",  "temperature":1.50,"messages":[{"role":"user","content":"H\\u00e9"}],"seed":9,"max_tokens":500,"vendor":{"größe":1e2}}';
    const response = await post(scene.gateway, { body });
    expect(response.status).toBe(200);
    expect(response.headers.get('x-tollgate-transformed')).toBe('cap, calm');
    expect(seenBody()).toBe(body.replace('1.50', '0.2').replace('500', '64'));
    // The bound of the call knows of the limit.
    expect(scene.gateway.recorder.holds[0]?.boundNanoUsd).toBeLessThan(100_000n);
  });

  test('without rules that act nothing is told and nothing changed', async () => {
    await sceneWith(lane, [{ name: 'other', models: ['claude-*'], output_tokens_max: 1 }]);
    const body = chatBody({ max_tokens: 9 });
    const response = await post(scene.gateway, { body });
    expect(response.headers.get('x-tollgate-transformed')).toBeNull();
    expect(seenBody()).toBe(body);
  });

  test('an old name of a model is answered by the new one, and the records keep what was asked for', async () => {
    await sceneWith(lane, [{ name: 'renamed', models: ['gpt-3.5*'], model: 'gpt-4o-mini' }]);
    const response = await post(scene.gateway, { body: chatBody({ model: 'gpt-3.5-turbo' }) });
    expect([response.status, response.headers.get('x-tollgate-transformed'), response.headers.get('x-tollgate-target')]).toEqual([
      200,
      'renamed',
      'upstream/gpt-4o-mini',
    ]);
    expect(seenBody()).toBe(chatBody());
    expect(scene.gateway.recorder.only).toMatchObject({ requestedModel: 'gpt-3.5-turbo', model: 'gpt-4o-mini' });
    // A rule is no way past what a key may use.
    const key = scene.gateway.snapshot.addKey({
      tenantId,
      keyId: '01936b1e-7a00-7000-8000-0000000000f2',
      allowedModels: new Set(['gpt-3.5-turbo']),
    });
    const refused = await post(scene.gateway, { body: chatBody({ model: 'gpt-3.5-turbo' }), headers: { authorization: `Bearer ${key}` } });
    expect([refused.status, (await errorOf(refused)).code, refused.headers.get('x-tollgate-transformed')]).toEqual([
      403,
      'model_not_allowed',
      'renamed',
    ]);
  });

  test('headers are added and left out, the credential never', async () => {
    await sceneWith(lane, [{ name: 'labelled', add_headers: [{ name: 'X-Cost-Center', value: '4711' }], remove_headers: ['user-agent'] }]);
    await post(scene.gateway);
    const { headers } = scene.provider.last;
    expect([headers['x-cost-center'], headers.authorization]).toEqual(['4711', 'Bearer sk-upstream-secret']);
    expect(headers['user-agent']).toBeUndefined();
  });

  test('a default can stand in for what the API requires', async () => {
    await sceneWith(lane, [{ name: 'limit', defaults: [{ pointer: '/max_tokens', value: 32 }] }]);
    scene.gateway.snapshot.setConnections(tenantId, [
      { ...connectionTo(''), provider: 'anthropic', baseUrl: `http://127.0.0.1:${scene.provider.port}`, models: [claude.model] },
    ]);
    scene.provider.script = answerJson(message());
    const { max_tokens: _, ...body } = JSON.parse(messagesBody());
    const response = await send(scene.gateway, { body: JSON.stringify(body) });
    expect([response.status, response.headers.get('x-tollgate-transformed')]).toEqual([200, 'limit']);
    expect(JSON.parse(seenBody())).toMatchObject({ max_tokens: 32 });
  });

  test('what is no JSON, or has a ruled field twice, is refused and recorded', async () => {
    await sceneWith(lane, [{ name: 'calm', forced: [{ pointer: '/temperature', value: 0.2 }] }]);
    const broken = await post(scene.gateway, { body: '{"model":' });
    expect([broken.status, (await errorOf(broken)).code]).toEqual([400, 'malformed_json']);
    const twice = await post(scene.gateway, {
      body: '{"model":"gpt-4o-mini","messages":[{"role":"user","content":"x"}],"temperature":1,"temperature":2}',
    });
    expect([twice.status, (await errorOf(twice)).code]).toEqual([400, 'invalid_request']);
    expect(scene.provider.seen).toHaveLength(0);
    expect((await scene.gateway.recorder.untilEvents(2)).map(({ status }) => status)).toEqual(['refused', 'refused']);
  });
});
