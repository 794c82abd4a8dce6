import { describe, expect, it } from 'vitest';
import { TargetState } from './target-state.ts';

const limit = { concurrencyMax: 1, whenFull: 'wait' } as const;
const newState = () => new TargetState('t', 'c', 'm');

describe('[GW-5] the places of a target', () => {
  it('are given in the order of waiting, each to one', async () => {
    const state = newState();
    state.enter(0);
    expect([state.isFull(limit), state.isFull({ ...limit, concurrencyMax: 2 }), state.isFull(null)]).toEqual([true, false, false]);
    const order: string[] = [];
    const waits = ['a', 'b'].map((name) => state.wait(limit, 1_000).entered.then(() => order.push(name)));
    expect(state.waiting).toBe(2);
    state.leave(1);
    await waits[0];
    expect([order, state.running, state.waiting]).toEqual([['a'], 1, 1]);
    state.leave(2);
    await waits[1];
    state.leave(3);
    expect([order, state.running, state.waiting]).toEqual([['a', 'b'], 0, 0]);
  });

  it('are waited for no longer than said, and by no more than the queue holds', async () => {
    const state = newState();
    state.enter(0);
    await expect(state.wait(limit, 5).entered).rejects.toMatchObject({ code: 'too_many_in_flight' });
    const waits = Array.from({ length: 64 }, () => state.wait(limit, 20).entered.catch(() => 'late'));
    await expect(state.wait(limit, 1_000).entered).rejects.toMatchObject({ code: 'too_many_in_flight' });
    expect(await Promise.all(waits)).toEqual(Array.from({ length: 64 }, () => 'late'));
    expect([state.running, state.waiting]).toEqual([1, 0]);
  });

  it('come back from whoever leaves while waiting, or between getting one and hearing of it', async () => {
    const state = newState();
    state.enter(0);
    const left = state.wait(limit, 1_000);
    left.leave();
    await expect(left.entered).rejects.toMatchObject({ code: 'too_many_in_flight' });
    const stopped = state.wait(limit, 1_000);
    state.leave(1);
    stopped.leave();
    await stopped.entered;
    expect([state.running, state.waiting]).toEqual([0, 0]);
  });
});

describe('what is known of a target', () => {
  it('counts the last five minutes, and forgets what is older', () => {
    const state = newState();
    state.succeeded(100, 20, 1_000);
    state.failed({ kind: 'server_error', code: 'provider_error', elapsedMs: 900, atMs: 5 }, 61_000);
    expect(state.recent.read(62_000)).toMatchObject({ attempts: 2, faults: 1, byKind: { server_error: 1 } });
    expect(state.recent.read(302_000)).toMatchObject({ attempts: 1, faults: 1, latency: {} });
    expect(state.recent.read(3_000_000)).toMatchObject({ attempts: 0, faults: 0 });
    expect(state.lastFault).toEqual({ code: 'provider_error', atMs: 5 });
  });

  it('expects more of a target that is busy, and nothing good of one that just hung', () => {
    const state = newState();
    expect(state.expectedMs(true, 0)).toBeNull();
    state.succeeded(100, 20, 0);
    expect([state.expectedMs(true, 0), state.expectedMs(false, 0)]).toEqual([20, 100]);
    state.enter(0);
    expect(state.expectedMs(false, 0)).toBe(200);
    state.failed({ kind: 'silent', code: 'provider_timeout', elapsedMs: 30_000, atMs: 0 }, 0);
    expect(state.expectedMs(true, 0)).toBe(60_000);
  });
});
