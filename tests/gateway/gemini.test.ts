import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { errorOf, eventsOf, lanes, openScene, type Scene } from './support/call.ts';
import { readAll } from './support/read-all.ts';
import { answerJson, answerStream, wait } from './support/scripted-provider.ts';
import { connectionTo, tenantId } from './support/test-gateway.ts';

const flash = {
  provider: 'google',
  model: 'gemini-2.5-flash',
  tiers: [{ fromTokens: 0, picoUsdPerUnit: { input: 300_000n, cache_read: 75_000n, output: 2_500_000n } }],
};
const secret = 'AIza-upstream-secret';
const body = ` {"contents" : [{"role":"user","parts":[{"text":"Capital of \\u0046rance? 😀"}]}],"generation_config":{"maxOutputTokens":50},"x_unknown":1.50 }\n`;
const usage = { promptTokenCount: 12, cachedContentTokenCount: 2, candidatesTokenCount: 3, thoughtsTokenCount: 5, totalTokenCount: 20 };
const answer = `{ "candidates":[{"content":{"parts":[{"text":"Paris.\\u00e9"}],"role":"model"},"finishReason":"STOP"}],"usageMetadata":${JSON.stringify(usage)},"modelVersion":"x","n":1.50 }\n`;

/** One event of a stream as Google writes it: lines end in CR LF. */
const chunk = (parts: readonly object[], more: object = {}, usageMetadata?: object): string =>
  `data: ${JSON.stringify({ candidates: [{ content: { parts, role: 'model' }, index: 0, ...more }], usageMetadata, modelVersion: 'x' })}\r\n\r\n`;

describe.each(lanes)('[GW-1] [GW-3] the Gemini API through the %s', (lane) => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await openScene({ lane, settings: { firstTokenMs: 2_000, idleMs: 1_500, totalMs: 10_000, streamEndMs: 300 } });
    const models = ['gemini-2.5-flash', 'gemini-embedding-001', 'family/gemma'];
    const baseUrl = `http://127.0.0.1:${scene.provider.port}`;
    scene.gateway.snapshot.setConnections(tenantId, [{ ...connectionTo(''), provider: 'google', baseUrl, credential: secret, models }]);
    scene.gateway.snapshot.addPrice(flash);
  });
  afterEach(() => scene.stop());

  const url = (path: string) => `http://127.0.0.1:${scene.gateway.port}/api${path}`;
  const post = (path: string, sent: string = body, more: { headers?: Record<string, string>; signal?: AbortSignal } = {}) =>
    fetch(url(path), {
      method: 'POST',
      ...more,
      headers: { 'x-goog-api-key': scene.gateway.key, 'content-type': 'application/json', ...more.headers },
      body: sent,
    });
  const generate = '/v1beta/models/gemini-2.5-flash:generateContent';
  const streaming = '/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse';
  /** Our stable code in an error of Google's shape. */
  const codeIn = (error: Record<string, unknown>): unknown => JSON.parse(JSON.stringify(error)).details[0].metadata.code;

  it('passes the bytes of a call and of its answer, and meters thoughts as output', async () => {
    const { gateway, provider } = scene;
    provider.script = answerJson(answer);
    const response = await post(generate);
    expect([response.status, await response.text()]).toEqual([200, answer]);
    expect(provider.last.body.toString()).toBe(body);
    expect(provider.last.path).toBe(generate);
    expect(provider.last.headers['x-goog-api-key']).toBe(secret);
    expect(JSON.stringify(provider.last.headers)).not.toContain(gateway.key);
    expect(response.headers.get('x-tollgate-target')).toBe('upstream/gemini-2.5-flash');
    expect(response.headers.get('x-tollgate-cost')).toBe('0.000023150');
    expect(gateway.recorder.only).toMatchObject({
      protocol: 'gemini.generate_content',
      provider: 'google',
      streamed: false,
      status: 'succeeded',
      usageSource: 'provider',
      usage: { input: 10, cacheRead: 2, output: 8, reasoning: 5 },
      costNanoUsd: 23_150n,
      overrunNanoUsd: 0n,
    });
  });

  it.each([
    '/v1/models/gemini-2.5-flash:generateContent',
    '/genai/v1beta/models/gemini-2.5-flash:generateContent',
    '/v1beta/models/gemini-2%2E5-flash%3AgenerateContent/',
    '/v1beta/models/upstream/gemini-2.5-flash:generateContent',
  ])('answers at %s', async (path) => {
    scene.provider.script = answerJson(answer);
    expect((await post(path)).status).toBe(200);
    expect([scene.provider.last.path, scene.provider.last.body.toString()]).toEqual([generate, body]);
  });

  it('serves models with slashes, and prompts that were blocked', async () => {
    const blocked = '{"promptFeedback":{"blockReason":"SAFETY"},"usageMetadata":{"promptTokenCount":4,"totalTokenCount":4}}';
    scene.provider.script = answerJson(blocked);
    const response = await post('/v1beta/models/family%2Fgemma:generateContent');
    expect([response.status, await response.text()]).toEqual([200, blocked]);
    expect(scene.provider.last.path).toBe('/v1beta/models/family/gemma:generateContent');
    expect(scene.gateway.recorder.only).toMatchObject({ usageSource: 'provider', costState: 'unpriced', usage: { input: 4, output: 0 } });
  });

  it('streams byte for byte, with thoughts, signatures and calls, and without a word of its own', async () => {
    const parts = [
      chunk([{ text: 'Hm.', thought: true }], {}, { promptTokenCount: 12 }),
      chunk([{ text: '', thoughtSignature: 'c2lnbmF0dXJl' }]),
      chunk([{ functionCall: { name: 'look_up', args: { q: 'é' } }, thoughtSignature: 'c2ln' }]),
      chunk([{ text: 'Paris.' }], { finishReason: 'STOP' }, usage),
    ];
    scene.provider.script = answerStream(parts);
    const response = await post(streaming);
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    expect(await response.text()).toBe(parts.join(''));
    expect([scene.provider.last.path, scene.provider.last.body.toString()]).toEqual([streaming, body]);
    expect(scene.gateway.recorder.only).toMatchObject({
      protocol: 'gemini.stream_generate_content',
      streamed: true,
      status: 'succeeded',
      usageSource: 'provider',
      costNanoUsd: 23_150n,
      usage: { input: 10, output: 8 },
    });
  });

  it.each([['end'], ['break']] as const)('never lets a stream look complete that was cut (%s)', async (ending) => {
    scene.provider.script = answerStream([chunk([{ text: 'half an ans' }], {}, usage), 'data: {"candidates":[{"never'], ending);
    const { text, isBrokenOff } = await readAll(await post(streaming));
    // Clients that pass over the error see that HTTP did not end either.
    expect(isBrokenOff).toBe(true);
    expect(text).not.toContain('finishReason');
    expect(text).not.toContain('never');
    const events = eventsOf(text.replaceAll('\r', ''));
    expect(JSON.parse(events.at(-1) ?? '').error).toMatchObject({
      status: 'UNAVAILABLE',
      details: [{ metadata: { code: 'stream_interrupted' } }],
    });
    // Google's SDK throws on what no blank line ends.
    expect(text.endsWith('\n')).toBe(false);
    expect(scene.gateway.recorder.only).toMatchObject({ status: 'failed', errorCode: 'stream_interrupted' });
  });

  it('tells an error in the middle of a stream, and one before it as HTTP', async () => {
    const failure = `data: ${JSON.stringify({ error: { code: 503, message: 'The model is overloaded.', status: 'UNAVAILABLE' } })}\n\n`;
    scene.provider.script = answerStream([chunk([{ text: 'a' }]), failure]);
    const { text } = await readAll(await post(streaming));
    expect(text).toContain('The model is overloaded.');
    expect(text).toContain('"code":"provider_overloaded"');
    scene.provider.script = answerStream([failure]);
    const early = await post(streaming);
    expect([early.status, codeIn(await errorOf(early))]).toEqual([503, 'provider_overloaded']);
  });

  it('cancels the provider when the caller leaves, and meters once', async () => {
    const { gateway, provider } = scene;
    provider.script = answerStream(
      Array.from({ length: 200 }, () => chunk([{ text: 'word ' }])),
      'end',
      10,
    );
    const leaving = new AbortController();
    const response = await post(streaming, body, { signal: leaving.signal });
    await response.body?.getReader().read();
    await wait(100);
    leaving.abort();
    await provider.last.dropped;
    const [event] = await gateway.recorder.untilEvents(1);
    expect(event).toMatchObject({ status: 'cancelled', usageSource: 'counted', costState: 'priced' });
    expect(event?.usage.output).toBeGreaterThan(0);
    expect(gateway.recorder.events).toHaveLength(1);
  });

  it('refuses a stream that is no event stream', async () => {
    const response = await post('/v1beta/models/gemini-2.5-flash:streamGenerateContent');
    const error = await errorOf(response);
    expect(response.status).toBe(400);
    expect(error).toMatchObject({ code: 400, status: 'INVALID_ARGUMENT', message: expect.stringContaining('alt=sse') });
    expect(scene.provider.seen).toHaveLength(0);
  });

  it('serves embeddings and counts them where Google reports nothing', async () => {
    const { gateway, provider } = scene;
    const item = (model: string) => ({ model: `models/${model}`, content: { parts: [{ text: 'What is the meaning of life?' }] } });
    provider.script = answerJson('{"embedding":{"values":[0.10]}}');
    const one = await post('/v1beta/models/gemini-embedding-001:embedContent', JSON.stringify(item('gemini-embedding-001')));
    expect([one.status, await one.text()]).toEqual([200, '{"embedding":{"values":[0.10]}}']);
    provider.script = answerJson('{"embeddings":[{"values":[1]}],"usageMetadata":{"promptTokenCount":14}}');
    const named = 'upstream/gemini-embedding-001';
    const several = await post(`/v1beta/models/${named}:batchEmbedContents`, JSON.stringify({ requests: [item(named), item(named)] }));
    expect(several.status).toBe(200);
    expect(JSON.parse(provider.last.body.toString())).toEqual({ requests: [item('gemini-embedding-001'), item('gemini-embedding-001')] });
    const [counted, reported] = gateway.recorder.events;
    expect(counted).toMatchObject({ protocol: 'gemini.embed_content', usageSource: 'counted', usage: { output: 0 } });
    expect(counted?.usage.input).toBeGreaterThan(5);
    expect(reported).toMatchObject({ protocol: 'gemini.batch_embed_contents', usageSource: 'provider', usage: { input: 14, output: 0 } });
  });

  it('counts tokens for nothing', async () => {
    scene.provider.script = answerJson('{"totalTokens":7}');
    const response = await post('/v1beta/models/gemini-2.5-flash:countTokens');
    expect([response.status, await response.text()]).toEqual([200, '{"totalTokens":7}']);
    expect(scene.gateway.recorder.only).toMatchObject({ costNanoUsd: 0n, boundNanoUsd: 0n, usage: { input: 0, output: 0 } });
  });

  it('lists models in Google’s shape', async () => {
    const headers = { 'x-goog-api-key': scene.gateway.key };
    const all: { models: { name: string }[] } = await (await fetch(url('/v1beta/models?pageSize=50'), { headers })).json();
    expect(all.models.map(({ name }) => name)).toEqual(['models/family/gemma', 'models/gemini-2.5-flash', 'models/gemini-embedding-001']);
    // On the mount that the APIs share, the header of the key tells whose list is meant.
    expect(await (await fetch(url('/v1/models'), { headers })).json()).toEqual(all);
    const one = await fetch(url('/genai/v1beta/models/gemini-2.5-flash'), { headers });
    expect(await one.json()).toEqual({
      name: 'models/gemini-2.5-flash',
      baseModelId: 'gemini-2.5-flash',
      displayName: 'gemini-2.5-flash',
      inputTokenLimit: 128_000,
      supportedGenerationMethods: expect.arrayContaining(['generateContent', 'streamGenerateContent', 'countTokens']),
    });
    const { gateway, provider } = scene;
    gateway.snapshot.setConnections(tenantId, [connectionTo(`http://127.0.0.1:${provider.port}`)]);
    const translated = await (await fetch(url('/v1beta/models/gpt-4o-mini'), { headers })).json();
    // Whoever speaks another protocol is asked by translation; only Google and Anthropic count tokens.
    expect(translated.supportedGenerationMethods).toEqual([
      'generateContent',
      'streamGenerateContent',
      'embedContent',
      'batchEmbedContents',
    ]);
    const none = await fetch(url('/v1beta/models/nothing'), { headers });
    expect([none.status, await errorOf(none)]).toEqual([404, expect.objectContaining({ code: 404, status: 'NOT_FOUND' })]);
  });

  it('refuses in Google’s shape, with our code and the request id', async () => {
    const response = await post('/v1beta/models/unknown:generateContent');
    expect(response.status).toBe(404);
    expect(await errorOf(response)).toMatchObject({
      code: 404,
      status: 'NOT_FOUND',
      details: [
        {
          '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
          reason: 'MODEL_NOT_FOUND',
          domain: 'tollgate',
          metadata: { code: 'model_not_found', request_id: response.headers.get('x-tollgate-request-id') },
        },
        { '@type': 'type.googleapis.com/google.rpc.BadRequest' },
      ],
    });
    const path = await fetch(url('/v1beta/nothing'), { headers: { 'x-goog-api-key': scene.gateway.key } });
    expect([path.status, (await errorOf(path)).status]).toEqual([404, 'NOT_FOUND']);
    const other = await post(generate, '{"contents":[{}],"model":"models/gemini-2.5-pro"}');
    expect([other.status, codeIn(await errorOf(other))]).toEqual([400, 'invalid_request']);
  });

  it('does not take a key from the URL, and names the header', async () => {
    const response = await fetch(url(`${generate}?key=${scene.gateway.key}`), { method: 'POST', body });
    const text = await response.text();
    expect([response.status, scene.provider.seen.length]).toEqual([401, 0]);
    expect(text).toContain('x-goog-api-key');
    expect(text).not.toContain(scene.gateway.key);
  });

  it.each([
    [
      502,
      'provider_credentials_rejected',
      400,
      { status: 'INVALID_ARGUMENT', details: [{ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID' }] },
    ],
    [
      429,
      'provider_rate_limited',
      429,
      { status: 'RESOURCE_EXHAUSTED', details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '17.2s' }] },
    ],
    [400, 'provider_rejected', 400, { status: 'INVALID_ARGUMENT', message: 'Unknown name "foo"' }],
  ] as const)('answers %i %s when Google says %i', async (status, code, theirStatus, error) => {
    scene.provider.script = answerJson(JSON.stringify({ error: { code: theirStatus, message: 'No.', ...error } }), theirStatus);
    const response = await post(generate);
    expect([response.status, codeIn(await errorOf(response))]).toEqual([status, code]);
    expect(response.headers.get('retry-after')).toBe(status === 429 ? '18' : null);
  });

  it('refuses what Google cannot be asked for, and what others cannot be asked for in Google’s protocol', async () => {
    const { gateway, provider } = scene;
    const ranking = await fetch(`${gateway.baseUrl}/rerank`, {
      method: 'POST',
      headers: { authorization: `Bearer ${gateway.key}` },
      body: JSON.stringify({ model: 'gemini-2.5-flash', query: 'Hi', documents: ['Hi'] }),
    });
    expect((await errorOf(ranking)).code).toBe('protocol_not_served');
    gateway.snapshot.setConnections(tenantId, [connectionTo(`http://127.0.0.1:${provider.port}`, { provider: 'anthropic' })]);
    const embedded = await post('/v1beta/models/gpt-4o-mini:embedContent', '{"content":{"parts":[{"text":"Hi"}]}}');
    expect(codeIn(await errorOf(embedded))).toBe('protocol_not_served');
  });
});
