import { describe, expect, it } from 'vitest';
import { targetOn } from '#tests/gateway/support/target-on.ts';
import { planAttempts } from './plan-attempts.ts';
import type { RoutedTarget } from './routed-target.ts';

const [a, b, c] = [targetOn('a'), targetOn('b'), targetOn('c')];
const shutting = (...shut: RoutedTarget[]) => ({
  isAllWell: shut.length === 0,
  isShut: (target: RoutedTarget) => shut.includes(target),
  readyInMs: () => 0,
});

describe('[GW-5] the plan of a call', () => {
  it('is bounded, in order, and the list itself where nothing is to be changed', () => {
    const targets = [a, b];
    expect(planAttempts(targets, 4, shutting())).toBe(targets);
    expect(planAttempts(targets, 4, shutting(c))).toBe(targets);
    expect(planAttempts([a, b, c], 2, shutting())).toEqual([a, b]);
  });

  it('has targets that are shut last, in their order, before it is cut', () => {
    expect(planAttempts([a, b, c], 4, shutting(a, b))).toEqual([c, a, b]);
    expect(planAttempts([a, b, c], 2, shutting(a))).toEqual([b, c]);
  });

  it('still has a target that is shut where nothing else is left', () => {
    expect(planAttempts([a], 4, shutting(a))).toEqual([a]);
    expect(planAttempts([a, b], 4, shutting(a, b))).toEqual([a, b]);
  });
});

describe('[GW-5] a target with all its places taken', () => {
  const full = (whenFull: 'skip' | 'wait') => {
    const target = targetOn(whenFull);
    target.routing.state.enter(0);
    return { ...target, routing: { ...target.routing, limit: { concurrencyMax: 1, whenFull } } };
  };

  it('goes behind the others where it may be skipped, and stays where calls are to wait for it', () => {
    const [skipped, waited] = [full('skip'), full('wait')];
    expect(planAttempts([skipped, waited, a], 4, shutting())).toEqual([waited, a, skipped]);
    expect(planAttempts([skipped, a, b], 4, shutting(a))).toEqual([b, skipped, a]);
  });
});
