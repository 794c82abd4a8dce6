import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type KeyEndpoint, keyEndpoints } from '#lib/contracts/key-scopes.ts';
import { proxyTrust } from '#lib/core/client-address.ts';
import { endpointKind, protocolsOf } from '#lib/gateway/scopes/endpoint-kind.ts';
import { keyScopesOf, type StoredScopes } from '#lib/gateway/scopes/key-scopes.ts';
import { Pools } from '#lib/gateway/scopes/pools.ts';
import { chatBody, errorOf, lanes, openScene, type Scene } from './support/call.ts';
import { answerJson, chatCompletion } from './support/scripted-provider.ts';
import { sandboxConnection, tenantId } from './support/test-gateway.ts';

/** A path of every kind of endpoint. */
const paths: Readonly<Record<KeyEndpoint, readonly (readonly [method: string, path: string])[]>> = {
  chat_completions: [
    ['POST', '/api/v1/chat/completions'],
    ['POST', '/api/openai/v1/chat/completions'],
  ],
  responses: [['POST', '/api/v1/responses']],
  messages: [
    ['POST', '/api/v1/messages'],
    ['POST', '/api/v1/messages/count_tokens'],
    ['POST', '/api/anthropic/v1/messages'],
  ],
  generate_content: [
    ['POST', '/api/v1beta/models/sandbox-small:generateContent'],
    ['POST', '/api/v1/models/sandbox-small:streamGenerateContent'],
    ['POST', '/api/genai/v1beta/models/sandbox-small%3AcountTokens'],
  ],
  embeddings: [
    ['POST', '/api/v1/embeddings'],
    ['POST', '/api/v1beta/models/sandbox-embed:embedContent'],
  ],
  images: [
    ['POST', '/api/v1/images/generations'],
    ['POST', '/api/v1/images/edits'],
    ['POST', '/api/v1/images/variations'],
  ],
  audio: [
    ['POST', '/api/v1/audio/speech'],
    ['POST', '/api/v1/audio/transcriptions'],
    ['POST', '/api/v1/audio/translations'],
  ],
  moderations: [['POST', '/api/v1/moderations']],
  rerank: [['POST', '/api/v1/rerank']],
  realtime: [['GET', '/api/v1/realtime']],
  files: [
    ['GET', '/api/v1/files'],
    ['POST', '/api/v1/files'],
    ['GET', '/api/v1/files/file-1/content'],
    ['DELETE', '/api/v1/files/file-1'],
  ],
  batches: [
    ['GET', '/api/v1/batches'],
    ['POST', '/api/v1/batches'],
    ['POST', '/api/v1/batches/batch_1/cancel'],
  ],
  fine_tuning: [
    ['GET', '/api/v1/fine_tuning/jobs'],
    ['POST', '/api/v1/fine_tuning/jobs'],
  ],
  mcp: [['POST', '/api/v1/mcp/tools']],
  proxy: [
    ['POST', '/api/v1/proxy/upstream/v1/chat/completions'],
    ['GET', '/api/v1/proxy/upstream/v1/models'],
  ],
};

const scopesOf = (some: Partial<StoredScopes>) => keyScopesOf({ providers: null, endpoints: null, addresses: null, tags: {}, ...some });

describe.each(lanes)('[IAM-7] scopes of keys on the %s', (lane) => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await openScene({ lane, isFronted: true, settings: { proxies: proxyTrust(['127.0.0.0/8']) } });
    scene.provider.script = answerJson(chatCompletion());
  });
  afterEach(() => scene.stop());

  let keys = 0;
  const keyWith = (some: Partial<StoredScopes>, more: object = {}): string => {
    keys += 1;
    const scopes = scopesOf(some);
    const keyId = `01936b1e-7a00-7000-8000-${String(keys).padStart(12, '0')}`;
    return scene.gateway.snapshot.addKey({ tenantId, keyId, ...(scopes === undefined ? {} : { scopes }), ...more });
  };
  const call = (key: string, method: string, path: string, more: { body?: string; headers?: Record<string, string> } = {}) =>
    fetch(`http://127.0.0.1:${scene.gateway.port}${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'x-forwarded-for': '203.0.113.9', ...more.headers },
      ...(method === 'GET' || method === 'DELETE' ? {} : { body: more.body ?? chatBody() }),
    });
  const chat = (key: string, headers: Record<string, string> = {}) => call(key, 'POST', '/api/v1/chat/completions', { headers });
  const codeOf = async (response: Response): Promise<unknown> => JSON.parse(await response.text()).error?.code;
  const modelsOf = async (key: string): Promise<string[]> => {
    const listed: { data: { id: string }[] } = JSON.parse(await (await call(key, 'GET', '/api/v1/models')).text());
    return listed.data.map(({ id }) => id);
  };

  it('let a key for one kind of endpoint reach this kind and no other', async () => {
    for (const allowed of keyEndpoints) {
      const key = keyWith({ endpoints: [allowed] });
      for (const kind of keyEndpoints) {
        for (const [method, path] of paths[kind]) {
          const response = await call(key, method, path);
          const text = await response.text();
          if (kind === allowed) expect(text, `${allowed} at ${method} ${path}`).not.toContain('these endpoints only');
          else expect([response.status, text.includes('these endpoints only')], `${allowed} at ${method} ${path}`).toEqual([403, true]);
        }
      }
      expect((await call(key, 'GET', '/api/v1/models')).status).toBe(200);
    }
  });

  it('[GW-10] say in which code an endpoint is refused, in the shape of the protocol', async () => {
    const response = await chat(keyWith({ endpoints: ['embeddings'] }));
    expect([response.status, response.headers.get('x-should-retry')]).toEqual([403, 'false']);
    expect(await errorOf(response)).toMatchObject({ code: 'endpoint_not_allowed', message: expect.stringContaining('embeddings') });
    expect(scene.provider.seen).toHaveLength(0);
  });

  it('[GW-10] tell from where a call comes by the trusted proxies alone', async () => {
    const key = keyWith({ addresses: ['203.0.113.0/24', '2001:db8::/48', '198.51.100.7'] });
    for (const from of ['203.0.113.9', '1.2.3.4, 203.0.113.200', '2001:db8::5', '198.51.100.7', '::ffff:203.0.113.9'])
      expect([from, (await chat(key, { 'x-forwarded-for': from })).status]).toEqual([from, 200]);
    for (const from of ['203.0.114.1', '203.0.113.9, 8.8.8.8', '2001:db9::5', '198.51.100.8', 'unknown', '203.0.113.9x', '']) {
      const response = await chat(key, { 'x-forwarded-for': from, 'x-real-ip': '203.0.113.9', forwarded: 'for=203.0.113.9' });
      expect([from, response.status, await codeOf(response)]).toEqual([from, 403, 'source_not_allowed']);
    }
  });

  it('narrow what is served and listed to the providers of the key', async () => {
    const { snapshot } = scene.gateway;
    const [upstream] = snapshot.tenant(tenantId)?.connections ?? [];
    if (upstream === undefined) throw new Error('The scene has a connection');
    snapshot.setConnections(tenantId, [upstream, sandboxConnection]);
    const key = keyWith({ providers: ['sandbox'] });
    expect(await modelsOf(key)).not.toContain('gpt-4o-mini');
    expect(await modelsOf(key)).toContain('sandbox-small');
    expect(await modelsOf(keyWith({}))).toContain('gpt-4o-mini');
    const refused = await chat(key);
    expect([refused.status, await codeOf(refused)]).toEqual([403, 'provider_not_allowed']);
    const unknown = await call(key, 'POST', '/api/v1/chat/completions', { body: chatBody({ model: 'no-such-model' }) });
    expect([unknown.status, await codeOf(unknown)]).toEqual([404, 'model_not_found']);
    expect((await call(key, 'POST', '/api/v1/chat/completions', { body: chatBody({ model: 'sandbox-small' }) })).status).toBe(200);
    expect((await call(key, 'GET', '/api/v1/models/gpt-4o-mini')).status).toBe(404);
    const proxied = await call(key, 'POST', '/api/v1/proxy/upstream/v1/chat/completions');
    expect([proxied.status, await codeOf(proxied)]).toEqual([403, 'provider_not_allowed']);
    expect(scene.provider.seen).toHaveLength(0);
  });

  it('list the models that one of the key’s endpoints takes', async () => {
    const { snapshot } = scene.gateway;
    const claude = {
      ...sandboxConnection,
      connectionId: 'c3',
      name: 'claude',
      provider: 'anthropic',
      credential: 'x',
      models: ['claude-x'],
    };
    snapshot.setConnections(tenantId, [...(snapshot.tenant(tenantId)?.connections ?? []), claude]);
    const all = await modelsOf(keyWith({}));
    const chatting = await modelsOf(keyWith({ endpoints: ['chat_completions'] }));
    const embedding = await modelsOf(keyWith({ endpoints: ['embeddings'] }));
    expect(all).toEqual(['claude-x', 'gpt-4o-mini']);
    expect(chatting).toEqual(all);
    expect(embedding).toEqual(['gpt-4o-mini']);
    expect(await modelsOf(keyWith({ endpoints: ['proxy'] }))).toEqual(all);
    expect(await modelsOf(keyWith({ endpoints: ['mcp'] }))).toEqual([]);
  });

  it('put the key’s tags on each call, whatever the caller says', async () => {
    const { recorder } = scene.gateway;
    const key = keyWith({ tags: { app: 'intranet', task: 'search' } });
    expect((await chat(key, { 'x-tollgate-tags': 'app=other, run=7', 'x-tollgate-task': 'free' })).status).toBe(200);
    expect((await chat(key)).status).toBe(200);
    const tagged = (await recorder.untilEvents(2)).map(({ tags }) => tags);
    expect(tagged).toEqual([
      { app: 'intranet', task: 'search', run: '7' },
      { app: 'intranet', task: 'search' },
    ]);
    expect(recorder.events.map(({ taskType }) => taskType)).toEqual(['search', 'search']);
  });

  it('[ORG-11] reach a connection of another team only where it is lent', async () => {
    const { snapshot } = scene.gateway;
    const [upstream] = snapshot.tenant(tenantId)?.connections ?? [];
    if (upstream === undefined) throw new Error('The scene has a connection');
    const teams = [
      { id: 'owner', parentId: null, departmentId: 'engineering' },
      { id: 'below', parentId: 'owner', departmentId: null },
      { id: 'other', parentId: null, departmentId: 'sales' },
      { id: 'under-other', parentId: 'other', departmentId: null },
    ];
    const departments = ['engineering', 'sales'].map((id) => ({ id, parentId: null }));
    const pooled = (...places: string[]) => new Pools([{ connectionId: upstream.connectionId, places }], teams, departments);
    const tenant = { ...snapshot.tenant(tenantId), tenantId };
    const statusOf = async (teamId: string | null, departmentId: string | null = null) => {
      const response = await chat(keyWith({}, { teamId, departmentId }));
      return response.status === 200 ? 200 : `${response.status} ${String(await codeOf(response))}`;
    };
    snapshot.addTenant({ ...tenant, pools: pooled('owner') });
    expect(await Promise.all([statusOf('owner'), statusOf('below')])).toEqual([200, 200]);
    expect(await Promise.all([statusOf('other'), statusOf(null), statusOf(null, 'engineering')])).toEqual(
      Array.from({ length: 3 }, () => '404 model_not_found'),
    );
    snapshot.addTenant({ ...tenant, pools: pooled('owner', 'other') });
    expect(await Promise.all([statusOf('other'), statusOf('under-other'), statusOf(null)])).toEqual([200, 200, '404 model_not_found']);
    snapshot.addTenant({ ...tenant, pools: pooled('owner', 'sales') });
    expect(await Promise.all([statusOf('under-other'), statusOf(null, 'sales')])).toEqual([200, 200]);
    snapshot.addTenant({ ...tenant, pools: pooled('engineering') });
    expect(await Promise.all([statusOf('below'), statusOf('other')])).toEqual([200, '404 model_not_found']);
  });
});

describe('[IAM-7] keys that may be used from certain addresses', () => {
  it('are refused where no process in front has checked the address, whatever the headers say', async () => {
    const scene = await openScene({ lane: 'web lane' });
    try {
      const scopes = scopesOf({ addresses: ['203.0.113.0/24'] });
      const key = scene.gateway.snapshot.addKey({ tenantId, keyId: 'k', ...(scopes === undefined ? {} : { scopes }) });
      const response = await fetch(`${scene.gateway.baseUrl}/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'x-forwarded-for': '203.0.113.9' },
        body: chatBody(),
      });
      expect([response.status, (await errorOf(response)).code]).toEqual([403, 'source_not_allowed']);
    } finally {
      await scene.stop();
    }
  });

  it('are refused to a caller who is no trusted proxy and says that he is another', async () => {
    const scene = await openScene({ settings: { proxies: proxyTrust(['10.0.0.0/8']) } });
    try {
      const scopes = scopesOf({ addresses: ['203.0.113.0/24'] });
      const key = scene.gateway.snapshot.addKey({ tenantId, keyId: 'k', ...(scopes === undefined ? {} : { scopes }) });
      const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'x-forwarded-for': '203.0.113.9' };
      const response = await fetch(`${scene.gateway.baseUrl}/chat/completions`, { method: 'POST', headers, body: chatBody() });
      expect([response.status, (await errorOf(response)).code]).toEqual([403, 'source_not_allowed']);
    } finally {
      await scene.stop();
    }
  });
});

describe('kinds of endpoints', () => {
  it('are told by the path, and every kind has its protocols', () => {
    for (const kind of keyEndpoints) for (const [, path] of paths[kind]) expect([path, endpointKind(path)]).toEqual([path, kind]);
    expect(Object.keys(protocolsOf).sort()).toEqual([...keyEndpoints].sort());
    for (const path of ['/api/v1/models', '/api/v1/models/gpt-4o', '/api/v1beta/models']) expect(endpointKind(path)).toBe('models');
    for (const path of ['/api/v1/assistants', '/api/v1/teams', '/']) expect(endpointKind(path)).toBeUndefined();
  });
});
