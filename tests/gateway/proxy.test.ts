import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { claude, message } from './support/anthropic.ts';
import { errorOf, lanes } from './support/call.ts';
import { openProxyScene, type ProxyScene } from './support/proxy-scene.ts';
import { answerJson, answerStream, chatCompletion, chunk, done, usageChunk, wait } from './support/scripted-provider.ts';
import { connectionTo, tenantId } from './support/test-gateway.ts';

describe.each(lanes)('[GW-1] the raw pass-through by the %s', (lane) => {
  let scene: ProxyScene;
  beforeAll(async () => {
    scene = await openProxyScene(lane);
  });
  afterAll(() => scene.stop());
  beforeEach(() => scene.forget());

  it.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])(
    'passes %s on with every byte, the connection’s credential, and none of the caller’s',
    async (method) => {
      const { gateway, provider } = scene;
      const answer = '{ "kept" : 1.50 }';
      provider.script = (response) =>
        void response
          .writeHead(201, {
            'content-type': 'application/vnd.odd+json',
            'x-vendor': 'a',
            'set-cookie': 'a=1',
            'keep-alive': 'timeout=9',
            'x-request-id': 'theirs',
          })
          .end(answer);
      const body = method === 'GET' || method === 'DELETE' ? undefined : '{"caf\\u00e9" : 1.50}';
      const headers = {
        'content-type': 'application/odd',
        'x-custom': 'b',
        'x-api-key': 'mine',
        cookie: 's=1',
        'x-forwarded-for': '1.2.3.4',
        'x-tollgate-tags': 'a=b',
        'openai-organization': 'org-mine',
        te: 'trailers',
      };
      const response = await scene.call(method, '/upstream/vector_stores/a%20b?x=%2F1&y', {
        headers,
        ...(body === undefined ? {} : { body }),
      });
      expect([response.status, await response.text()]).toEqual([201, answer]);
      expect(response.headers.get('content-type')).toBe('application/vnd.odd+json');
      expect([response.headers.get('x-vendor'), response.headers.get('set-cookie')]).toEqual(['a', null]);
      expect(response.headers.get('x-request-id')).toMatch(/^req_/);
      expect([provider.last.method, provider.last.path, provider.last.body.toString()]).toEqual([
        method,
        '/v1/vector_stores/a%20b?x=%2F1&y',
        body ?? '',
      ]);
      const seen = provider.last.headers;
      expect([seen.authorization, seen['x-custom'], seen.host]).toEqual(['Bearer sk-upstream-secret', 'b', `127.0.0.1:${provider.port}`]);
      for (const name of ['x-api-key', 'cookie', 'x-forwarded-for', 'x-tollgate-tags', 'openai-organization', 'te'])
        expect(seen[name]).toBeUndefined();
      expect(JSON.stringify(seen)).not.toContain(gateway.key);
      const isRead = method === 'GET';
      expect(gateway.recorder.only).toMatchObject({
        protocol: 'proxy',
        status: 'succeeded',
        httpStatus: 201,
        model: null,
        tags: { a: 'b' },
        costState: isRead ? 'not_billed' : 'unpriced',
      });
    },
  );

  it('meters a call whose protocol it knows, streamed or not, without changing a byte', async () => {
    const { gateway, provider } = scene;
    const answer = chatCompletion();
    provider.script = answerJson(answer);
    const body = '{"model" : "gpt-4o-mini","messages":[{"role":"user","content":"Hi"}], "x":1.50}';
    const whole = await scene.call('POST', '/upstream/chat/completions', { body, headers: { 'content-type': 'application/json' } });
    expect(await whole.text()).toBe(answer);
    expect(provider.last.body.toString()).toBe(body);
    expect(gateway.recorder.only).toMatchObject({
      protocol: 'openai.chat_completions',
      model: 'gpt-4o-mini',
      usageSource: 'provider',
      costNanoUsd: 3_600n,
    });
    expect(gateway.recorder.holds[0]?.boundNanoUsd).toBeGreaterThan(3_600n);
    gateway.recorder.events.length = 0;
    const parts = [chunk({ content: 'Par' }), 'data: {odd\n\n', chunk({ content: 'is' }, 'stop'), usageChunk(12, 3), done];
    provider.script = answerStream(parts);
    const streamed = body.replace('"x"', '"stream":true,"x"');
    const response = await scene.call('POST', '/upstream/chat/completions', {
      body: streamed,
      headers: { 'content-type': 'application/json' },
    });
    expect(await response.text()).toBe(parts.join(''));
    expect(provider.last.body.toString()).toBe(streamed);
    expect(gateway.recorder.only).toMatchObject({
      streamed: true,
      usageSource: 'provider',
      usage: { input: 12, output: 3 },
      costNanoUsd: 3_600n,
    });
  });

  it('counts a stream that tells no usage', async () => {
    scene.provider.script = answerStream([chunk({ content: 'one two three' }, 'stop'), done]);
    const body = '{"model":"gpt-4o-mini","messages":[{"role":"user","content":"Hi"}],"stream":true}';
    await (await scene.call('POST', '/upstream/chat/completions', { body, headers: { 'content-type': 'application/json' } })).text();
    expect(scene.gateway.recorder.only).toMatchObject({ usageSource: 'counted', usage: { output: 3 }, costState: 'priced' });
  });

  it('knows the API of the connection, by the paths of its own SDK', async () => {
    const { gateway, provider } = scene;
    const answer = message({ input_tokens: 10, output_tokens: 2 });
    provider.script = answerJson(answer);
    const body = JSON.stringify({ model: claude.model, max_tokens: 10, messages: [{ role: 'user', content: 'Hi' }] });
    const headers = { 'content-type': 'application/json', 'anthropic-version': '2023-01-01', 'anthropic-beta': 'x-1' };
    const response = await scene.call('POST', '/claude/v1/messages', { body, headers });
    expect(await response.text()).toBe(answer);
    const seen = provider.last;
    expect([
      seen.path,
      seen.headers['x-api-key'],
      seen.headers['anthropic-version'],
      seen.headers['anthropic-beta'],
      seen.headers.authorization,
    ]).toEqual(['/v1/messages', 'sk-upstream-secret', '2023-01-01', 'x-1', undefined]);
    expect(gateway.recorder.only).toMatchObject({ protocol: 'anthropic.messages', provider: 'anthropic', costNanoUsd: 60_000n });
  });

  it('passes a provider’s error and its redirect on as they are', async () => {
    const { gateway, provider } = scene;
    const words = '{"error":{"message":"slow down"}}';
    provider.script = answerJson(words, 429, { 'retry-after': '7' });
    const limited = await scene.call('POST', '/upstream/odd', { body: '{}' });
    expect([limited.status, limited.headers.get('retry-after'), await limited.text()]).toEqual([429, '7', words]);
    expect(gateway.recorder.only).toMatchObject({
      status: 'failed',
      httpStatus: 429,
      errorCode: 'provider_rate_limited',
      costState: 'not_billed',
      attempts: 1,
    });
    provider.script = (response) => void response.writeHead(302, { location: 'https://elsewhere.example/' }).end();
    expect((await scene.call('GET', '/upstream/odd')).status).toBe(302);
    provider.script = (response) => void response.writeHead(204).end();
    expect((await scene.call('DELETE', '/upstream/odd')).status).toBe(204);
    expect(provider.seen.length).toBe(3);
  });

  it('passes bytes on while they come, and breaks off what breaks off', async () => {
    const { gateway, provider } = scene;
    let isWaited = false;
    provider.script = async (response) => {
      response.writeHead(200, { 'content-type': 'application/octet-stream' });
      response.write(Buffer.alloc(9_000, 1));
      await wait(20);
      response.write(Buffer.alloc(9_000, 2));
      await wait(100);
      isWaited = true;
      response.socket?.destroy();
    };
    const response = await scene.call('POST', '/upstream/odd', { body: '{}' });
    const reader = response.body?.getReader();
    expect((await reader?.read())?.value?.[0]).toBe(1);
    expect(isWaited).toBe(false);
    const rest = async () => {
      for (let part = await reader?.read(); part !== undefined && !part.done; part = await reader?.read());
    };
    await expect(rest()).rejects.toThrow();
    const [event] = await gateway.recorder.untilEvents(1);
    expect(event).toMatchObject({ status: 'failed', errorCode: 'stream_interrupted' });
  });

  it('lets a body flow that nobody has to understand, before all of it has come', async () => {
    const { gateway, provider } = scene;
    const parts = Array.from({ length: 40 }, (_, at) => Buffer.alloc(1024 * 1024, at));
    const large = await fetch(`${gateway.baseUrl}/proxy/upstream/uploads`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${gateway.key}`, 'content-type': 'application/octet-stream' },
      body: new Uint8Array(Buffer.concat(parts)),
    });
    expect(large.status).toBe(200);
    // More than the gateway would keep of a body that it reads.
    expect(provider.last.body.equals(Buffer.concat(parts))).toBe(true);
    expect(provider.last.headers['content-length']).toBe(String(40 * 1024 * 1024));
    let send: (bytes: Uint8Array | null) => void = () => {};
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        send = (bytes) => (bytes === null ? controller.close() : controller.enqueue(bytes));
      },
    });
    const init: RequestInit & { duplex: 'half' } = {
      method: 'POST',
      headers: { authorization: `Bearer ${gateway.key}` },
      body,
      duplex: 'half',
    };
    const answer = fetch(`${gateway.baseUrl}/proxy/upstream/uploads`, init);
    send(Buffer.from('first '));
    await provider.untilBegun(2);
    send(Buffer.from('second'));
    send(null);
    expect((await answer).status).toBe(200);
    expect(provider.last.body.toString()).toBe('first second');
  });

  it('gives up with a caller who breaks his upload off, before the provider is reached and after', async () => {
    const { gateway, provider } = scene;
    for (const name of ['upstream', 'silent']) {
      const socket = connect(gateway.port, '127.0.0.1');
      socket.on('error', () => {});
      if (name === 'silent') {
        const nowhere = { connectionId: '01936b1e-7a00-7000-8000-0000000000cb', name, baseUrl: 'http://127.0.0.1:9' };
        const connections = gateway.snapshot.tenant(tenantId)?.connections ?? [];
        gateway.snapshot.setConnections(tenantId, [...connections, connectionTo(scene.address, nowhere)]);
      }
      const head = `PUT /api/v1/proxy/${name}/x HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${gateway.key}\r\nContent-Length: 100000\r\n\r\n`;
      socket.write(`${head}${'x'.repeat(1_000)}`);
      if (name === 'upstream') await provider.untilBegun(1);
      else await wait(50);
      socket.destroy();
    }
    const events = await gateway.recorder.untilEvents(2);
    expect(events.map(({ status }) => status).sort()).toEqual(['cancelled', 'failed']);
    expect(gateway.runtime.running.size).toBe(0);
    scene.setPolicy('flag');
  });

  it('tells what became of a request whose provider cannot be reached, though its body is still coming', async () => {
    const { gateway } = scene;
    const gone = { connectionId: '01936b1e-7a00-7000-8000-0000000000ca', name: 'gone', baseUrl: 'http://127.0.0.1:9' };
    const connections = gateway.snapshot.tenant(tenantId)?.connections ?? [];
    gateway.snapshot.setConnections(tenantId, [...connections, connectionTo(scene.address, gone)]);
    const response = await scene.call('POST', '/gone/odd', { body: 'x'.repeat(3_000_000) });
    expect([response.status, (await errorOf(response)).code]).toEqual([502, 'provider_unreachable']);
    scene.setPolicy('flag');
  });
});
