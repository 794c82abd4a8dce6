import { describe, expect, it } from 'vitest';
import { targetOn } from '#tests/gateway/support/target-on.ts';
import { planAttempts } from '../routing/plan-attempts.ts';
import type { RoutedTarget } from '../routing/routed-target.ts';
import { CircuitBreaker } from './circuit-breaker.ts';

const [a, b, c] = [targetOn('a'), targetOn('b'), targetOn('c')];
const limits = { circuitFailures: 3, circuitWindowMs: 1_000, circuitCoolDownMs: 500 };

function setUp() {
  let now = 0;
  const circuits = new CircuitBreaker(limits, () => now);
  const fail = (target: RoutedTarget, times: number) => {
    for (let count = 0; count < times; count += 1) circuits.failed(target);
  };
  const pass = (ms: number) => {
    now += ms;
  };
  return { circuits, fail, pass, plan: (...targets: RoutedTarget[]) => planAttempts(targets, 4, circuits).map(({ label }) => label) };
}

describe('[GW-5] the circuit of a target', () => {
  it('opens after failures in a row, and only for that connection and model', () => {
    const { circuits, fail, plan } = setUp();
    fail(a, 2);
    expect(circuits.isShut(a)).toBe(false);
    fail(a, 1);
    expect(circuits.isShut(a)).toBe(true);
    expect(circuits.isShut(targetOn('a', 'other'))).toBe(false);
    expect(plan(a, b, c)).toEqual(['b/m', 'c/m', 'a/m']);
    expect(circuits.states()).toEqual([{ connectionId: 'a', model: 'm', state: 'open', failures: 3, leftMs: 500, why: 'repeated_faults' }]);
  });

  it('stays closed while successes outnumber failures, and forgets old ones', () => {
    const { circuits, fail, pass } = setUp();
    fail(a, 1);
    for (let count = 0; count < 9; count += 1) circuits.succeeded(a);
    fail(a, 5);
    expect(circuits.isShut(a)).toBe(false);
    fail(b, 2);
    pass(1_001);
    fail(b, 2);
    expect(circuits.isShut(b)).toBe(false);
  });

  it('lets one probe at a time through after the cool-down, and closes with its success', () => {
    const { circuits, fail, pass, plan } = setUp();
    fail(a, 3);
    pass(500);
    expect(circuits.states()[0]?.state).toBe('half_open');
    expect(plan(a, b)).toEqual(['a/m', 'b/m']);
    circuits.begin(a);
    expect(plan(a, b)).toEqual(['b/m', 'a/m']);
    circuits.succeeded(a);
    expect(plan(a, b)).toEqual(['a/m', 'b/m']);
    expect(circuits.isAllWell).toBe(true);
  });

  it('opens again at once when the probe fails, and lets another probe when it says nothing', () => {
    const { circuits, fail, pass } = setUp();
    fail(a, 3);
    pass(500);
    circuits.begin(a);
    circuits.failed(a);
    expect(circuits.isShut(a)).toBe(true);
    pass(500);
    circuits.begin(a);
    circuits.undecided(a);
    expect(circuits.isShut(a)).toBe(false);
  });

  it('keeps away from a target that is shut at another process of the machine, until that has made up with it', () => {
    const { circuits, pass } = setUp();
    const peer = { connectionId: 'a', model: 'm', isAhead: true } as const;
    circuits.hearPeers([{ ...peer, state: 'open' }]);
    expect([circuits.isAllWell, circuits.isShut(a), circuits.isShut(b)]).toEqual([false, true, false]);
    pass(10_000);
    expect(circuits.isShut(a)).toBe(true);
    circuits.hearPeers([]);
    expect([circuits.isAllWell, circuits.isShut(a)]).toEqual([true, false]);
  });

  it('leaves the probe to the process that goes before, but not for ever', () => {
    const { circuits, fail, pass } = setUp();
    const peer = { connectionId: 'a', model: 'm', state: 'half_open', isAhead: true } as const;
    fail(a, 3);
    pass(500);
    circuits.hearPeers([peer]);
    expect(circuits.isShut(a)).toBe(true);
    pass(300);
    circuits.hearPeers([peer]);
    expect(circuits.isShut(a)).toBe(true);
    pass(200);
    expect(circuits.isShut(a)).toBe(false);
    circuits.hearPeers([{ ...peer, isAhead: false }]);
    expect(circuits.isShut(a)).toBe(false);
  });

  it('may probe at once what another process has made up with', () => {
    const { circuits, fail } = setUp();
    circuits.hearPeers([{ connectionId: 'a', model: 'm', state: 'open', isAhead: true }]);
    fail(a, 3);
    circuits.hearPeers([]);
    expect(circuits.states()).toMatchObject([{ state: 'half_open' }]);
    circuits.begin(a);
    circuits.succeeded(a);
    expect(circuits.isAllWell).toBe(true);
  });

  it('leaves a target alone as long as its provider asked for, last of all, the longest wait of those it told', () => {
    const { circuits, fail, pass, plan } = setUp();
    fail(b, 3);
    circuits.coolDown(a, 60_000, 'provider_rate_limited');
    circuits.coolDown(a, 1_000, 'provider_overloaded');
    expect(plan(a, b, c)).toEqual(['c/m', 'b/m', 'a/m']);
    expect(circuits.states()).toContainEqual({
      ...{ connectionId: 'a', model: 'm', state: 'open', failures: 0 },
      ...{ leftMs: 60_000, why: 'provider_rate_limited' },
    });
    pass(59_999);
    expect([circuits.isShut(a), circuits.readyInMs(a)]).toEqual([true, 1]);
    pass(1);
    expect([circuits.isShut(a), circuits.readyInMs(a)]).toEqual([false, 0]);
    expect(plan(a, c)).toEqual(['a/m', 'c/m']);
  });

  it('asks only the one that is ready soonest where all are cooling down', () => {
    const { circuits, pass, plan } = setUp();
    circuits.coolDown(a, 3_000, 'provider_rate_limited');
    circuits.coolDown(b, 2_000, 'provider_rate_limited');
    expect(plan(a, b)).toEqual(['b/m']);
    pass(2_000);
    expect(plan(a, b)).toEqual(['b/m', 'a/m']);
    pass(1_000);
    expect([plan(a, b), circuits.states(), circuits.isAllWell]).toEqual([['a/m', 'b/m'], [], true]);
  });

  it('is not closed by a probe while the provider still wants to be left alone', () => {
    const { circuits, fail, pass } = setUp();
    fail(a, 3);
    circuits.coolDown(a, 2_000, 'provider_credentials_rejected');
    pass(600);
    expect(circuits.states()).toMatchObject([{ state: 'open', failures: 3, leftMs: 1_400, why: 'provider_credentials_rejected' }]);
    circuits.succeeded(a);
    expect(circuits.isShut(a)).toBe(true);
  });

  it('keeps a bounded memory', () => {
    const { circuits } = setUp();
    for (let count = 0; count < 10_050; count += 1) circuits.failed(targetOn('a', `invented-${count}`));
    expect(circuits.states().length).toBe(10_000);
    for (let count = 0; count < 10_050; count += 1) circuits.coolDown(targetOn('b', `invented-${count}`), 1_000, 'provider_rate_limited');
    expect(circuits.states().length).toBe(20_000);
  });
});
