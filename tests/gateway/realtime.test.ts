import { afterEach, describe, expect, it } from 'vitest';
import { openRealtime, type RealtimeScene, responseNanoUsd } from './support/realtime-scene.ts';

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
});
