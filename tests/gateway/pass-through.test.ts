import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chatBody, lanes, openScene, post, type Scene } from './support/call.ts';
import { answerJson, answerStream, chatCompletion, chunk, done, usageChunk } from './support/scripted-provider.ts';

describe.each(lanes)('[GW-2] bytes through the %s', (lane) => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await openScene({ lane });
  });
  afterAll(() => scene.stop());

  it('reach the provider as they were sent, down to the white space', async () => {
    const { gateway, provider } = scene;
    provider.script = answerJson(chatCompletion());
    const body = `\t{ "x_unknown":[1.50,1e-7 , 12345678901234567890],"messages":[{"role":"user","content":"\\u00e9\\/ü 😀"}],\n"model" : "gpt-4o-mini","stream":false }\n`;
    const response = await post(gateway, { body });
    expect(response.status).toBe(200);
    expect(provider.last.body.toString()).toBe(body);
    expect(provider.last.path).toBe('/v1/chat/completions');
  });

  it('differ upstream only in the model, where the caller named the connection', async () => {
    const { gateway, provider } = scene;
    provider.script = answerJson(chatCompletion());
    const body = chatBody({ model: 'upstream/gpt-4o-mini', seed: 1 });
    await post(gateway, { body });
    expect(provider.last.body.toString()).toBe(body.replace('upstream/', ''));
  });

  it('come back as the provider wrote them', async () => {
    const { gateway, provider } = scene;
    const answer = `{"choices":[ {"message":{"content":"\\u00e9"},"finish_reason":"stop"} ],"usage":{"prompt_tokens":1,"completion_tokens":1},"n":1.50 }\n`;
    provider.script = answerJson(answer);
    expect(await (await post(gateway)).text()).toBe(answer);
  });

  it('of a stream come back as they are, but for the chunk that was ours to ask for', async () => {
    const { gateway, provider } = scene;
    const parts = [
      ': keep-alive\n\n',
      chunk({ role: 'assistant', content: '' }),
      'event: custom\ndata: {"choices":[],"vendor":"x"}\n\n',
      chunk({ content: 'Paris é' }),
      chunk({}, 'stop'),
    ];
    provider.script = answerStream([...parts, usageChunk(9, 3), done]);
    const body = chatBody({ stream: true });
    const text = await (await post(gateway, { body })).text();
    expect(text).toBe(`${parts.join('')}: x-tollgate-cost: 0.000003150\n\n${done}`);
    expect(provider.last.body.toString()).toBe(body.replace(/\}$/, ',"stream_options":{"include_usage":true}}'));
  });

  it('of a stream keep their usage when the caller asked for it', async () => {
    const { gateway, provider } = scene;
    const parts = [chunk({ content: 'Paris' }), chunk({}, 'stop'), usageChunk(9, 3)];
    provider.script = answerStream([...parts, done]);
    const body = chatBody({ stream: true, stream_options: { include_usage: true } });
    const text = await (await post(gateway, { body })).text();
    expect(text).toBe(`${parts.join('')}: x-tollgate-cost: 0.000003150\n\n${done}`);
    expect(provider.last.body.toString()).toBe(body);
  });

  it('carry the connection’s credential and not the caller’s', async () => {
    const { gateway, provider } = scene;
    provider.script = answerJson(chatCompletion());
    await post(gateway, { headers: { 'x-tollgate-tags': 'a=b', cookie: 'session=1', 'openai-organization': 'org-other' } });
    const { headers } = provider.last;
    expect(headers.authorization).toBe('Bearer sk-upstream-secret');
    expect(headers['accept-encoding']).toBe('identity');
    for (const name of ['cookie', 'x-tollgate-tags', 'openai-organization']) expect(headers[name]).toBeUndefined();
    expect(JSON.stringify(headers)).not.toContain(gateway.key);
  });

  it('carry the caller’s trace context, and back', async () => {
    const { gateway, provider } = scene;
    provider.script = answerJson(chatCompletion());
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const response = await post(gateway, { headers: { traceparent } });
    expect(provider.last.headers.traceparent).toBe(traceparent);
    expect(response.headers.get('traceparent')).toBe(traceparent);
    const odd = await post(gateway, { headers: { traceparent: 'not a trace' } });
    expect(provider.last.headers.traceparent).toBeUndefined();
    expect(odd.headers.get('traceparent')).toBeNull();
  });
});

describe.each(lanes)('[GW-11] headers of the %s', (lane) => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await openScene({ lane });
  });
  afterAll(() => scene.stop());

  it('say who served the call, at which cost', async () => {
    const { gateway, provider } = scene;
    provider.script = answerJson(
      chatCompletion('Paris.', { prompt_tokens: 1_000, completion_tokens: 10, prompt_tokens_details: { cached_tokens: 400 } }),
    );
    const { headers } = await post(gateway);
    expect(headers.get('x-tollgate-request-id')).toMatch(/^req_[0-9a-z]{26}$/);
    expect(headers.get('x-request-id')).toBe(headers.get('x-tollgate-request-id'));
    expect(headers.get('x-tollgate-target')).toBe('upstream/gpt-4o-mini');
    expect(headers.get('x-tollgate-attempts')).toBe('1');
    expect(headers.get('x-tollgate-cost')).toBe('0.000126000');
    expect(headers.get('x-tollgate-stale')).toBeNull();
  });

  it('of a stream say what it can cost at most, and forbid proxies to buffer', async () => {
    const { gateway, provider } = scene;
    provider.script = answerStream([chunk({ content: 'x' }), chunk({}, 'stop'), done]);
    const response = await post(gateway, { body: chatBody({ stream: true, max_tokens: 100 }) });
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(response.headers.get('cache-control')).toContain('no-transform');
    expect(Number(response.headers.get('x-tollgate-cost-max'))).toBeGreaterThan(0.00006);
    await response.text();
  });

  it('say when the configuration is old', async () => {
    const { gateway, provider } = scene;
    provider.script = answerJson(chatCompletion());
    gateway.snapshot.staleMs = 42_400;
    expect((await post(gateway)).headers.get('x-tollgate-stale')).toBe('42');
    gateway.snapshot.staleMs = 0;
  });

  it('say that a model has no price instead of a cost of zero', async () => {
    const { gateway, provider } = scene;
    gateway.snapshot.setConnections('01936b1e-7a00-7000-8000-000000000001', [
      {
        connectionId: 'c',
        name: 'grün 1',
        provider: 'openai-compatible',
        baseUrl: `http://127.0.0.1:${provider.port}/v1`,
        credential: null,
        models: ['odd'],
      },
    ]);
    provider.script = answerJson(chatCompletion());
    const { headers } = await post(gateway, { body: chatBody({ model: 'odd' }) });
    expect(headers.get('x-tollgate-cost')).toBe('unpriced');
    expect(headers.get('x-tollgate-target')).toBe('gr%C3%BCn%201/odd');
  });
});
