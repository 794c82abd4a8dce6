import { afterEach, describe, expect, it } from 'vitest';
import { midway, openRealtime, type RealtimeScene, responseNanoUsd } from './support/realtime-scene.ts';
import type { TestGatewayOptions } from './support/test-gateway.ts';

let scene: RealtimeScene | undefined;
afterEach(async () => {
  await scene?.stop();
  scene = undefined;
});

/** A scene whose session with that model is in the middle of its first response. */
async function openMidway(model: string, options: TestGatewayOptions = {}) {
  scene = await openRealtime(options);
  const session = await midway(scene, model);
  return { session, recorder: scene.gateway.recorder, simulator: scene.simulator, gateway: scene.gateway };
}

describe('[GW-9] [GW-5] a provider that fails in a session', () => {
  it('is told by an event and a close code when its connection breaks, and what it may bill is estimated', async () => {
    const { session, recorder } = await openMidway('sim-cut');
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
    const { session, recorder } = await openMidway('sim-truncated');
    expect(await session.closed).toEqual({ code: 1001, reason: 'session expired' });
    expect(recorder.events).toMatchObject([
      { status: 'failed', errorCode: 'stream_interrupted', usageSource: 'counted' },
      { status: 'succeeded' },
    ]);
  });

  it('is hung up on when it falls silent', async () => {
    const { session, recorder, simulator } = await openMidway('sim-stall', { settings: { idleMs: 300, sessionFarewellMs: 100 } });
    expect(await session.closed).toMatchObject({ code: 1011, reason: expect.stringContaining('provider_timeout') });
    expect(recorder.events).toMatchObject([
      { status: 'failed', errorCode: 'provider_timeout', usageSource: 'counted' },
      { status: 'failed' },
    ]);
    expect(await simulator.last.closed).toMatchObject({ code: 1000 });
  });

  it('passes on what is no JSON', async () => {
    const { session, recorder } = await openMidway('sim-malformed');
    await session.until('response.done');
    expect(session.received.some(({ data }) => data.toString() === '{"type":"response.output_text.delta", no')).toBe(true);
    expect(recorder.only).toMatchObject({ status: 'succeeded', costNanoUsd: responseNanoUsd });
  });

  it('ends the session with a message that is too large', async () => {
    const { session, recorder } = await openMidway('sim-huge', { settings: { sessionFarewellMs: 100 } });
    expect(await session.closed).toMatchObject({ code: 1011 });
    expect(session.events.at(-1)).toMatchObject({ type: 'error', error: { code: 'provider_error' } });
    expect(recorder.events).toHaveLength(2);
  });

  it('is estimated where it counts nothing, and free where it failed', async () => {
    const { session, recorder } = await openMidway('sim-no-usage');
    await session.until('response.done');
    expect(recorder.only).toMatchObject({ status: 'succeeded', usageSource: 'counted', costState: 'priced' });
    await scene?.stop();
    const failed = await openMidway('sim-failed');
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
    const { session, recorder, simulator } = await openMidway('sim-stall', { settings: { sessionFarewellMs: 100 } });
    // Until it is silent it would still say what it counted.
    await new Promise((resolve) => setTimeout(resolve, 100));
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
    const { session, recorder, gateway, simulator } = await openMidway('sim-stall', { settings: { sessionFarewellMs: 100 } });
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
    for (let at = 0; at < 30; at += 1) session.send({ type: 'input_audio_buffer.append', audio: sound });
    await new Promise((resolve) => setTimeout(resolve, 500));
    // What is in flight fits into the buffers of two connections and ours; the rest waits at the caller.
    expect(session.socket.bufferedAmount).toBeGreaterThan(4_000_000);
    scene.simulator.last.socket.resume();
    for (const end = Date.now() + 20_000; scene.simulator.last.received.length < 30 && Date.now() < end; )
      await new Promise((resolve) => setTimeout(resolve, 10));
    expect(scene.simulator.last.received).toHaveLength(30);
  });

  it('holds the provider back who sends faster than the caller reads, and gives the caller up who reads nothing', async () => {
    scene = await openRealtime({ settings: { idleMs: 400, sessionFarewellMs: 100 } });
    const { simulator, gateway } = scene;
    simulator.pieces = Array.from({ length: 40 }, () => 'x'.repeat(1_000_000));
    const session = scene.open();
    await session.opened;
    session.send({ type: 'response.create' });
    await session.until('response.created');
    session.socket.pause();
    const events = await gateway.recorder.untilEvents(2, 8_000);
    expect(events.at(-1)).toMatchObject({ protocol: 'openai.realtime_session', status: 'cancelled' });
    expect(gateway.runtime.running.size).toBe(0);
    await simulator.last.closed;
  });
});
