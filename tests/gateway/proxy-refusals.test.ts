import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { errorOf, lanes } from './support/call.ts';
import { openProxyScene, type ProxyScene } from './support/proxy-scene.ts';
import { answerJson, chatCompletion } from './support/scripted-provider.ts';
import { connectionTo, tenantId } from './support/test-gateway.ts';

describe.each(lanes)('[GW-1] what is not passed on, by the %s', (lane) => {
  let scene: ProxyScene;
  beforeAll(async () => {
    scene = await openProxyScene(lane);
  });
  afterAll(() => scene.stop());
  beforeEach(() => scene.forget());

  it('blocks what has no price where the tenant wants that, and lets reading pass', async () => {
    scene.setPolicy('block');
    try {
      for (const [path, body] of [
        ['/upstream/odd', '{}'],
        ['/upstream/chat/completions', '{"model":"nope","messages":[{"role":"user","content":"x"}]}'],
      ] as const) {
        const refused = await scene.call('POST', path, { body, headers: { 'content-type': 'application/json' } });
        expect([refused.status, (await errorOf(refused)).code]).toEqual([402, 'unpriced_model']);
      }
      expect(scene.provider.seen).toEqual([]);
      expect((await scene.call('GET', '/upstream/models')).status).toBe(200);
    } finally {
      scene.setPolicy('flag');
    }
  });

  it('holds a limited key to its models', async () => {
    const { gateway, provider } = scene;
    const key = gateway.snapshot.addKey({
      tenantId,
      keyId: '01936b1e-7a00-7000-8000-0000000000f9',
      allowedModels: new Set(['gpt-4o-mini']),
    });
    const headers = { 'content-type': 'application/json' };
    const body = (model: string) => JSON.stringify({ model, messages: [{ role: 'user', content: 'x' }] });
    for (const [method, path, sent] of [
      ['POST', '/upstream/chat/completions', body('other')],
      ['POST', '/upstream/odd', '{}'],
      ['GET', '/upstream/models', undefined],
    ] as const) {
      const refused = await scene.call(method, path, { key, headers, ...(sent === undefined ? {} : { body: sent }) });
      expect([refused.status, (await errorOf(refused)).code]).toEqual([403, 'model_not_allowed']);
    }
    expect(provider.seen).toEqual([]);
    provider.script = answerJson(chatCompletion());
    expect((await scene.call('POST', '/upstream/chat/completions', { key, headers, body: body('gpt-4o-mini') })).status).toBe(200);
  });

  it('refuses other ways in: unknown connections, keys in the URL, what has routes of its own, bodies that cannot be read', async () => {
    const headers = { 'content-type': 'application/json' };
    expect((await scene.call('GET', '/nobody/models')).status).toBe(404);
    for (const [method, path, body] of [
      ['GET', '/upstream/models?key=abc', undefined],
      ['GET', '/upstream/files', undefined],
      ['POST', '/upstream/batches', '{}'],
      ['POST', '/upstream/fine_tuning/jobs', '{}'],
      ['GET', '/upstream/%66iles', undefined],
      ['GET', '/upstream/%2566iles', undefined],
      ['GET', '/upstream/Files/file-1', undefined],
      ['POST', '/upstream/batches;a=b', '{}'],
      ['GET', '/upstream/openai/v1/files', undefined],
      ['POST', '/upstream/openai/batches', '{}'],
      ['POST', '/upstream/chat/completions', '{"model":'],
      ['GET', '/upstream/a%2f..%2fb', undefined],
    ] as const) {
      const refused = await scene.call(method, path, { headers, ...(body === undefined ? {} : { body }) });
      expect(refused.status).toBe(400);
    }
    const missing = await fetch(`${scene.gateway.baseUrl}/proxy/upstream/models`);
    expect(missing.status).toBe(401);
    expect((await scene.call('GET', '/claude/v1/files')).status).toBe(200);
    expect(scene.provider.seen.map(({ path }) => path)).toEqual(['/v1/files']);
  });

  it('knows a call again however its path is written, and meters it', async () => {
    const { gateway, provider } = scene;
    provider.script = answerJson(chatCompletion());
    const body = JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'x' }] });
    const paths = [
      '/chat/%63ompletions',
      '/chat/completions/',
      '/%2563hat/completions',
      '/Chat/Completions',
      '/chat;x=1/completions',
      '/v1/chat/completions',
    ];
    for (const path of paths) {
      gateway.recorder.events.length = 0;
      const response = await scene.call('POST', `/upstream${path}`, { body, headers: { 'content-type': 'application/json' } });
      expect(response.status).toBe(200);
      await response.arrayBuffer();
      expect([path, gateway.recorder.events[0]?.costState, gateway.recorder.events[0]?.model]).toEqual([path, 'priced', 'gpt-4o-mini']);
    }
  });

  it('records no model that a caller invented', async () => {
    const { gateway, provider } = scene;
    provider.script = answerJson(chatCompletion());
    const body = JSON.stringify({ model: 'invented-1', messages: [{ role: 'user', content: 'x' }] });
    const response = await scene.call('POST', '/upstream/chat/completions', { body, headers: { 'content-type': 'application/json' } });
    expect([response.status, provider.last.body.toString()]).toEqual([200, body]);
    const [event] = await gateway.recorder.untilEvents(1);
    expect(event).toMatchObject({ requestedModel: 'unknown', model: null, costState: 'unpriced' });
  });

  it('passes no header on by which a server would take another method or path for the one that was judged', async () => {
    const judged = ['x-http-method-override', 'x-http-method', 'x-method-override', 'x-original-url', 'x-rewrite-url'];
    const headers = { ...Object.fromEntries(judged.map((name) => [name, 'DELETE'])), 'x-plain': '1' };
    expect((await scene.call('GET', '/upstream/odd', { headers })).status).toBe(200);
    expect(scene.provider.last.headers['x-plain']).toBe('1');
    for (const name of judged) expect(scene.provider.last.headers[name]).toBeUndefined();
  });

  it('[GW-3] sends the token of an application to Azure, and never its secret', async () => {
    const { gateway, address, provider } = scene;
    const id = '01936b1e-7a00-7000-8000-0000000000aa';
    const credential = `${id}:${id}:the-client-secret`;
    const azure = { connectionId: '01936b1e-7a00-7000-8000-0000000000c9', name: 'azure', provider: 'azure', models: [], credential };
    const token = vi.spyOn(gateway.runtime.accessTokens, 'get').mockReturnValue('entra-token');
    gateway.snapshot.setConnections(tenantId, [connectionTo(address, { ...azure, baseUrl: address })]);
    try {
      expect((await scene.call('GET', '/azure/openai/v1/models')).status).toBe(200);
      expect(provider.last.headers.authorization).toBe('Bearer entra-token');
      expect(JSON.stringify(provider.last.headers)).not.toContain('the-client-secret');
    } finally {
      token.mockRestore();
      scene.setPolicy('flag');
    }
  });

  it('stays below the base address, whatever the request line says', async () => {
    const { gateway, provider } = scene;
    const ask = (target: string): Promise<string> =>
      new Promise((resolve, reject) => {
        const socket = connect(gateway.port, '127.0.0.1', () => {
          socket.write(`GET ${target} HTTP/1.1\r\nHost: evil.example\r\nAuthorization: Bearer ${gateway.key}\r\nConnection: close\r\n\r\n`);
        });
        let text = '';
        socket.setTimeout(5_000, () => socket.destroy(new Error('No answer')));
        socket.on('data', (bytes) => {
          text += bytes.toString();
        });
        socket.on('end', () => resolve(text));
        socket.on('error', reject);
      });
    for (const path of [
      '/upstream/../secret',
      '/upstream/%2e%2e/secret',
      '/upstream/..%2fsecret',
      '/upstream//evil.example/x',
      '/upstream/a/%252e%252e/x',
    ]) {
      expect(await ask(`/api/v1/proxy${path}`)).toMatch(/^HTTP\/1\.1 (400|404)/);
    }
    expect(provider.seen).toEqual([]);
    expect(await ask('/api/v1/proxy/upstream/odd')).toMatch(/^HTTP\/1\.1 200/);
    expect(provider.last.headers.host).toBe(`127.0.0.1:${provider.port}`);
  });
});
