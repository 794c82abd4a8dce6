import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { embeddingRequest } from '#lib/gateway/cache/similar/embedding-call.ts';
import type { GatewayResponder } from '#lib/gateway/gateway-request.ts';
import { handleGatewayCall } from '#lib/gateway/handle.ts';
import { newVirtualKey } from '#lib/keys/virtual-key.ts';
import { chatBody, errorOf, lanes, openScene, post, type Scene } from './support/call.ts';
import { answerJson, chatCompletion } from './support/scripted-provider.ts';
import { keyId, tenantId } from './support/test-gateway.ts';

describe.each(lanes)('[GW-10] refusals of the %s', (lane) => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await openScene({ lane });
    scene.provider.script = answerJson(chatCompletion());
  });
  afterEach(() => scene.stop());

  const as = (key: string) => ({ headers: { authorization: `Bearer ${key}` } });

  it('have OpenAI’s shape, the request id and no retry where it is useless', async () => {
    const response = await post(scene.gateway, as('tg_nonsense'));
    expect(response.status).toBe(401);
    expect(response.headers.get('x-should-retry')).toBe('false');
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await errorOf(response)).toEqual({
      message: expect.stringContaining('key'),
      type: 'authentication_error',
      param: null,
      code: 'invalid_key',
      request_id: response.headers.get('x-tollgate-request-id'),
    });
  });

  it('tell keys apart: none, malformed, unknown, disabled, expired, ownerless', async () => {
    const { gateway } = scene;
    const now = Date.now();
    const keys: [string, string][] = [
      ['missing_key', ''],
      ['invalid_key', 'sk-something'],
      ['invalid_key', newVirtualKey().key],
      ['key_disabled', gateway.snapshot.addKey({ tenantId, keyId, keyStatus: 'disabled' })],
      ['key_expired', gateway.snapshot.addKey({ tenantId, keyId, expiresAtMs: now - 1 })],
      ['key_disabled', gateway.snapshot.addKey({ tenantId, keyId, ownerActive: false })],
    ];
    for (const [code, key] of keys) {
      const response = await post(gateway, key === '' ? { headers: { authorization: '' } } : as(key));
      expect([response.status, (await errorOf(response)).code]).toEqual([401, code]);
    }
    expect((await post(gateway, as(gateway.snapshot.addKey({ tenantId, keyId, expiresAtMs: now + 60_000 })))).status).toBe(200);
  });

  it('do not fall on keys in the header of another SDK', async () => {
    for (const name of ['x-api-key', 'api-key', 'x-goog-api-key']) {
      expect((await post(scene.gateway, { headers: { authorization: '', [name]: scene.gateway.key } })).status).toBe(200);
    }
  });

  it('look an unknown key up once it has the form of one, and not before', async () => {
    const { gateway } = scene;
    await post(gateway, as(`${newVirtualKey().key.slice(0, -1)}_`));
    expect(gateway.snapshot.loads).toBe(0);
    expect((await post(gateway, as(gateway.snapshot.addKey({ tenantId, keyId }, false)))).status).toBe(200);
    expect(gateway.snapshot.loads).toBe(1);
  });

  it('call an outage an outage: 503 and never 401', async () => {
    const { gateway } = scene;
    gateway.snapshot.isDatabaseDown = true;
    const unknown = await post(gateway, as(newVirtualKey().key));
    expect([unknown.status, unknown.headers.get('x-should-retry'), (await errorOf(unknown)).code]).toEqual([
      503,
      null,
      'database_unavailable',
    ]);
    expect((await post(gateway)).status).toBe(200);
    gateway.snapshot.staleMs = 300_001;
    const stale = await post(gateway);
    expect([stale.status, (await errorOf(stale)).code]).toEqual([503, 'snapshot_stale']);
  });

  it('name the model and the parameter', async () => {
    const { gateway } = scene;
    const limited = gateway.snapshot.addKey({ tenantId, keyId, allowedModels: new Set(['other']) });
    const unknown = await post(gateway, { body: chatBody({ model: 'gpt-99' }) });
    expect([unknown.status, await errorOf(unknown)]).toEqual([404, expect.objectContaining({ code: 'model_not_found', param: 'model' })]);
    const forbidden = await post(gateway, as(limited));
    expect([forbidden.status, (await errorOf(forbidden)).code]).toEqual([403, 'model_not_allowed']);
  });

  it('block a model without a price where the tenant says so', async () => {
    const { gateway } = scene;
    const tenant = gateway.snapshot.tenant(tenantId);
    gateway.snapshot.addTenant({ ...tenant, tenantId, unpricedPolicy: 'block' });
    expect((await post(gateway)).status).toBe(200);
    gateway.snapshot.setConnections(
      tenantId,
      (tenant?.connections ?? []).map((connection) => ({ ...connection, models: ['unpriced'] })),
    );
    const response = await post(gateway, { body: chatBody({ model: 'unpriced' }) });
    expect([response.status, response.headers.get('x-should-retry'), (await errorOf(response)).code]).toEqual([
      402,
      'false',
      'unpriced_model',
    ]);
  });

  it.each([
    ['malformed JSON', '{"model":', 400, 'malformed_json'],
    ['an empty body', '', 400, 'malformed_json'],
    ['a wrong type', chatBody({ stream: 'yes' }), 400, 'invalid_request'],
    ['an ambiguous model', '{"model":"a","model":"b","messages":[{}]}', 400, 'invalid_request'],
  ])('understand %s', async (_what, body, status, code) => {
    const response = await post(scene.gateway, { body });
    expect([response.status, (await errorOf(response)).code]).toEqual([status, code]);
    expect(scene.provider.seen).toEqual([]);
  });

  it.each([
    [{ 'content-encoding': 'gzip' }, 415, 'unsupported_media_type'],
    [{ 'content-type': 'multipart/form-data; boundary=x' }, 415, 'unsupported_media_type'],
    [{ 'x-tollgate-tags': 'nothing' }, 400, 'invalid_request'],
    [{ 'x-tollgate-timeout': 'soon' }, 400, 'invalid_request'],
    [{ 'x-tollgate-timeout': '0' }, 400, 'invalid_request'],
    [{ 'x-tollgate-timeout': '999999' }, 400, 'invalid_request'],
  ])('understand the headers %j', async (headers, status, code) => {
    const response = await post(scene.gateway, { headers });
    expect([response.status, (await errorOf(response)).code]).toEqual([status, code]);
  });

  it.each([
    ['POST', '/assistants', 404, 'not_found'],
    ['POST', '/chat/completions/', 200, undefined],
    ['POST', '/chat/completionz', 404, 'not_found'],
    ['GET', '/chat/completions', 405, 'method_not_allowed'],
    ['DELETE', '/models', 405, 'method_not_allowed'],
    ['GET', '/models/', 200, undefined],
    ['GET', '/models/nope', 404, 'model_not_found'],
  ])('%s %s is %i', async (method, path, status, code) => {
    const { gateway } = scene;
    const response = await fetch(gateway.baseUrl + path, {
      method,
      headers: { authorization: `Bearer ${gateway.key}` },
      ...(method === 'POST' ? { body: chatBody() } : {}),
    });
    expect(response.status).toBe(status);
    if (code !== undefined) expect((await errorOf(response)).code).toBe(code);
    if (status === 405) expect(response.headers.get('allow')).toBe(method === 'GET' ? 'POST' : 'GET, HEAD');
  });

  it('are metered once a key is known, and name no model that callers invent', async () => {
    const { gateway } = scene;
    await post(gateway, as('tg_nonsense'));
    expect(gateway.recorder.events).toEqual([]);
    await post(gateway, { body: '{' });
    expect(gateway.recorder.only).toMatchObject({
      status: 'refused',
      httpStatus: 400,
      errorCode: 'malformed_json',
      requestedModel: 'unknown',
      costState: 'not_billed',
      tags: null,
      attribution: { tenantId, keyId },
    });
    gateway.recorder.events.length = 0;
    await post(gateway, { body: chatBody({ model: 'invented-by-caller' }), headers: { 'x-tollgate-tags': 'a=b' } });
    expect(gateway.recorder.only).toMatchObject({
      status: 'refused',
      httpStatus: 404,
      errorCode: 'model_not_found',
      requestedModel: 'unknown',
      provider: null,
      costState: 'not_billed',
      usageSource: 'none',
      attempts: 0,
      tags: { a: 'b' },
      attribution: { tenantId, keyId },
    });
    expect(gateway.recorder.holds).toEqual([]);
  });
});

describe('a caller who cannot be told', () => {
  /** Answers whose head fails as many times. */
  async function callWith(failures: number) {
    const scene = await openScene();
    const told: (number | string)[] = [];
    const responder: GatewayResponder = {
      start: (status) => {
        told.push(status);
        if (told.length <= failures) throw new TypeError('Invalid character in header content');
      },
      write: () => true,
      end: (bytes) => told.push(JSON.parse(bytes?.toString() ?? '{}').error?.code ?? ''),
      breakOff: () => told.push('broken off'),
      onDrain: () => {},
      onClose: () => {},
    };
    await handleGatewayCall(scene.gateway.runtime, embeddingRequest('m', 'x'), responder);
    expect(scene.gateway.runtime.running.size).toBe(0);
    await scene.stop();
    return told;
  }

  it('is cut off, and the process lives on', async () => {
    expect(await callWith(0)).toEqual([401, 'missing_key']);
    expect(await callWith(1)).toEqual([401, 'broken off']);
  });
});

describe.each(lanes)('[GW-1] the models of the %s', (lane) => {
  it('are listed for the key that asks', async () => {
    const { gateway, stop } = await openScene({ lane });
    const response = await fetch(`${gateway.baseUrl}/models`, { headers: { authorization: `Bearer ${gateway.key}` } });
    expect(await response.json()).toEqual({
      object: 'list',
      data: [{ id: 'gpt-4o-mini', object: 'model', created: 0, owned_by: 'openai-compatible' }],
    });
    const one = await fetch(`${gateway.baseUrl}/models/upstream%2Fgpt-4o-mini`, { headers: { authorization: `Bearer ${gateway.key}` } });
    expect(await one.json()).toMatchObject({ id: 'upstream/gpt-4o-mini', owned_by: 'openai-compatible' });
    const head = await fetch(`${gateway.baseUrl}/models`, { method: 'HEAD', headers: { authorization: `Bearer ${gateway.key}` } });
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect((await fetch(`${gateway.baseUrl}/models`)).status).toBe(401);
    await stop();
  });
});
