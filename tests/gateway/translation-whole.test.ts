import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { claude } from './support/anthropic.ts';
import { errorOf, lanes, openScene, type Scene } from './support/call.ts';
import { answerJson } from './support/scripted-provider.ts';
import { connectionTo, tenantId } from './support/test-gateway.ts';
import { at, flash } from './support/translated.ts';

const embedding = { ...flash, model: 'gemini-embedding-001', tiers: [{ fromTokens: 0, picoUsdPerUnit: { input: 150_000n } }] };

describe.each(lanes)('[GW-2] calls that are answered whole through the %s', (lane) => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await openScene({ lane, settings: { attemptsMax: 1 } });
    const address = `http://127.0.0.1:${scene.provider.port}`;
    scene.gateway.snapshot.setConnections(tenantId, [
      connectionTo(address),
      connectionTo(address, {
        connectionId: 'c-2',
        name: 'gemini',
        provider: 'google',
        baseUrl: address,
        models: [flash.model, embedding.model],
      }),
      connectionTo(address, { connectionId: 'c-3', name: 'claude', provider: 'anthropic', baseUrl: address, models: [claude.model] }),
    ]);
    for (const price of [claude, flash, embedding]) scene.gateway.snapshot.addPrice(price);
  });
  afterAll(() => scene.stop());
  beforeEach(() => {
    scene.gateway.recorder.events.length = 0;
    scene.provider.seen.length = 0;
  });

  const post = (path: string, body: object) =>
    fetch(`http://127.0.0.1:${scene.gateway.port}/api${path}`, {
      method: 'POST',
      headers: { 'x-goog-api-key': scene.gateway.key, authorization: `Bearer ${scene.gateway.key}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const sent = () => JSON.parse(scene.provider.last.body.toString());

  it('embeds by Gemini for callers of OpenAI’s', async () => {
    scene.provider.script = answerJson('{"embeddings":[{"values":[0.5]},{"values":[0.25]}],"usageMetadata":{"promptTokenCount":4}}');
    const response = await post('/v1/embeddings', { model: embedding.model, input: ['one', 'two'] });
    expect(await response.json()).toMatchObject({
      object: 'list',
      model: embedding.model,
      data: [
        { index: 0, embedding: [0.5] },
        { index: 1, embedding: [0.25] },
      ],
      usage: { prompt_tokens: 4 },
    });
    expect(scene.provider.last.path).toBe(`/v1beta/models/${embedding.model}:batchEmbedContents`);
    expect(sent().requests).toHaveLength(2);
    expect(scene.gateway.recorder.only).toMatchObject({ protocol: 'openai.embeddings', usage: { input: 4, output: 0 }, costNanoUsd: 600n });
  });

  it.each([
    ['embedContent', { content: { parts: [{ text: 'one' }] } }, ['embedding', 'values']],
    [
      'batchEmbedContents',
      { requests: [{ model: 'models/gpt-4o-mini', content: { parts: [{ text: 'one' }] } }] },
      ['embeddings', 0, 'values'],
    ],
  ])('embeds by OpenAI for callers of Gemini’s %s', async (action, request, way) => {
    scene.provider.script = answerJson('{"data":[{"index":0,"embedding":[0.5]}],"usage":{"prompt_tokens":4,"total_tokens":4}}');
    const response = await post(`/v1beta/models/gpt-4o-mini:${action}`, request);
    expect(at(await response.json(), ...way)).toEqual([0.5]);
    expect(scene.provider.last.path).toBe('/v1/embeddings');
    expect(sent()).toEqual({ model: 'gpt-4o-mini', input: ['one'], encoding_format: 'float' });
    expect(scene.gateway.recorder.only).toMatchObject({ usage: { input: 4, output: 0 } });
  });

  it('counts tokens by Gemini for callers of Anthropic’s, and the other way about, for nothing', async () => {
    scene.provider.script = answerJson('{"totalTokens":12}');
    const counted = await post('/v1/messages/count_tokens', { model: flash.model, messages: [{ role: 'user', content: 'Hi' }] });
    expect(await counted.json()).toEqual({ input_tokens: 12 });
    expect(scene.provider.last.path).toBe(`/v1beta/models/${flash.model}:countTokens`);
    expect(sent().generateContentRequest).toMatchObject({
      model: `models/${flash.model}`,
      contents: [{ role: 'user', parts: [{ text: 'Hi' }] }],
    });
    expect(scene.gateway.recorder.only).toMatchObject({ costNanoUsd: 0n, boundNanoUsd: 0n });

    scene.provider.script = answerJson('{"input_tokens":13}');
    const other = await post(`/v1beta/models/${claude.model}:countTokens`, { contents: [{ parts: [{ text: 'Hi' }] }] });
    expect(await other.json()).toEqual({ totalTokens: 13 });
    expect([scene.provider.last.path, sent().max_tokens]).toEqual(['/v1/messages/count_tokens', undefined]);
  });

  it('counts tokens itself where the provider tells none, and says that it is an estimate', async () => {
    const text = 'How many tokens are these? '.repeat(40);
    const tokens = await scene.gateway.runtime.tokens.count(text);
    const counted = await post('/v1/messages/count_tokens', { model: 'gpt-4o-mini', messages: [{ role: 'user', content: text }] });
    expect([counted.status, counted.headers.get('x-tollgate-token-count')]).toEqual([200, 'estimate']);
    // Four for the framing of the one message.
    expect(await counted.json()).toEqual({ input_tokens: tokens + 4 });
    expect(scene.gateway.recorder.only).toMatchObject({
      ...{ status: 'succeeded', protocol: 'anthropic.count_tokens', model: 'gpt-4o-mini', attempts: 0 },
      ...{ costState: 'not_billed', costNanoUsd: 0n, usageSource: 'none' },
    });
    const contents = [{ role: 'user', parts: [{ text }] }];
    const systemInstruction = { parts: [{ text: 'Be brief.' }] };
    const path = '/v1beta/models/gpt-4o-mini:countTokens';
    expect(await (await post(path, { contents })).json()).toEqual({ totalTokens: tokens + 4 });
    const whole = await post(path, { generateContentRequest: { model: 'models/gpt-4o-mini', contents, systemInstruction } });
    const withInstruction = await scene.gateway.runtime.tokens.count(`Be brief.\n${text}`);
    expect(await whole.json()).toEqual({ totalTokens: withInstruction + 8 });
    expect(scene.provider.seen).toEqual([]);
  });

  it('refuses what has no translation by its place', async () => {
    const tokens = await post('/v1/embeddings', { model: embedding.model, input: [1, 2] });
    expect([tokens.status, (await errorOf(tokens)).param]).toEqual([400, 'input']);
    const task = await post('/v1beta/models/gpt-4o-mini:embedContent', { content: { parts: [{ text: 'a' }] }, taskType: 'CLUSTERING' });
    expect([task.status, JSON.stringify(await errorOf(task))]).toEqual([400, expect.stringContaining('"field":"taskType"')]);
    expect(scene.provider.seen).toEqual([]);
  });
});
