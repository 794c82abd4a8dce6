import { afterEach, describe, expect, test } from 'vitest';
import type { CacheSettings } from '#lib/gateway/cache/cache-settings.ts';
import { claude, message, messageDelta, messageStart, messageStop, messagesBody, send, textDelta } from './support/anthropic.ts';
import { chatBody, errorOf, lanes, openScene, post, readStream, type Scene } from './support/call.ts';
import { answerJson, chatCompletion, chunk, done, usageChunk } from './support/scripted-provider.ts';
import { connectionTo, tenantId } from './support/test-gateway.ts';

let scene: Scene;
afterEach(() => scene.stop());

const all: CacheSettings = { mode: 'all', ttlSeconds: 60, isolation: 'team', semantic: null, epoch: 1 };

async function cachedScene(lane: (typeof lanes)[number], settings: Partial<CacheSettings> = {}): Promise<Scene> {
  scene = await openScene({ lane });
  keepAs(settings);
  let answers = 0;
  scene.provider.script = (response, request) => {
    answers += 1;
    answerJson(chatCompletion(`Answer ${answers}.`))(response, request);
  };
  return scene;
}

function keepAs(settings: Partial<CacheSettings>): void {
  const { snapshot } = scene.gateway;
  snapshot.addTenant({ ...snapshot.tenant(tenantId), tenantId, cache: { ...all, ...settings } });
}

const asked = () => scene.provider.seen.length;
const stateOf = (response: Response) => response.headers.get('x-tollgate-cache');
const contentOf = async (response: Response) => (await response.text()).match(/Answer \d+/)?.[0];

describe.each(lanes)('[GW-7] kept answers, %s', (lane) => {
  test('are told again byte for byte, free of charge, with what that saved', async () => {
    await cachedScene(lane);
    const first = await post(scene.gateway);
    expect([stateOf(first), first.headers.get('age')]).toEqual(['miss', null]);
    const second = await post(scene.gateway);
    expect([stateOf(second), second.headers.get('age'), second.headers.get('x-tollgate-cost')]).toEqual(['hit', '0', '0.000000000']);
    expect(second.headers.get('x-tollgate-target')).toBe(first.headers.get('x-tollgate-target'));
    expect(second.headers.get('x-tollgate-attempts')).toBeNull();
    expect(second.headers.get('x-request-id')).not.toBe(first.headers.get('x-request-id'));
    expect(await second.text()).toBe(await first.text());
    expect(asked()).toBe(1);
    const [paid, kept] = await scene.gateway.recorder.untilEvents(2);
    expect(paid).toMatchObject({ cacheState: 'miss', savedNanoUsd: 0n, costState: 'priced', attempts: 1 });
    expect(kept).toMatchObject({
      ...{ status: 'succeeded', cacheState: 'hit', costState: 'zero', costNanoUsd: 0n, attempts: 0, usageSource: 'none' },
      savedNanoUsd: paid?.costNanoUsd,
      model: paid?.model,
      connectionId: paid?.connectionId,
    });
    expect(paid?.costNanoUsd).toBeGreaterThan(0n);
    expect(scene.gateway.recorder.holds).toHaveLength(1);
  });

  test('a stream is told again in its own events, and tells its cost before the last', async () => {
    await cachedScene(lane);
    const pieces = [
      chunk({ role: 'assistant', content: '' }),
      chunk({ content: 'Answer ' }),
      chunk({ content: '1' }),
      chunk({}, 'stop'),
      usageChunk(12, 3),
      done,
    ];
    scene.provider.script = (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const piece of pieces) response.write(piece);
      response.end();
    };
    const body = chatBody({ stream: true, stream_options: { include_usage: true } });
    const first = await (await post(scene.gateway, { body })).text();
    const again = await post(scene.gateway, { body });
    expect([stateOf(again), again.headers.get('content-type')]).toEqual(['hit', 'text/event-stream; charset=utf-8']);
    const text = await again.text();
    expect(readStream(text)).toEqual({ content: 'Answer 1', error: undefined, isDone: true });
    const cost = /: x-tollgate-cost: [\d.]+\n\n/;
    expect(text.replace(cost, '')).toBe(first.replace(cost, ''));
    expect(text).toMatch(/: x-tollgate-cost: 0\.000000000\n\ndata: \[DONE\]\n\n$/);
    expect(asked()).toBe(1);
    // A caller who wants the whole answer at once does not get events, nor the reverse.
    scene.provider.script = answerJson(chatCompletion('Answer 2.'));
    expect(stateOf(await post(scene.gateway, { body: chatBody({ stream: false }) }))).toBe('miss');
  });

  test('in Anthropic’s protocol, whole and streamed', async () => {
    await cachedScene(lane);
    scene.gateway.snapshot.setConnections(tenantId, [
      {
        ...connectionTo(`http://127.0.0.1:${scene.provider.port}`),
        provider: 'anthropic',
        baseUrl: `http://127.0.0.1:${scene.provider.port}`,
        models: [claude.model],
      },
    ]);
    scene.gateway.snapshot.addPrice(claude);
    scene.provider.script = answerJson(message());
    const whole = await (await send(scene.gateway)).text();
    const again = await send(scene.gateway);
    expect([stateOf(again), await again.text()]).toEqual(['hit', whole]);
    expect(stateOf(await send(scene.gateway, { headers: { 'anthropic-beta': 'context-1m-2025-08-07' } }))).toBe('miss');
    const events = [messageStart(), textDelta('Paris'), messageDelta(), messageStop];
    scene.provider.script = (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(events.join(''));
    };
    const body = messagesBody({ stream: true });
    const told = await (await send(scene.gateway, { body })).text();
    const toldAgain = await send(scene.gateway, { body });
    expect([stateOf(toldAgain), (await toldAgain.text()).replace(/: x-tollgate-cost.*\n\n/, '')]).toEqual([
      'hit',
      told.replace(/: x-tollgate-cost.*\n\n/, ''),
    ]);
  });

  test('what is written otherwise is the same request; whatever could shape the answer makes it another', async () => {
    await cachedScene(lane);
    const plain = { model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Zähle bis 3' }], temperature: 0.2, seed: 7 };
    expect(stateOf(await post(scene.gateway, { body: JSON.stringify(plain) }))).toBe('miss');
    const reordered = `{ "seed": 7,\n "temperature":0.2, "messages":[{"content":"Z\\u00e4hle bis 3","role":"user"}], "model":"gpt-4o-mini" }`;
    expect(stateOf(await post(scene.gateway, { body: reordered }))).toBe('hit');
    const others = [
      { ...plain, temperature: 0.3 },
      { ...plain, seed: 8 },
      { ...plain, messages: [{ role: 'user', content: 'Zähle bis 4' }] },
      { ...plain, messages: [{ role: 'system', content: 'Kurz.' }, ...plain.messages] },
      { ...plain, tools: [{ type: 'function', function: { name: 'f', parameters: {} } }] },
      { ...plain, user: 'somebody' },
      { ...plain, response_format: { type: 'json_object' } },
    ];
    for (const other of others)
      expect([other, stateOf(await post(scene.gateway, { body: JSON.stringify(other) }))]).toEqual([other, 'miss']);
    // Numbers that JavaScript cannot tell apart are not the same.
    const big = (seed: string) => `{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hi"}],"seed":${seed}}`;
    expect(stateOf(await post(scene.gateway, { body: big('9007199254740992') }))).toBe('miss');
    expect(stateOf(await post(scene.gateway, { body: big('9007199254740993') }))).toBe('miss');
    // Of a name that is there twice nobody knows which one counts.
    const twice = '{"model":"gpt-4o-mini","messages":[{"role":"user","content":"a","content":"b"}]}';
    for (const state of ['bypass', 'bypass']) expect(stateOf(await post(scene.gateway, { body: twice }))).toBe(state);
  });

  test('another tenant, team, key or data class never gets them', async () => {
    await cachedScene(lane);
    const { snapshot } = scene.gateway;
    const call = async (key: string, headers: Record<string, string> = {}) =>
      stateOf(await post(scene.gateway, { headers: { authorization: `Bearer ${key}`, ...headers } }));
    const otherTenant = '01936b1e-7a00-7000-8000-0000000000e2';
    snapshot.addTenant({ ...snapshot.tenant(tenantId), tenantId: otherTenant });
    const keys = {
      red: snapshot.addKey({ tenantId, keyId: '01936b1e-7a00-7000-8000-0000000000f2', teamId: '01936b1e-7a00-7000-8000-0000000000d1' }),
      alsoRed: snapshot.addKey({ tenantId, keyId: '01936b1e-7a00-7000-8000-0000000000f3', teamId: '01936b1e-7a00-7000-8000-0000000000d1' }),
      blue: snapshot.addKey({ tenantId, keyId: '01936b1e-7a00-7000-8000-0000000000f4', teamId: '01936b1e-7a00-7000-8000-0000000000d2' }),
      alone: snapshot.addKey({ tenantId, keyId: '01936b1e-7a00-7000-8000-0000000000f5' }),
      stranger: snapshot.addKey({
        tenantId: otherTenant,
        keyId: '01936b1e-7a00-7000-8000-0000000000f6',
        teamId: '01936b1e-7a00-7000-8000-0000000000d1',
      }),
    };
    expect(await call(keys.red)).toBe('miss');
    expect(await call(keys.alsoRed)).toBe('hit');
    expect(await call(keys.blue)).toBe('miss');
    expect(await call(keys.alone)).toBe('miss');
    expect(await call(keys.stranger)).toBe('miss');
    const secret = { 'x-tollgate-tags': 'data_class=restricted' };
    expect(await call(keys.red, secret)).toBe('miss');
    expect(await call(keys.red, secret)).toBe('hit');
    const confidential = { 'x-tollgate-data-class': 'Confidential' };
    expect(await call(keys.red, confidential)).toBe('miss');
    expect(await call(keys.alsoRed, confidential)).toBe('hit');
    expect(await call(keys.red, { ...secret, ...confidential })).toBe('miss');
    keepAs({ isolation: 'key' });
    expect(await call(keys.red)).toBe('miss');
    expect(await call(keys.alsoRed)).toBe('miss');
    keepAs({ isolation: 'tenant' });
    expect(await call(keys.red)).toBe('miss');
    expect(await call(keys.blue)).toBe('hit');
  });

  test('are off unless switched on, by the tenant and where it says so by the call', async () => {
    scene = await openScene({ lane });
    scene.provider.script = answerJson(chatCompletion('Answer 1.'));
    const quiet = await post(scene.gateway);
    expect(stateOf(quiet)).toBeNull();
    expect(stateOf(await post(scene.gateway, { headers: { 'x-tollgate-cache': 'use' } }))).toBe('bypass');
    expect(stateOf(await post(scene.gateway, { headers: { 'x-tollgate-cache': 'use' } }))).toBe('bypass');
    keepAs({ mode: 'opt_in' });
    expect(stateOf(await post(scene.gateway))).toBeNull();
    expect(stateOf(await post(scene.gateway, { headers: { 'x-tollgate-cache': 'use' } }))).toBe('miss');
    expect(stateOf(await post(scene.gateway, { headers: { 'x-tollgate-cache': 'use' } }))).toBe('hit');
    expect(stateOf(await post(scene.gateway))).toBeNull();
    expect((await scene.gateway.recorder.untilEvents(7)).map(({ cacheState }) => cacheState)).toEqual([
      null,
      'bypass',
      'bypass',
      null,
      'miss',
      'hit',
      null,
    ]);
  });

  test('a call says what it wants with x-tollgate-cache', async () => {
    await cachedScene(lane);
    const call = async (directives: string) => {
      const response = await post(scene.gateway, { headers: { 'x-tollgate-cache': directives } });
      return [stateOf(response), await contentOf(response)];
    };
    const refused = await post(scene.gateway, { headers: { 'x-tollgate-cache': 'only-if-cached' } });
    expect([refused.status, refused.headers.get('x-should-retry'), (await errorOf(refused)).code]).toEqual([504, 'false', 'not_cached']);
    expect(asked()).toBe(0);
    expect(await call('no-store')).toEqual(['bypass', 'Answer 1']);
    expect(await call('use')).toEqual(['miss', 'Answer 2']);
    expect(await call('only-if-cached')).toEqual(['hit', 'Answer 2']);
    expect(await call('no-cache')).toEqual(['miss', 'Answer 3']);
    expect(await call('max-age=60')).toEqual(['hit', 'Answer 3']);
    expect(await call('no-store')).toEqual(['bypass', 'Answer 4']);
    expect(await call('use')).toEqual(['hit', 'Answer 3']);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await call('max-age=0')).toEqual(['miss', 'Answer 5']);
    expect(await call('no-cache, ttl=0')).toEqual(['miss', 'Answer 6']);
    expect(await call('use')).toEqual(['miss', 'Answer 7']);
    for (const wrong of ['no_store', 'max-age', 'max-age=-1', 'only-if-cached, no-cache', 'no-store=1', 'ttl=1e3']) {
      const response = await post(scene.gateway, { headers: { 'x-tollgate-cache': wrong } });
      expect([wrong, response.status, (await errorOf(response)).code]).toEqual([wrong, 400, 'invalid_request']);
    }
  });

  test('errors, broken streams, answers that are too large and calls on unseen state are not kept', async () => {
    await cachedScene(lane);
    scene.provider.script = answerJson('{"error":{"message":"no","type":"invalid_request_error"}}', 400);
    for (let round = 0; round < 2; round += 1) expect((await post(scene.gateway)).status).toBe(400);
    expect(asked()).toBe(2);
    scene.provider.script = (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(chunk({ content: 'Answer' }));
      setTimeout(() => response.destroy(), 20);
    };
    const stream = chatBody({ stream: true });
    for (let round = 0; round < 2; round += 1) {
      const broken = await post(scene.gateway, { body: stream });
      expect([stateOf(broken), readStream(await broken.text()).error]).toEqual(['miss', 'stream_interrupted']);
    }
    scene.provider.script = answerJson(chatCompletion(`Answer 1 ${'long '.repeat(300_000)}`));
    const large = chatBody({ seed: 1 });
    for (let round = 0; round < 2; round += 1) {
      const response = await post(scene.gateway, { body: large });
      expect([stateOf(response), (await response.text()).length > 1_500_000]).toEqual(['miss', true]);
    }
    scene.provider.script = answerJson(chatCompletion('Answer 1'));
    const huge = chatBody({ messages: [{ role: 'user', content: 'long '.repeat(220_000) }] });
    expect(stateOf(await post(scene.gateway, { body: huge }))).toBe('bypass');
    const file = chatBody({ messages: [{ role: 'user', content: [{ type: 'file', file: { file_id: 'file-1' } }] }] });
    for (let round = 0; round < 2; round += 1) expect(stateOf(await post(scene.gateway, { body: file }))).toBe('bypass');
  });

  test('the same request many times at once is sent once; one that fails lets the others try', async () => {
    await cachedScene(lane);
    let fails = true;
    scene.provider.script = async (response, request) => {
      const failsNow = fails;
      fails = false;
      await new Promise((resolve) => setTimeout(resolve, 100));
      answerJson(failsNow ? '{"error":{"message":"no"}}' : chatCompletion('Answer 1.'), failsNow ? 400 : 200)(response, request);
    };
    const responses = await Promise.all(Array.from({ length: 8 }, () => post(scene.gateway)));
    const states = responses.map((response) => `${response.status} ${stateOf(response)}`).sort();
    expect(states).toEqual([...Array(6).fill('200 hit'), '200 miss', '400 miss']);
    expect(asked()).toBe(2);
  });

  test('a caller who leaves while he waits for another one’s answer leaves nothing behind', async () => {
    await cachedScene(lane);
    scene.provider.script = async (response, request) => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      answerJson(chatCompletion('Answer 1.'))(response, request);
    };
    const leader = post(scene.gateway);
    await expect.poll(asked).toBe(1);
    const leaving = new AbortController();
    const follower = post(scene.gateway, { signal: leaving.signal }).catch((error: Error) => error.name);
    await new Promise((resolve) => setTimeout(resolve, 50));
    leaving.abort();
    expect(await follower).toBe('AbortError');
    expect((await leader).status).toBe(200);
    const events = await scene.gateway.recorder.untilEvents(2);
    expect(events.map(({ status }) => status).sort()).toEqual(['cancelled', 'succeeded']);
    expect(asked()).toBe(1);
  });

  test('clearing the cache ends them at once', async () => {
    await cachedScene(lane);
    await post(scene.gateway);
    expect(stateOf(await post(scene.gateway))).toBe('hit');
    keepAs({ epoch: 2 });
    expect(stateOf(await post(scene.gateway))).toBe('miss');
    expect(stateOf(await post(scene.gateway))).toBe('hit');
  });
});
