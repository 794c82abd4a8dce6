import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lanes } from './support/call.ts';
import { openProxyScene, type ProxyScene } from './support/proxy-scene.ts';
import { answerJson, type ProviderScript } from './support/scripted-provider.ts';
import { tenantId } from './support/test-gateway.ts';
import { vertexConnection } from './support/vertex-connection.ts';

const model = 'gemini-2.5-flash';
const place = '/v1/projects/acme-production/locations/global';
const headers = { 'content-type': 'application/json' };
const asked = '{ "contents": [{"role":"user","parts":[{"text":"Hello"}]}] }';
const generated = JSON.stringify({
  candidates: [{ content: { role: 'model', parts: [{ text: 'Hi' }] }, finishReason: 'STOP' }],
  usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 5, totalTokenCount: 15 },
});
const completed = JSON.stringify({
  ...{ id: 'c', object: 'chat.completion', created: 1, model: `google/${model}` },
  choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
});

describe.each(lanes)('[GW-1] [GW-3] requests to Vertex AI that are passed on, by the %s', (lane) => {
  let scene: ProxyScene;
  let answer: ProviderScript;
  beforeAll(async () => {
    scene = await openProxyScene(lane);
    const { snapshot } = scene.gateway;
    snapshot.addPrice({ provider: 'google', model, tiers: [{ fromTokens: 0, picoUsdPerUnit: { input: 1_000_000n, output: 2_000_000n } }] });
    snapshot.setConnections(tenantId, [vertexConnection(scene.address, { name: 'vertex', models: [] })]);
  });
  afterAll(() => scene.stop());
  beforeEach(() => {
    scene.forget();
    answer = answerJson(generated);
    scene.provider.script = (response, seen) =>
      seen.path === '/token' ? answerJson('{"access_token":"token-1","expires_in":3600}')(response, seen) : answer(response, seen);
  });
  const seen = () => scene.provider.seen.filter(({ path }) => path !== '/token');

  it('go below the project and location of the connection with its token, and are metered where they are known', async () => {
    const path = `/publishers/google/models/${model}:generateContent`;
    const got = await scene.call('POST', `/vertex${path}`, { body: asked, headers });
    expect([got.status, await got.text()]).toEqual([200, generated]);
    expect(seen().map((one) => [one.path, one.headers.authorization, String(one.body)])).toEqual([[place + path, 'Bearer token-1', asked]]);
    expect(scene.gateway.recorder.only).toMatchObject({ provider: 'vertex', model, costState: 'priced', costNanoUsd: 20_000n });
  });

  it('are known, too, at the endpoint that speaks OpenAI’s protocol', async () => {
    answer = answerJson(completed);
    const body = JSON.stringify({ model: `google/${model}`, messages: [{ role: 'user', content: 'Hello' }] });
    const got = await scene.call('POST', '/vertex/endpoints/openapi/chat/completions', { body, headers });
    expect(got.status).toBe(200);
    expect(seen()[0]?.path).toBe(`${place}/endpoints/openapi/chat/completions`);
    expect(scene.gateway.recorder.only).toMatchObject({ usage: { input: 10, output: 5 } });
  });

  it('cannot leave that project', async () => {
    for (const path of ['/../../../projects/other/locations/global/publishers/google/models', '/%2e%2e/other'])
      expect((await fetch(`${scene.gateway.baseUrl}/proxy/vertex${path.replace('/..', '/%2e%2e')}`)).status).not.toBe(200);
    expect(seen()).toEqual([]);
  });
});
