import { afterEach, describe, expect, it } from 'vitest';
import { openRealtime, type RealtimeScene, responseNanoUsd } from './support/realtime-scene.ts';
import type { TestGatewayOptions } from './support/test-gateway.ts';

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

/** Opens a session and waits until its first response is in the middle. */
async function midway(model: string, options: TestGatewayOptions = {}) {
  scene = await openRealtime(options);
  const session = scene.open({ model });
  await session.opened;
  session.send({ type: 'response.create' });
  await session.until('response.output_text.delta');
  return { session, recorder: scene.gateway.recorder, simulator: scene.simulator, gateway: scene.gateway };
}

describe('[GW-9] [GW-5] a provider that fails in a session', () => {
  it('is told by an event and a close code when its connection breaks, and what it may bill is estimated', async () => {
    const { session, recorder } = await midway('sim-cut');
    expect(await session.closed).toMatchObject({ code: 1011, reason: expect.stringContaining('provider_error') });
    expect(session.events.at(-1)).toMatchObject({ type: 'error', error: { code: 'provider_error', request_id: expect.any(String) } });
    const [response, whole] = recorder.events;
    expect(recorder.events).toHaveLength(2);
    expect(response).toMatchObject({ status: 'failed', errorCode: 'provider_error', usageSource: 'counted', costState: 'priced' });
    expect(response?.costNanoUsd).toBeGreaterThan(0n);
    expect(response?.costNanoUsd).toBeLessThanOrEqual(response?.boundNanoUsd ?? 0n);
    expect(whole).toMatchObject({ protocol: 'openai.realtime_session', status: 'failed', costNanoUsd: 0n });
  });

  it('is passed on when it says goodbye in the middle', async () => {
    const { session, recorder } = await midway('sim-truncated');
    expect(await session.closed).toEqual({ code: 1001, reason: 'session expired' });
    expect(recorder.events).toMatchObject([
      { status: 'failed', errorCode: 'stream_interrupted', usageSource: 'counted' },
      { status: 'succeeded' },
    ]);
  });

  it('is hung up on when it falls silent', async () => {
    const { session, recorder, simulator } = await midway('sim-stall', { settings: { idleMs: 300, sessionFarewellMs: 100 } });
    expect(await session.closed).toMatchObject({ code: 1011, reason: expect.stringContaining('provider_timeout') });
    expect(recorder.events).toMatchObject([
      { status: 'failed', errorCode: 'provider_timeout', usageSource: 'counted' },
      { status: 'failed' },
    ]);
    expect(await simulator.last.closed).toMatchObject({ code: 1000 });
  });

  it('passes on what is no JSON', async () => {
    const { session, recorder } = await midway('sim-malformed');
    await session.until('response.done');
    expect(session.received.some(({ data }) => data.toString() === '{"type":"response.output_text.delta", no')).toBe(true);
    expect(recorder.only).toMatchObject({ status: 'succeeded', costNanoUsd: responseNanoUsd });
  });

  it('ends the session with a message that is too large', async () => {
    const { session, recorder } = await midway('sim-huge', { settings: { sessionFarewellMs: 100 } });
    expect(await session.closed).toMatchObject({ code: 1011 });
    expect(session.events.at(-1)).toMatchObject({ type: 'error', error: { code: 'provider_error' } });
    expect(recorder.events).toHaveLength(2);
  });

  it('is estimated where it counts nothing, and free where it failed', async () => {
    const { session, recorder } = await midway('sim-no-usage');
    await session.until('response.done');
    expect(recorder.only).toMatchObject({ status: 'succeeded', usageSource: 'counted', costState: 'priced' });
    await scene?.stop();
    const failed = await midway('sim-failed');
    await failed.session.until('response.done');
    expect(failed.recorder.only).toMatchObject({ status: 'failed', usageSource: 'none', costState: 'not_billed' });
  });
});

describe('[GW-9] the end of a session', () => {
  it.each(['session.created', 'response.created', 'response.output_text.delta', 'response.done'])(
    'comes to the provider when the caller vanishes after %s, and every call is settled once',
    async (type) => {
      scene = await openRealtime();
      scene.simulator.pauseMs = 15;
      const session = scene.open();
      await session.opened;
      if (type !== 'session.created') session.send({ type: 'response.create' });
      await session.until(type);
      session.socket.terminate();
      await scene.simulator.last.closed;
      const hasResponse = type !== 'session.created';
      const events = await scene.gateway.recorder.untilEvents(hasResponse ? 2 : 1);
      expect(events.at(-1)).toMatchObject({ protocol: 'openai.realtime_session', status: 'cancelled', costNanoUsd: 0n });
      // The provider was asked to stop, and said what it had used by then.
      if (hasResponse) expect(events[0]).toMatchObject({ usageSource: 'provider', costNanoUsd: responseNanoUsd });
      expect(events[0]?.status).toBe(type === 'response.done' ? 'succeeded' : 'cancelled');
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(scene.gateway.recorder.events).toHaveLength(hasResponse ? 2 : 1);
      expect(scene.gateway.runtime.running.size).toBe(0);
      expect(scene.gateway.runtime.gate.size).toBe(0);
    },
  );

  it('does not wait for the count of a provider that is silent', async () => {
    const { session, recorder, simulator } = await midway('sim-stall', { settings: { sessionFarewellMs: 100 } });
    session.socket.close(1000, Buffer.from('enough'));
    expect(await simulator.last.closed).toEqual({ code: 1000, reason: 'enough' });
    const events = await recorder.untilEvents(2);
    expect(events).toMatchObject([{ status: 'cancelled', usageSource: 'counted' }, { status: 'succeeded' }]);
  });

  it('comes by itself when nobody says anything, and when it has lasted long enough', async () => {
    scene = await openRealtime({ settings: { sessionIdleMs: 200 } });
    const idle = scene.open();
    await idle.opened;
    expect(await idle.closed).toMatchObject({ code: 1001, reason: expect.stringContaining('deadline_exceeded') });
    const short = scene.open({ headers: { authorization: `Bearer ${scene.gateway.key}`, 'x-tollgate-timeout': '0.15' } });
    await short.opened;
    expect(await short.closed).toMatchObject({ code: 1001 });
    expect(scene.gateway.recorder.events).toMatchObject([{ errorCode: 'deadline_exceeded' }, { errorCode: 'deadline_exceeded' }]);
  });

  it('is explicit at a shutdown, and what was under way is booked as interrupted', async () => {
    const { session, recorder, gateway, simulator } = await midway('sim-stall', { settings: { sessionFarewellMs: 100 } });
    await gateway.drain(50);
    expect(await session.closed).toMatchObject({ code: 1001, reason: expect.stringContaining('draining') });
    expect(session.events.at(-1)).toMatchObject({ type: 'error', error: { code: 'draining' } });
    expect(recorder.events).toMatchObject([{ status: 'interrupted' }, { status: 'interrupted', protocol: 'openai.realtime_session' }]);
    await simulator.last.closed;
    const late = scene?.open();
    await expect(late?.opened).rejects.toThrow('draining');
  });

  it('refuses a message of the caller’s that is too large', async () => {
    scene = await openRealtime({ settings: { sessionMessageBytesMax: 10_000 } });
    const session = scene.open();
    await session.opened;
    session.send({ type: 'x', filler: 'x'.repeat(20_000) });
    expect(await session.closed).toMatchObject({ code: 1009 });
    await scene.simulator.last.closed;
    expect(scene.gateway.recorder.only).toMatchObject({ status: 'failed', errorCode: 'body_too_large' });
  });

  it('follows within two seconds when the key is taken back', async () => {
    scene = await openRealtime();
    const { gateway } = scene;
    const session = scene.open();
    await session.opened;
    gateway.snapshot.disableKey(gateway.key);
    expect(await session.closed).toMatchObject({ code: 1008, reason: expect.stringContaining('key_disabled') });
    expect(gateway.recorder.only).toMatchObject({ status: 'failed', errorCode: 'key_disabled' });
  });

  it('holds a caller back who sends faster than the provider reads', async () => {
    scene = await openRealtime();
    const session = scene.open({ model: 'sim-slow-reader' });
    await session.opened;
    const sound = Buffer.alloc(500_000, 1).toString('base64');
    for (let at = 0; at < 60; at += 1) session.send({ type: 'input_audio_buffer.append', audio: sound });
    await new Promise((resolve) => setTimeout(resolve, 500));
    // What is in flight fits into the buffers of two connections and ours; the rest waits at the caller.
    expect(session.socket.bufferedAmount).toBeGreaterThan(10_000_000);
    scene.simulator.last.socket.resume();
    for (const end = Date.now() + 5_000; scene.simulator.last.received.length < 60 && Date.now() < end; )
      await new Promise((resolve) => setTimeout(resolve, 10));
    expect(scene.simulator.last.received).toHaveLength(60);
  });
});
