import { afterEach, describe, expect, it } from 'vitest';
import { openRealtime, type RealtimeScene, responseNanoUsd } from './support/realtime-scene.ts';
import { connectionTo, tenantId } from './support/test-gateway.ts';

let scene: RealtimeScene | undefined;
afterEach(async () => {
  await scene?.stop();
  scene = undefined;
});

describe('[GW-9] a realtime session', () => {
  it('passes messages both ways as they are, and settles each response exactly before its last event', async () => {
    scene = await openRealtime();
    const { gateway, simulator } = scene;
    const session = scene.open();
    await session.opened;
    await session.until('session.created');
    // Whatever stands in them, bytes are bytes.
    const odd = '{"type" : "conversation.item.create","item":{"type":"message","größe":1.50e3}}';
    session.socket.send(Buffer.from(odd), { binary: false }, () => {});
    session.socket.send(Buffer.from([0, 255, 1, 2]), { binary: true }, () => {});
    session.socket.send(Buffer.from('no json'), { binary: false }, () => {});
    session.send({ type: 'response.create', event_id: 'mine' });
    await session.until('response.done');
    expect(simulator.last.received.map(({ data }) => data.toString('latin1')).slice(0, 3)).toEqual([
      Buffer.from(odd).toString('latin1'),
      '\u0000ÿ\u0001\u0002',
      'no json',
    ]);
    expect(simulator.last.received.map(({ isBinary }) => isBinary)).toEqual([false, true, false, false]);
    expect(simulator.last.path).toBe('/v1/realtime?model=gpt-realtime');
    expect(simulator.last.headers.authorization).toBe('Bearer sk-upstream-secret');
    const [response] = gateway.recorder.events;
    expect(gateway.recorder.events).toHaveLength(1);
    expect(response).toMatchObject({
      protocol: 'openai.realtime',
      status: 'succeeded',
      httpStatus: 101,
      usageSource: 'provider',
      usage: { input: 68, cacheRead: 64, output: 121 },
      costState: 'priced',
      costNanoUsd: responseNanoUsd,
      overrunNanoUsd: 0n,
      attempts: 1,
    });
    expect(response?.firstTokenMs).not.toBeNull();
    session.socket.close(1000, Buffer.from('bye'));
    expect(await simulator.last.closed).toEqual({ code: 1000, reason: 'bye' });
    const events = await gateway.recorder.untilEvents(2);
    expect(events[1]).toMatchObject({ protocol: 'openai.realtime_session', status: 'succeeded', costState: 'not_billed', costNanoUsd: 0n });
    // Every event has a hold of its own, and the session's own came before anything was sent.
    expect(new Set(gateway.recorder.holds.map(({ id }) => id))).toEqual(new Set(events.map(({ id }) => id)));
    expect(gateway.recorder.holds[0]?.id).toBe(events[1]?.id);
    expect(response?.tags).toEqual({ realtime_session: expect.stringMatching(/^req_/) });
    for (const hold of gateway.recorder.holds) expect(hold.boundNanoUsd).toBeGreaterThan(responseNanoUsd);
  });

  it('agrees on the subprotocol that the provider chose, and keeps the caller’s key to itself', async () => {
    scene = await openRealtime();
    const protocols = ['realtime', `openai-insecure-api-key.${scene.gateway.key}`, 'openai-beta.realtime-v1', 'openai-project.mine'];
    const session = scene.open({ protocols, headers: { 'openai-beta': 'realtime=v1' } });
    await session.opened;
    expect(session.socket.protocol).toBe('realtime');
    const { headers } = scene.simulator.last;
    expect(headers['sec-websocket-protocol']).toBe('realtime,openai-beta.realtime-v1');
    expect(headers['openai-beta']).toBe('realtime=v1');
    expect(JSON.stringify(headers)).not.toContain(scene.gateway.key);
  });

  it('lets no name that a caller made up become a header', async () => {
    scene = await openRealtime();
    const { gateway, provider } = scene;
    gateway.snapshot.setConnections(tenantId, [connectionTo(`http://127.0.0.1:${provider.port}`, { models: [] })]);
    const session = scene.open({ model: 'upstream/x\r\nset-cookie: stolen=1' });
    const headers = new Promise<object>((resolve) => session.socket.on('upgrade', (response) => resolve(response.headers)));
    await session.opened;
    expect(Object.keys(await headers)).toContain('x-request-id');
    expect(Object.keys(await headers)).not.toContain('set-cookie');
  });

  it('passes pings, pongs, close codes and reasons both ways', async () => {
    scene = await openRealtime();
    const session = scene.open();
    await session.opened;
    const { simulator } = scene;
    const pinged = new Promise((resolve) => simulator.last.socket.once('ping', (data) => resolve(data.toString())));
    const ponged = new Promise((resolve) => session.socket.once('pong', (data) => resolve(data.toString())));
    session.socket.ping(Buffer.from('are you there?'));
    expect([await pinged, await ponged]).toEqual(['are you there?', 'are you there?']);
    const answered = new Promise((resolve) => simulator.last.socket.once('pong', (data) => resolve(data.toString())));
    simulator.last.socket.ping(Buffer.from('and you?'));
    expect(await answered).toBe('and you?');
    simulator.last.socket.close(4321, Buffer.from('grüße'));
    expect(await session.closed).toEqual({ code: 4321, reason: 'grüße' });
    expect(scene.gateway.recorder.only).toMatchObject({ status: 'failed', errorCode: 'provider_error', costNanoUsd: 0n });
  });

  it('takes messages in fragments for the messages they are', async () => {
    scene = await openRealtime();
    const session = scene.open();
    await session.opened;
    const sender = session.socket;
    const fragment = (text: string, fin: boolean) =>
      Reflect.apply(sender.send, sender, [Buffer.from(text), { binary: false, fin }, () => {}]);
    fragment('{"type":"response', false);
    fragment('.create"}', true);
    await session.until('response.done');
    expect(scene.simulator.last.received.map(({ data }) => data.toString())).toEqual(['{"type":"response.create"}']);
    expect(scene.gateway.recorder.only).toMatchObject({ costNanoUsd: responseNanoUsd });
  });

  it('settles a response that the provider began by itself, and the one after it', async () => {
    scene = await openRealtime();
    const session = scene.open();
    await session.opened;
    const say = (byte: number) => session.send({ type: 'input_audio_buffer.append', audio: Buffer.alloc(4_800, byte).toString('base64') });
    for (const round of [1, 2]) {
      say(7);
      say(0);
      await session.until('response.done', round);
    }
    const events = scene.gateway.recorder.events;
    expect(events).toMatchObject([{ costNanoUsd: responseNanoUsd }, { costNanoUsd: responseNanoUsd }]);
    expect(new Set(events.map(({ id }) => id)).size).toBe(2);
  });

  it('books an order that the provider refused as failed, and bills nothing', async () => {
    scene = await openRealtime();
    scene.simulator.pauseMs = 20;
    const session = scene.open();
    await session.opened;
    session.send({ type: 'response.create', event_id: 'first' });
    session.send({ type: 'response.create', event_id: 'second' });
    await session.until('response.done');
    expect(scene.gateway.recorder.events).toMatchObject([
      { status: 'failed', errorCode: 'provider_rejected', costState: 'not_billed' },
      { status: 'succeeded', costNanoUsd: responseNanoUsd },
    ]);
  });

  it('cancels at the caller’s word, and charges what was counted', async () => {
    scene = await openRealtime();
    scene.simulator.pauseMs = 30;
    const session = scene.open();
    await session.opened;
    session.send({ type: 'response.create' });
    await session.until('response.output_text.delta');
    session.send({ type: 'response.cancel' });
    await session.until('response.done');
    expect(scene.gateway.recorder.only).toMatchObject({ status: 'cancelled', usageSource: 'provider', costNanoUsd: responseNanoUsd });
  });
});

describe('[GW-9] [GW-3] sessions at Azure', () => {
  it.each([
    [{}, '/openai/v1/realtime?model=our%20voice'],
    [{ api_version: 'preview' }, '/openai/v1/realtime?api-version=preview&model=our%20voice'],
    [{ api_version: '2024-10-01-preview' }, '/openai/realtime?api-version=2024-10-01-preview&deployment=our%20voice'],
  ])('are opened with %j at %s', async (settings, path) => {
    scene = await openRealtime();
    const { gateway, provider, simulator } = scene;
    const connection = connectionTo(`http://127.0.0.1:${provider.port}`, { provider: 'azure', models: ['gpt-realtime'], settings });
    gateway.snapshot.setConnections(tenantId, [
      { ...connection, baseUrl: `http://127.0.0.1:${provider.port}`, modelNames: { 'gpt-realtime': 'our voice' } },
    ]);
    const session = scene.open();
    await session.opened;
    expect(simulator.last.path).toBe(path);
    expect(simulator.last.headers['api-key']).toBe('sk-upstream-secret');
    expect(simulator.last.headers.authorization).toBeUndefined();
  });
});
