import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AdmissionGate, type Place } from './admission-gate.ts';

const take = (gate: AdmissionGate, tenant: string, capacity = 2): Place => {
  const place = gate.enter(tenant, capacity);
  if (place === undefined) throw new Error('No place was free');
  return place;
};

describe('AdmissionGate', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });
  const gateFor = (inFlightMax = 100) => new AdmissionGate({ inFlightMax, queueMaxPerTenant: 2, queueWaitMs: 1_000 });

  it('gives each tenant its own places', () => {
    const gate = gateFor();
    take(gate, 'a');
    take(gate, 'a');
    expect(gate.enter('a', 2)).toBeUndefined();
    expect(gate.enter('b', 2)).toBeDefined();
    expect(gate.size).toBe(3);
  });

  it('gives a freed place to who waited longest, and only once', async () => {
    const gate = gateFor();
    const first = take(gate, 'a', 1);
    const second = gate.wait('a', 1);
    const third = gate.wait('a', 1);
    first.release();
    first.release();
    const place = await second.entered;
    expect(gate.size).toBe(1);
    place.release();
    await third.entered;
    expect(gate.size).toBe(1);
  });

  it('lets nobody overtake the queue', () => {
    const gate = gateFor();
    take(gate, 'a', 1);
    void gate.wait('a', 1).entered.catch(() => {});
    expect(gate.enter('a', 5)).toBeUndefined();
  });

  it('refuses when the queue is full, and after the longest wait', async () => {
    const gate = gateFor();
    take(gate, 'a', 1);
    const waiting = [gate.wait('a', 1), gate.wait('a', 1)];
    const refusals = waiting.map(({ entered }) =>
      expect(entered).rejects.toMatchObject({ code: 'too_many_in_flight', headers: { 'retry-after': '1' } }),
    );
    expect(() => gate.wait('a', 1)).toThrow('too_many_in_flight');
    vi.advanceTimersByTime(1_000);
    await Promise.all(refusals);
    expect(gate.wait('a', 1)).toBeDefined();
  });

  it('forgets who left the queue', async () => {
    const gate = gateFor();
    const place = take(gate, 'a', 1);
    const impatient = gate.wait('a', 1);
    const left = expect(impatient.entered).rejects.toThrow();
    impatient.leave();
    await left;
    place.release();
    expect(gate.size).toBe(0);
  });

  it('takes a place back from who left before hearing of it', async () => {
    const gate = gateFor();
    const place = take(gate, 'a', 1);
    const waiting = gate.wait('a', 1);
    place.release();
    expect(gate.size).toBe(1);
    waiting.leave();
    expect(gate.size).toBe(0);
    (await waiting.entered).release();
    expect(gate.size).toBe(0);
  });

  it('[ORG-9] serves tenants in turn, so that a crowd of one does not starve the others', async () => {
    const gate = new AdmissionGate({ inFlightMax: 1, queueMaxPerTenant: 10, queueWaitMs: 1_000 });
    const running = take(gate, 'crowd', 10);
    const order: string[] = [];
    for (const tenant of ['crowd', 'crowd', 'crowd', 'single']) {
      void gate.wait(tenant, 10).entered.then((place) => {
        order.push(tenant);
        queueMicrotask(() => place.release());
      });
    }
    running.release();
    await vi.advanceTimersByTimeAsync(10);
    expect(order).toEqual(['crowd', 'single', 'crowd', 'crowd']);
  });
});
