import { describe, expect, it } from 'vitest';
import { AppError } from '#lib/core/errors.ts';
import { targetOn } from '#tests/gateway/support/target-on.ts';
import { planAfter } from './plan-after.ts';
import type { RoutedTarget } from './routed-target.ts';

function holding(model: string, contextWindowTokens: number | null, connection = model): RoutedTarget {
  const price = { versionId: 'v', provider: 'openai', model, contextWindowTokens, tiers: [] };
  return { ...targetOn(connection, model), price };
}
const tooLong = new AppError('context_length_exceeded');
const [small, same, alike, large] = [holding('a', 128_000), holding('a', 1_000_000, 'b'), holding('c', 128_000), holding('d', 1_000_000)];
const unlisted = targetOn('e', 'e');

describe('[GW-5] the plan after a request that was too long', () => {
  it('keeps the models that are known to hold more', () => {
    expect(planAfter(tooLong, [small, same, alike, unlisted, large], 0)).toEqual([small, large]);
    expect(planAfter(tooLong, [small, same, alike], 0)).toEqual([small]);
    expect(planAfter(tooLong, [alike, small, large, same], 1)).toEqual([alike, small, large]);
    expect(planAfter(tooLong, [unlisted, small], 0)).toEqual([unlisted, small]);
  });

  it('is the same after every other fault', () => {
    const plan = [small, alike];
    expect(planAfter(new AppError('provider_rejected'), plan, 0)).toBe(plan);
    expect(planAfter(new Error('?'), plan, 0)).toBe(plan);
  });
});
