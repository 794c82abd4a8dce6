import { afterEach, describe, expect, test } from 'vitest';
import type { CacheSettings } from '#lib/gateway/cache/cache-settings.ts';
import { chatBody, lanes, openScene, post, type Scene } from './support/call.ts';
import { answerJson, chatCompletion } from './support/scripted-provider.ts';
import { connectionTo, sandboxConnection, tenantId } from './support/test-gateway.ts';

let scene: Scene;
afterEach(() => scene.stop());

async function semanticScene(lane: (typeof lanes)[number], embeddingModel: string | null = null): Promise<Scene> {
  scene = await openScene({ lane });
  const { snapshot } = scene.gateway;
  const cache: CacheSettings = {
    mode: 'all',
    ttlSeconds: 60,
    isolation: 'team',
    semantic: { embeddingModel, similarityMin: 0.9 },
    epoch: 1,
  };
  snapshot.addTenant({ ...snapshot.tenant(tenantId), tenantId, cache });
  let answers = 0;
  scene.provider.script = (response, request) => {
    answers += 1;
    answerJson(chatCompletion(`Answer ${answers}.`))(response, request);
  };
  return scene;
}

const user = (content: unknown) => ({ role: 'user', content });
const ask = async (text: string, more: object = {}, headers: Record<string, string> = {}) => {
  const response = await post(scene.gateway, { body: chatBody({ messages: [user(text)], ...more }), headers });
  return [response.headers.get('x-tollgate-cache'), (await response.text()).match(/Answer \d+/)?.[0]];
};

describe.each(lanes)('[GW-7] answers to similar requests, %s', (lane) => {
  test('are told where only the wording of the last turn differs, and saved money is booked', async () => {
    await semanticScene(lane);
    expect(await ask('How do I reset my password?')).toEqual(['miss', 'Answer 1']);
    expect(await ask('please tell me how I can reset my password')).toEqual(['hit; similar', 'Answer 1']);
    expect(await ask('How do I reset my password?')).toEqual(['hit', 'Answer 1']);
    const [paid, similar] = await scene.gateway.recorder.untilEvents(3);
    expect(similar).toMatchObject({ cacheState: 'similar', costNanoUsd: 0n, savedNanoUsd: paid?.costNanoUsd, attempts: 0 });
    expect(await ask('How can I reset my password?', {}, { 'x-tollgate-cache': 'exact' })).toEqual(['miss', 'Answer 2']);
    expect(await ask('how to reset my password', {}, { 'x-tollgate-cache': 'no-cache' })).toEqual(['miss', 'Answer 3']);
  });

  test('but never where a number, a name or a negation is another', async () => {
    await semanticScene(lane);
    const apart = [
      'Refund order 1042',
      'Refund order 1024',
      'Do not refund order 1042',
      'Refund order 1042 to Anna',
      'Refund order 1042 to Hannah',
    ];
    for (const [at, text] of apart.entries()) expect(await ask(text)).toEqual(['miss', `Answer ${at + 1}`]);
  });

  test('nor across system prompts, earlier turns, tools, parameters, models, streams or teams', async () => {
    await semanticScene(lane);
    scene.gateway.snapshot.setConnections(tenantId, [
      connectionTo(`http://127.0.0.1:${scene.provider.port}`, { models: ['gpt-4o-mini', 'gpt-4o'] }),
    ]);
    const first = 'How do I reset my password?';
    const again = 'how can I reset my password';
    expect((await ask(first))[0]).toBe('miss');
    const turns = (system: string, earlier: string, text: string) => ({
      messages: [{ role: 'system', content: system }, user(earlier), { role: 'assistant', content: 'Yes?' }, user(text)],
    });
    const others: object[] = [
      turns('Be brief.', 'Hi', again),
      turns('Be long.', 'Hi', again),
      turns('Be brief.', 'Hello', again),
      { messages: [user(again)], temperature: 0.1 },
      { messages: [user(again)], tools: [{ type: 'function', function: { name: 'f', parameters: {} } }] },
      { messages: [user(again)], model: 'gpt-4o' },
      { messages: [user([{ type: 'text', text: again }])] },
    ];
    for (const other of others) expect([other, (await ask('', other))[0]]).toEqual([other, 'miss']);
    expect((await ask('', turns('Be brief.', 'Hi', 'please, how do I reset my password?')))[0]).toBe('hit; similar');
    const key = scene.gateway.snapshot.addKey({ tenantId, keyId: '01936b1e-7a00-7000-8000-0000000000f2' });
    expect((await ask(again, {}, { authorization: `Bearer ${key}` }))[0]).toBe('miss');
    expect((await ask(again, {}, { 'x-tollgate-tags': 'data_class=restricted' }))[0]).toBe('miss');
    expect((await ask(again))[0]).toBe('hit; similar');
  });

  test('by a model of the tenant’s, whose calls are metered; without it the call is sent', async () => {
    await semanticScene(lane, 'sandbox-embedding');
    const { snapshot, recorder } = scene.gateway;
    const upstream = connectionTo(`http://127.0.0.1:${scene.provider.port}`);
    snapshot.setConnections(tenantId, [upstream, sandboxConnection]);
    expect((await ask('How do I reset my password?'))[0]).toBe('miss');
    expect((await ask('how do i reset my password'))[0]).toBe('hit; similar');
    const events = await recorder.untilEvents(4);
    const embeddings = events.filter(({ protocol }) => protocol === 'openai.embeddings');
    expect(embeddings.map(({ status, tags, attribution, model }) => [status, tags?.task, attribution.keyId, model])).toEqual(
      Array(2).fill(['succeeded', 'cache_embedding', events.at(-1)?.attribution.keyId, 'sandbox-embedding']),
    );
    snapshot.setConnections(tenantId, [upstream]);
    expect((await ask('how can I reset my own password'))[0]).toBe('miss');
    expect(scene.gateway.runtime.running.size).toBe(0);
  });
});
