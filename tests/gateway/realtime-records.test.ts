import { afterEach, describe, expect, it } from 'vitest';
import { openRealtime, type RealtimeScene, responseNanoUsd } from './support/realtime-scene.ts';

let scene: RealtimeScene | undefined;
afterEach(async () => {
  await scene?.stop();
  scene = undefined;
});

describe('[GW-9] the records of a session', () => {
  it('are in the database before anything goes up where the process keeps no journal', async () => {
    scene = await openRealtime();
    const { recorder } = scene.gateway;
    recorder.isDirect = true;
    const session = scene.open();
    await session.opened;
    const { received } = scene.simulator.last;
    const sent = () => received.length;
    const order: string[] = [];
    recorder.onRecord = (kind, id) => order.push(`${kind} ${id} with ${sent()} sent`);
    session.send({ type: 'response.create' });
    await session.until('response.done');
    const [hold, settlement] = order;
    expect(hold).toMatch(/^hold .* with 0 sent$/);
    expect(settlement).toMatch(/^settle .* with 1 sent$/);
    expect(recorder.only).toMatchObject({ costNanoUsd: responseNanoUsd });
  });

  it('stop what cannot be recorded from going up', async () => {
    scene = await openRealtime();
    const session = scene.open();
    await session.opened;
    scene.gateway.recorder.failsHold = true;
    session.send({ type: 'response.create' });
    expect(await session.closed).toMatchObject({ code: 1013, reason: expect.stringContaining('journal_unavailable') });
    expect(scene.simulator.last.received).toEqual([]);
    expect(scene.gateway.recorder.events).toMatchObject([{ status: 'refused' }, { status: 'failed', errorCode: 'journal_unavailable' }]);
  });

  it('keep the end of a response from the caller that could not be settled', async () => {
    scene = await openRealtime();
    const session = scene.open();
    await session.opened;
    session.send({ type: 'response.create' });
    await session.until('response.created');
    scene.gateway.recorder.failsSettle = true;
    expect(await session.closed).toMatchObject({ code: 1013 });
    expect(session.events.some(({ type }) => type === 'response.done')).toBe(false);
    expect(scene.gateway.runtime.metrics.settleFailures).toBeGreaterThan(0);
  });

  it('are written anew from time to time, under the same id', async () => {
    scene = await openRealtime({ settings: { sessionRenewMs: 100 } });
    const session = scene.open();
    await session.opened;
    const { holds } = scene.gateway.recorder;
    for (const end = Date.now() + 4_000; holds.length < 2 && Date.now() < end; ) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(holds.length).toBeGreaterThanOrEqual(2);
    expect(new Set(holds.map(({ id, boundNanoUsd }) => `${id} ${boundNanoUsd}`)).size).toBe(1);
  });

  it('leave nothing held when the caller goes while a hold is being written', async () => {
    scene = await openRealtime();
    const { recorder } = scene.gateway;
    const session = scene.open();
    await session.opened;
    recorder.isDirect = true;
    session.send({ type: 'response.create' });
    session.socket.terminate();
    await scene.simulator.last.closed;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(new Set(recorder.events.map(({ id }) => id))).toEqual(new Set(recorder.holds.map(({ id }) => id)));
    // The last word about each call is its settlement.
    expect(recorder.events).toHaveLength(new Set(recorder.holds.map(({ id }) => id)).size);
    expect(scene.gateway.runtime.running.size).toBe(0);
  });
});
