import { expect, test } from 'vitest';
import { tierFormValues, tierRulesOf } from './tier-values.ts';

const rules = [
  { metric: 'requests', window: 'minute', limit: 300, burst: 50 },
  { metric: 'tokens', window: 'hour', limit: 9000, burst: null },
  { metric: 'concurrency', window: null, limit: 20, burst: null },
] as const;

test('a form of a tier takes nothing away that it does not show', () => {
  const values = tierFormValues(rules);
  expect(values).toEqual({ requests_minute: 300, concurrency: 20 });
  expect(tierRulesOf(values, rules)).toEqual([rules[0], rules[2], rules[1]]);
  expect(tierRulesOf({ requests_minute: 40, cost_day: '12.50' }, rules)).toEqual([
    { metric: 'requests', window: 'minute', limit: 40, burst: null },
    { metric: 'cost', window: 'day', limit: '12.50', burst: null },
    rules[1],
  ]);
  expect(tierRulesOf({})).toEqual([]);
});
