import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newVirtualKey } from '#lib/keys/virtual-key.ts';
import {
  anthropicError,
  claude,
  event,
  message,
  messageDelta,
  messageStart,
  messageStop,
  messagesBody,
  refusalOf,
  send,
  textDelta,
} from './support/anthropic.ts';
import { lanes, openScene, type Scene } from './support/call.ts';
import { answerJson, answerStream, wait } from './support/scripted-provider.ts';
import { connectionTo, type LaneName, tenantId } from './support/test-gateway.ts';

async function openAnthropicScene(lane: LaneName): Promise<Scene> {
  const scene = await openScene({ lane, settings: { firstTokenMs: 2_000, idleMs: 1_500, totalMs: 10_000, streamEndMs: 300 } });
  const baseUrl = `http://127.0.0.1:${scene.provider.port}`;
  const more = { name: 'claude', provider: 'anthropic', baseUrl, credential: 'sk-ant-secret', models: [claude.model] };
  scene.gateway.snapshot.setConnections(tenantId, [connectionTo(baseUrl, more)]);
  scene.gateway.snapshot.addPrice(claude);
  return scene;
}

describe.each(lanes)('[GW-1] [GW-2] messages through the %s', (lane) => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await openAnthropicScene(lane);
    scene.provider.script = answerJson(message());
  });
  afterEach(() => scene.stop());

  it('reach the provider and come back byte for byte', async () => {
    const { gateway, provider } = scene;
    const body = `{ "max_tokens":1e2,\t"messages":[{"role":"user","content":"\\u00e9 Grüße"}] , "temperature": 0.30, "model":"${claude.model}","x":[] }`;
    const response = await send(gateway, { body });
    expect(await response.text()).toBe(message());
    expect(provider.last.path).toBe('/v1/messages');
    expect(provider.last.body.toString()).toBe(body);
    expect(response.headers.get('request-id')).toBe(response.headers.get('x-tollgate-request-id'));
    expect(response.headers.get('x-tollgate-cost')).toBe('0.000081000');
  });

  it('have nothing but the model changed, where it is another at the provider', async () => {
    const { gateway, provider } = scene;
    const body = `{"stream":false,"model" : "claude/${claude.model}", "max_tokens":5,"messages":[{"role":"user","content":"Hi"}]}`;
    expect((await send(gateway, { body })).status).toBe(200);
    expect(provider.last.body.toString()).toBe(body.replace('claude/', ''));
  });

  it('carry the connection’s credential, and of the caller’s headers the version and the features he asks for', async () => {
    const { gateway, provider } = scene;
    await send(gateway, { headers: { 'anthropic-beta': 'files-api-2025-04-14,context-1m-2025-08-07', 'anthropic-version': '2024-01-01' } });
    expect(provider.last.headers).toMatchObject({
      'x-api-key': 'sk-ant-secret',
      'anthropic-version': '2024-01-01',
      'anthropic-beta': 'files-api-2025-04-14,context-1m-2025-08-07',
    });
    expect(JSON.stringify(provider.last.headers)).not.toContain(gateway.key);
    await send(gateway, { headers: { 'anthropic-beta': 'a=b;c', 'anthropic-version': 'latest' } });
    expect(provider.last.headers['anthropic-version']).toBe('2023-06-01');
    expect(provider.last.headers['anthropic-beta']).toBeUndefined();
  });

  it('are taken with the key in either header and below either mount', async () => {
    const { gateway } = scene;
    const bearer = { 'x-api-key': '', authorization: `Bearer ${gateway.key}` };
    expect((await send(gateway, { headers: bearer })).status).toBe(200);
    expect((await send(gateway, { path: '/api/anthropic/v1/messages' })).status).toBe(200);
    expect((await send(gateway, { path: '/api/v1/messages?beta=true' })).status).toBe(200);
  });

  it('are metered with cached tokens apart', async () => {
    const { gateway, provider } = scene;
    const usage = { input_tokens: 100, cache_read_input_tokens: 1_000, cache_creation_input_tokens: 200, output_tokens: 10 };
    provider.script = answerJson(message({ ...usage, service_tier: 'standard' }));
    await (await send(gateway)).text();
    expect(gateway.recorder.only).toMatchObject({
      protocol: 'anthropic.messages',
      provider: 'anthropic',
      status: 'succeeded',
      usageSource: 'provider',
      usage: { input: 100, cacheRead: 1_000, cacheWrite: 200, output: 10 },
      costNanoUsd: 300_000n + 300_000n + 750_000n + 150_000n,
    });
    const [hold] = gateway.recorder.holds;
    expect(hold?.boundKind).toBe('exact');
    expect(hold?.boundNanoUsd).toBeGreaterThan(1_500_000n);
  });

  it('count tokens without charge', async () => {
    const { gateway, provider } = scene;
    const answer = '{ "input_tokens" : 14 }';
    provider.script = answerJson(answer);
    const body = `{"messages":[{"role":"user","content":"Hi"}],  "model":"${claude.model}"}`;
    const response = await send(gateway, { path: '/api/v1/messages/count_tokens', body });
    expect([response.status, await response.text()]).toEqual([200, answer]);
    expect([provider.last.path, provider.last.body.toString()]).toEqual(['/v1/messages/count_tokens', body]);
    expect(gateway.recorder.only).toMatchObject({
      protocol: 'anthropic.count_tokens',
      usage: { input: 0, output: 0 },
      usageSource: 'provider',
      costState: 'zero',
      boundNanoUsd: 0n,
    });
  });

  it('list the models in the shape of the API that asks', async () => {
    const { gateway } = scene;
    const model = { type: 'model', id: claude.model, display_name: claude.model, created_at: '1970-01-01T00:00:00Z' };
    const list = await send(gateway, { path: '/api/v1/models', method: 'GET' });
    expect(await list.json()).toEqual({ data: [model], has_more: false, first_id: claude.model, last_id: claude.model });
    const one = await send(gateway, { path: `/api/v1/models/${claude.model}`, method: 'GET' });
    expect(await one.json()).toEqual(model);
    const plain = await fetch(`${gateway.baseUrl}/models`, { headers: { authorization: `Bearer ${gateway.key}` } });
    expect(await plain.json()).toMatchObject({ object: 'list' });
  });
});

describe.each(lanes)('[GW-10] refusals of messages through the %s', (lane) => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await openAnthropicScene(lane);
    scene.provider.script = answerJson(message());
  });
  afterEach(() => scene.stop());

  it('have Anthropic’s shape, our code and the request id', async () => {
    const response = await send(scene.gateway, { headers: { 'x-api-key': newVirtualKey().key } });
    expect([response.status, response.headers.get('x-should-retry')]).toEqual([401, 'false']);
    expect(await refusalOf(response)).toEqual({
      type: 'authentication_error',
      message: expect.stringContaining('key'),
      code: 'invalid_key',
      request_id: response.headers.get('request-id'),
    });
  });

  it.each([
    ['a key that is missing', { headers: { 'x-api-key': '' } }, 401, 'authentication_error', 'missing_key'],
    ['an unknown model', { body: messagesBody({ model: 'claude-99' }) }, 404, 'not_found_error', 'model_not_found'],
    ['no max_tokens', { body: messagesBody({ max_tokens: null }) }, 400, 'invalid_request_error', 'invalid_request'],
    ['a field in the wrong case', { body: messagesBody({ Model: 'x' }) }, 400, 'invalid_request_error', 'invalid_request'],
    ['malformed JSON', { body: '{"model":' }, 400, 'invalid_request_error', 'malformed_json'],
    ['another method', { method: 'GET' }, 405, 'invalid_request_error', 'method_not_allowed'],
    ['a path that is not there', { path: '/api/anthropic/v1/nothing', headers: {} }, 404, 'not_found_error', 'not_found'],
    ['a model of the list', { path: '/api/v1/models/nope', method: 'GET' }, 404, 'not_found_error', 'model_not_found'],
  ] as const)('know %s', async (_what, options, status, type, code) => {
    const response = await send(scene.gateway, options);
    expect([response.status, await refusalOf(response)]).toEqual([status, expect.objectContaining({ type, code })]);
    expect(scene.provider.seen).toEqual([]);
  });

  it.each([
    [400, 'invalid_request_error', 'max_tokens: too large', 400, 'invalid_request_error', 'provider_rejected'],
    [400, 'invalid_request_error', 'Your credit balance is too low to access the API.', 502, 'api_error', 'provider_quota_exhausted'],
    [401, 'authentication_error', 'invalid x-api-key sk-ant-secret', 502, 'api_error', 'provider_credentials_rejected'],
    [429, 'rate_limit_error', 'Slow down', 429, 'rate_limit_error', 'provider_rate_limited'],
    [500, 'api_error', 'Internal server error', 502, 'api_error', 'provider_error'],
    [529, 'overloaded_error', 'Overloaded', 503, 'overloaded_error', 'provider_overloaded'],
  ] as const)('tell the provider’s %i %s (%s)', async (theirStatus, theirType, words, status, type, code) => {
    const { gateway, provider } = scene;
    provider.script = answerJson(anthropicError(theirType, words), theirStatus, { 'retry-after': '7' });
    const response = await send(gateway);
    const refusal = await refusalOf(response);
    expect([response.status, refusal]).toEqual([status, expect.objectContaining({ type, code })]);
    expect(JSON.stringify(refusal)).not.toContain('sk-ant-secret');
    if (theirStatus !== 401) expect(refusal.message).toContain(words);
    expect(response.headers.get('retry-after')).toBe(status === 429 || status === 503 ? '7' : null);
    expect(gateway.recorder.only).toMatchObject({ status: 'failed', errorCode: code, costState: 'not_billed' });
  });

  it('say so when the provider answers with something else', async () => {
    scene.provider.script = answerJson('{"object":"chat.completion","choices":[]}');
    const response = await send(scene.gateway);
    expect([response.status, (await refusalOf(response)).code]).toEqual([502, 'provider_error']);
  });
});

describe.each(lanes)('[GW-6] streams of messages through the %s', (lane) => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await openAnthropicScene(lane);
  });
  afterEach(() => scene.stop());

  const streamed = { body: messagesBody({ stream: true }) };
  const stream = async (): Promise<string> => (await send(scene.gateway, streamed)).text();

  /** What a model that thinks and then calls a tool sends. */
  const parts = [
    messageStart({ input_tokens: 9, cache_read_input_tokens: 100, cache_creation_input_tokens: 0, output_tokens: 2 }),
    event('content_block_start', { index: 0, content_block: { type: 'thinking', thinking: '', signature: '' } }),
    event('ping'),
    event('content_block_delta', { index: 0, delta: { type: 'thinking_delta', thinking: 'I should look.' } }),
    event('content_block_delta', { index: 0, delta: { type: 'signature_delta', signature: 'EqQBCgIYAhIM1gbcDa9GJwZA2b3h' } }),
    event('content_block_stop', { index: 0 }),
    event('content_block_start', { index: 1, content_block: { type: 'tool_use', id: 'toolu_1', name: 'look', input: {} } }),
    event('content_block_delta', { index: 1, delta: { type: 'input_json_delta', partial_json: '{"city": "Pa' } }),
    event('content_block_delta', { index: 1, delta: { type: 'input_json_delta', partial_json: 'ris"}' } }),
    event('content_block_stop', { index: 1 }),
    event('something_new', { kept: true }),
    messageDelta({ output_tokens: 30 }, 'tool_use'),
  ];

  it('come through as they are, thinking, signatures and tools included', async () => {
    const { gateway, provider } = scene;
    provider.script = answerStream([...parts, messageStop]);
    expect(await stream()).toBe(`${parts.join('')}: x-tollgate-cost: 0.000507000\n\n${messageStop}`);
    expect(provider.last.body.toString()).toBe(streamed.body);
    expect(provider.last.headers.accept).toBe('text/event-stream');
    expect(gateway.recorder.only).toMatchObject({
      status: 'succeeded',
      streamed: true,
      usageSource: 'provider',
      usage: { input: 9, cacheRead: 100, cacheWrite: 0, output: 30 },
    });
    expect(gateway.recorder.only.firstTokenMs).not.toBeNull();
  });

  it('are complete once there is a reason to stop, also when the provider never says so', async () => {
    for (const ending of ['end', 'hang'] as const) {
      scene.provider.script = answerStream([messageStart(), textDelta('Paris'), messageDelta()], ending);
      expect(await stream()).toMatch(/message_stop"}\n\n$/);
    }
    expect(scene.gateway.recorder.events.map(({ status, usage }) => [status, usage.output])).toEqual([
      ['succeeded', 7],
      ['succeeded', 7],
    ]);
  });

  it.each(['end', 'break'] as const)(
    'that are cut (%s) say so, never look complete, and are counted by what was delivered',
    async (ending) => {
      const delivered = ['The quick brown fox ', 'jumps over the lazy dog.'].map((text) => textDelta(text));
      scene.provider.script = answerStream([messageStart(), ...delivered, 'event: content_block_delta\ndata: {"type":"cont'], ending);
      const text = await stream();
      expect(text).not.toContain('message_stop');
      const [, data = ''] = text.split('event: error\ndata: ');
      expect(JSON.parse(data)).toMatchObject({ type: 'error', error: { type: 'api_error', code: 'stream_interrupted' } });
      const { usage, usageSource, status, errorCode } = scene.gateway.recorder.only;
      expect([status, errorCode, usageSource, usage.input]).toEqual(['failed', 'stream_interrupted', 'counted', 9]);
      expect(usage.output).toBeGreaterThan(5);
    },
  );

  it('whose provider reports an error tell it, in its words', async () => {
    const error = event('error', { error: { type: 'overloaded_error', message: 'Overloaded' } });
    scene.provider.script = answerStream([messageStart(), textDelta('a'), error, messageStop]);
    const text = await stream();
    expect(text).not.toContain('message_stop');
    const [, data = ''] = text.split('event: error\ndata: ');
    const told = JSON.parse(data);
    expect(told.error).toMatchObject({ type: 'overloaded_error', code: 'provider_overloaded' });
    expect(told.error.message).toContain('Overloaded');
  });

  it('that fail before their first event are told as HTTP', async () => {
    scene.provider.script = answerStream([event('error', { error: { type: 'overloaded_error', message: 'Overloaded' } })]);
    const response = await send(scene.gateway, streamed);
    expect([response.status, (await refusalOf(response)).type]).toEqual([503, 'overloaded_error']);
  });

  it('skip a malformed event and deliver the rest', async () => {
    scene.provider.script = answerStream([messageStart(), 'data: {"type":\n\n', textDelta('b'), messageDelta(), messageStop]);
    const text = await stream();
    expect(text).toContain('"text":"b"');
    expect(text).not.toContain('data: {"type":\n');
  });

  it('cancel the provider when the caller leaves, and are metered once', async () => {
    const { gateway, provider } = scene;
    const words = Array.from({ length: 200 }, () => textDelta('word '));
    provider.script = answerStream([messageStart(), ...words], 'end', 10);
    const leaving = new AbortController();
    const response = await send(gateway, { ...streamed, signal: leaving.signal });
    await response.body?.getReader().read();
    await wait(150);
    leaving.abort();
    await provider.last.dropped;
    const [settled] = await gateway.recorder.untilEvents(1);
    expect(settled).toMatchObject({ status: 'cancelled', usageSource: 'counted', costState: 'priced', usage: { input: 9 } });
    expect(settled?.usage.output).toBeGreaterThan(0);
    expect(settled?.usage.output).toBeLessThan(80);
  });
});
