import { describe, expect, it } from 'vitest';
import { providerNamed } from '../providers/index.ts';
import type { Target } from '../providers/provider.ts';
import { RetryBudget } from './retry-budget.ts';

const provider = providerNamed('openai');
const spoken = provider?.speaks.get('openai.chat_completions');

function targetOf(connectionId: string): Target {
  if (provider === undefined || spoken === undefined) throw new Error('The provider is missing');
  const connection = { connectionId, name: 'a', provider: 'openai', baseUrl: null, credential: null, models: [] };
  return { connection, provider, model: 'm', label: 'a/m', price: undefined, spoken, translation: null };
}

describe('[GW-5] the retry budget', () => {
  const [one, other] = [targetOf('one'), targetOf('other')];
  const limits = { retriesMin: 3, retryShareMax: 0.2, retryWindowMs: 1_000 };
  const open = () => {
    const clock = { now: 0 };
    return { clock, budget: new RetryBudget(limits, () => clock.now) };
  };
  /** Retries that get through among so many calls that all fail once. */
  const retriesOf = (budget: RetryBudget, target: Target, calls: number): number => {
    let retries = 0;
    for (let call = 0; call < calls; call += 1) {
      budget.begin(target);
      if (!budget.hasRoom(target)) continue;
      budget.spend(target);
      budget.begin(target);
      retries += 1;
    }
    return retries;
  };

  it('gives a few retries to few calls, and a fifth of their number to many', () => {
    expect(retriesOf(open().budget, one, 3)).toBe(3);
    const many = retriesOf(open().budget, one, 1_000);
    expect(many).toBeGreaterThanOrEqual(195);
    expect(many).toBeLessThanOrEqual(205);
  });

  it('is each target’s own', () => {
    const { budget } = open();
    retriesOf(budget, one, 50);
    while (budget.hasRoom(one)) budget.spend(one);
    expect(budget.hasRoom(other)).toBe(true);
  });

  it('is full again in the next window', () => {
    const { budget, clock } = open();
    while (budget.hasRoom(one)) budget.spend(one);
    clock.now = 999;
    expect(budget.hasRoom(one)).toBe(false);
    clock.now = 1_000;
    expect(budget.hasRoom(one)).toBe(true);
    expect(retriesOf(budget, one, 3)).toBe(3);
  });
});
