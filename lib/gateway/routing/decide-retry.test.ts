import { describe, expect, it } from 'vitest';
import { decideRetry, type FailedAttempt } from './decide-retry.ts';

const limits = { attemptsMax: 4, retryBaseMs: 200, retryAfterMaxMs: 2_000 };

const decide = (fault: Partial<FailedAttempt>) => {
  const whole: FailedAttempt = {
    kind: 'server_error',
    retryAfterMs: null,
    isAnswerBegun: false,
    attempts: 1,
    attemptsAtTarget: 1,
    targetsLeft: 1,
    timeLeftMs: 60_000,
    retriesMax: null,
    isRetryBudgetSpent: false,
    random: 0.5,
    ...fault,
  };
  const decision = decideRetry(whole, limits);
  return decision.act === 'same_target' ? decision.afterMs : decision.act;
};

describe('[GW-5] what follows a failed attempt', () => {
  it('never sends a refused request again, nor what failed on our side', () => {
    for (const kind of ['request', 'own'] as const) expect(decide({ kind })).toBe('give_up');
  });

  it('goes to another target where one cannot be asked in its protocol', () => {
    expect(decide({ kind: 'not_translated' })).toBe('next_target');
    expect(decide({ kind: 'not_translated', targetsLeft: 0 })).toBe('give_up');
  });

  it('ends when the caller has seen something, the attempts are used up, or the time is', () => {
    expect(decide({ isAnswerBegun: true })).toBe('give_up');
    expect(decide({ attempts: 4, attemptsAtTarget: 2 })).toBe('give_up');
    expect(decide({ timeLeftMs: 0 })).toBe('give_up');
  });

  it('leaves a target alone that has got its share of retries', () => {
    for (const kind of ['server_error', 'reset', 'rate_limited'] as const) {
      expect(decide({ kind, isRetryBudgetSpent: true })).toBe('next_target');
      expect(decide({ kind, isRetryBudgetSpent: true, targetsLeft: 0 })).toBe('give_up');
    }
    expect(decide({ kind: 'rate_limited', retryAfterMs: 1_000, isRetryBudgetSpent: true })).toBe('next_target');
  });

  it('waits as long as a provider asks, if that is short, once a target', () => {
    const kind = 'rate_limited';
    expect(decide({ kind, retryAfterMs: 1_000 })).toBe(1_000);
    expect(decide({ kind, retryAfterMs: 1_000, targetsLeft: 0 })).toBe(1_000);
    expect(decide({ kind, retryAfterMs: 3_000 })).toBe('next_target');
    expect(decide({ kind, retryAfterMs: 3_000, targetsLeft: 0 })).toBe('give_up');
    expect(decide({ kind, retryAfterMs: 1_000, timeLeftMs: 900 })).toBe('next_target');
    expect(decide({ kind, retryAfterMs: 1_000, timeLeftMs: 900, targetsLeft: 0 })).toBe('give_up');
    expect(decide({ kind, retryAfterMs: 1_000, attempts: 2, attemptsAtTarget: 2 })).toBe('next_target');
  });

  it('backs off with full jitter where a provider does not say how long, then goes elsewhere', () => {
    const kind = 'rate_limited';
    expect(decide({ kind })).toBe(100);
    expect(decide({ kind, random: 0 })).toBe(0);
    expect(decide({ kind, attempts: 2, attemptsAtTarget: 2 })).toBe('next_target');
    expect(decide({ kind, attempts: 3, attemptsAtTarget: 3, targetsLeft: 0 })).toBe(400);
  });

  it('asks a target again once after an error or a reset', () => {
    for (const kind of ['server_error', 'reset'] as const) {
      expect(decide({ kind })).toBe(100);
      expect(decide({ kind, attempts: 2, attemptsAtTarget: 2 })).toBe('next_target');
      expect(decide({ kind, attempts: 2, attemptsAtTarget: 2, targetsLeft: 0 })).toBe('give_up');
    }
  });

  it('keeps places for targets that were not tried yet', () => {
    expect(decide({ targetsLeft: 3 })).toBe('next_target');
    expect(decide({ attempts: 3, targetsLeft: 1 })).toBe('next_target');
    expect(decide({ kind: 'rate_limited', retryAfterMs: 10, targetsLeft: 3 })).toBe('next_target');
  });

  it('never asks a target again that fell silent, cannot serve the call or cannot be understood', () => {
    for (const kind of ['silent', 'not_served', 'unusable', 'unreachable'] as const) {
      expect(decide({ kind })).toBe('next_target');
      expect(decide({ kind, targetsLeft: 0 })).toBe('give_up');
    }
  });

  it('begins a cut answer anew elsewhere, or at the same target where it is the only one', () => {
    expect(decide({ kind: 'cut' })).toBe('next_target');
    expect(decide({ kind: 'cut', targetsLeft: 0 })).toBe(100);
    expect(decide({ kind: 'cut', targetsLeft: 0, attempts: 2, attemptsAtTarget: 2 })).toBe('give_up');
  });

  it('stays at a target as often as its route says, and keeps one attempt for another', () => {
    const kind = 'server_error';
    // Three others wait; without a word of the route they would have the rest of the attempts.
    expect(decide({ kind, targetsLeft: 3 })).toBe('next_target');
    expect(decide({ kind, targetsLeft: 3, retriesMax: 2 })).toBe(100);
    expect(decide({ kind, targetsLeft: 3, retriesMax: 2, attempts: 2, attemptsAtTarget: 2 })).toBe(200);
    expect(decide({ kind, targetsLeft: 3, retriesMax: 2, attempts: 3, attemptsAtTarget: 3 })).toBe('next_target');
    expect(decide({ kind, targetsLeft: 3, retriesMax: 3, attempts: 3, attemptsAtTarget: 3 })).toBe('next_target');
    expect(decide({ kind, targetsLeft: 0, retriesMax: 3, attempts: 3, attemptsAtTarget: 3 })).toBe(400);
    expect(decide({ kind, targetsLeft: 0, retriesMax: 3, attempts: 4, attemptsAtTarget: 4 })).toBe('give_up');
  });

  it('never goes back to a target whose route wants no retries, nor by a route to one that refused or fell silent', () => {
    for (const kind of ['server_error', 'reset', 'rate_limited', 'cut'] as const) {
      expect(decide({ kind, retriesMax: 0 })).toBe('next_target');
      expect(decide({ kind, retriesMax: 0, targetsLeft: 0 })).toBe('give_up');
    }
    expect(decide({ kind: 'rate_limited', retriesMax: 0, retryAfterMs: 100 })).toBe('next_target');
    for (const kind of ['request', 'own'] as const) expect(decide({ kind, retriesMax: 3 })).toBe('give_up');
    expect(decide({ kind: 'silent', retriesMax: 3 })).toBe('next_target');
    expect(decide({ kind: 'server_error', retriesMax: 3, isRetryBudgetSpent: true })).toBe('next_target');
  });
});
