import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openScene } from './support/call.ts';
import { openRealtime, type RealtimeScene } from './support/realtime-scene.ts';
import { connectionTo, keyId, tenantId } from './support/test-gateway.ts';

describe('[GW-9] [GW-10] a session that does not come about', () => {
  let scene: RealtimeScene;
  beforeAll(async () => {
    scene = await openRealtime({ settings: { attemptsMax: 1, sessionOpenMs: 300 } });
  });
  afterAll(() => scene.stop());
  beforeEach(() => {
    scene.gateway.recorder.events.length = 0;
    scene.gateway.recorder.holds.length = 0;
    scene.simulator.sessions.length = 0;
  });

  /** The refusal that the caller got in place of a 101. */
  async function refusal(options: Parameters<RealtimeScene['open']>[0]) {
    const session = scene.open(options);
    await expect(session.opened).rejects.toThrow();
    const { refused } = session;
    if (refused === undefined) throw new Error('There was no answer by HTTP');
    return { status: refused.status, headers: refused.headers, error: JSON.parse(refused.body).error };
  }

  it('says 401 without a key, and with one that nobody has', async () => {
    const none = await refusal({ headers: {} });
    expect([none.status, none.error.code]).toEqual([401, 'missing_key']);
    expect(none.headers['x-request-id']).toBe(none.error.request_id);
    const wrong = await refusal({ headers: {}, protocols: ['realtime', 'openai-insecure-api-key.sk-nobody'] });
    expect([wrong.status, wrong.error.code]).toEqual([401, 'invalid_key']);
    expect(scene.gateway.recorder.events).toEqual([]);
  });

  it('says 404 for a model that nobody serves and 403 for one that the key may not use, with one event each', async () => {
    expect((await refusal({ model: 'nothing' })).error.code).toBe('model_not_found');
    const key = scene.gateway.snapshot.addKey({ tenantId, keyId, allowedModels: new Set(['other']) });
    const denied = await refusal({ headers: { authorization: `Bearer ${key}` } });
    expect([denied.status, denied.error.code]).toEqual([403, 'model_not_allowed']);
    expect(scene.gateway.recorder.events).toMatchObject([
      { status: 'refused', httpStatus: 404, requestedModel: 'unknown', protocol: 'openai.realtime_session' },
      { status: 'refused', httpStatus: 403 },
    ]);
    expect(scene.simulator.sessions).toEqual([]);
  });

  it('says 400 where the URL names no model', async () => {
    const { status, error } = await refusal({ model: '' });
    expect([status, error.code, error.param]).toEqual([400, 'invalid_request', 'model']);
  });

  it.each([
    ['rate-limited', 429, 'provider_rate_limited'],
    ['server-error', 502, 'provider_error'],
    ['unauthorized', 502, 'provider_credentials_rejected'],
    ['reset', 502, 'provider_unreachable'],
    ['silent', 502, 'provider_unreachable'],
  ])('tells a provider that answers the upgrade with %s by status %i, and bills nothing', async (fault, status, code) => {
    const told = await refusal({ model: `sim-${fault}` });
    expect([told.status, told.error.code]).toEqual([status, code]);
    expect(JSON.stringify(told.error)).not.toContain('sk-upstream-secret');
    expect(scene.gateway.recorder.only).toMatchObject({ status: 'failed', errorCode: code, costState: 'not_billed', costNanoUsd: 0n });
    expect(scene.gateway.recorder.holds).toHaveLength(1);
  });

  it('goes to the next connection when the first one refuses, unseen', async () => {
    const { gateway, provider, simulator } = scene;
    const tenant = gateway.snapshot.tenant(tenantId);
    const address = `http://127.0.0.1:${provider.port}`;
    const other = { connectionId: '01936b1e-7a00-7000-8000-0000000000c9', name: 'other', models: ['shared'] };
    gateway.snapshot.setConnections(tenantId, [
      connectionTo(address, { models: ['shared'], modelNames: { shared: 'sim-server-error' } }),
      connectionTo(address, { ...other, modelNames: { shared: 'gpt-realtime' } }),
    ]);
    const two = await openRealtime();
    two.gateway.snapshot.setConnections(tenantId, gateway.snapshot.tenant(tenantId)?.connections ?? []);
    const session = two.open({ model: 'shared' });
    await session.opened;
    await session.until('session.created');
    expect(simulator.last.path).toBe('/v1/realtime?model=gpt-realtime');
    await two.stop();
    gateway.snapshot.setConnections(tenantId, tenant?.connections ?? []);
  });

  it('refuses addresses that connections may not have', async () => {
    const guarded = await openRealtime({ allowedPrivateNetworks: ['10.0.0.0/8'], settings: { attemptsMax: 1 } });
    const session = guarded.open();
    await expect(session.opened).rejects.toThrow('address_not_allowed');
    expect(guarded.simulator.sessions).toEqual([]);
    await guarded.stop();
  });

  it('says 426 to whoever asks without an upgrade, in both lanes', async () => {
    const headers = { authorization: `Bearer ${scene.gateway.key}` };
    const plain = await fetch(`${scene.gateway.baseUrl}/realtime?model=gpt-realtime`, { headers });
    expect(plain.status).toBe(426);
    expect(plain.headers.get('upgrade')).toBe('websocket');
    expect(await plain.json()).toMatchObject({ error: { code: 'upgrade_required' } });
    const web = await openScene({ lane: 'web lane' });
    const there = await fetch(`${web.gateway.baseUrl}/realtime?model=gpt-4o-mini`, {
      headers: { authorization: `Bearer ${web.gateway.key}` },
    });
    expect(there.status).toBe(426);
    await web.stop();
  });

  /** The status line that raw bytes are answered with. */
  const statusOf = (request: string): Promise<string> =>
    new Promise((resolve) => {
      let answer = '';
      const socket = connect(scene.gateway.port, '127.0.0.1', () => socket.write(request));
      socket.on('data', (chunk) => {
        answer += chunk.toString();
      });
      socket.on('close', () => resolve(answer.split('\r\n', 1)[0] ?? ''));
      socket.on('error', () => resolve('error'));
    });
  const upgrade = (path: string, more: string) =>
    statusOf(
      `GET ${path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${scene.gateway.key}\r\nconnection: upgrade\r\nupgrade: websocket\r\n${more}\r\n`,
    );

  it('refuses handshakes that are none, and paths that are no WebSockets', async () => {
    const key = 'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n';
    expect(await upgrade('/api/v1/realtime?model=gpt-realtime', `${key}sec-websocket-version: 8\r\n`)).toBe(
      'HTTP/1.1 426 Upgrade Required',
    );
    expect(await upgrade('/api/v1/realtime?model=gpt-realtime', 'sec-websocket-version: 13\r\n')).toBe('HTTP/1.1 400 Bad Request');
    expect(await upgrade('/api/v1/models', `${key}sec-websocket-version: 13\r\n`)).toBe('HTTP/1.1 400 Bad Request');
    expect(scene.gateway.recorder.events).toEqual([]);
  });
});
