import { describe, expect, it } from 'vitest';
import { holdsNow } from './evaluate-expression.ts';
import { namesIn } from './expression.ts';
import type { MetricName } from './metrics.ts';
import { parseExpression } from './parse-expression.ts';
import { ExpressionFault } from './tokens.ts';

const figures = (metrics: Partial<Record<MetricName, number>>, usual: Partial<Record<MetricName, number>> = {}) => ({
  metric: (name: MetricName) => metrics[name] ?? null,
  baseline: (name: MetricName) => usual[name] ?? null,
});
const holds = (text: string, ...of: Parameters<typeof figures>) => holdsNow(parseExpression(text), figures(...of));

describe('expressions of rules [ALR-2]', () => {
  it.each([
    ['requests_per_minute > baseline * 3', { requests_per_minute: 31 }, { requests_per_minute: 10 }, true],
    ['requests_per_minute > baseline * 3', { requests_per_minute: 30 }, { requests_per_minute: 10 }, false],
    ['cost > $20 and error_rate >= 5%', { cost: 21, error_rate: 5 }, {}, true],
    ['cost > 20 or requests < 1 and errors > 3', { cost: 21, requests: 5, errors: 0 }, {}, true],
    ['(cost > 20 or requests < 1) and errors > 3', { cost: 21, requests: 5, errors: 0 }, {}, false],
    ['not cost > 20', { cost: 5 }, {}, true],
    ['latency_p95 > 2s', { latency_p95: 2001 }, {}, true],
    ['tokens > 1.5M', { tokens: 1_500_000 }, {}, false],
    ['(cost - 1) * 2 == 8', { cost: 5 }, {}, true],
    ['10 - 2 - 3 == cost', { cost: 5 }, {}, true],
    ['cost / requests > $0.5', { cost: 6, requests: 10 }, {}, true],
    ['cost > baseline(cost) + baseline(requests)', { cost: 4 }, { cost: 1, requests: 2 }, true],
  ])('%s', (text, metrics, usual, expected) => {
    expect(holds(text, metrics, usual)).toBe(expected);
  });

  it('is not known where a figure is missing or it is divided by nothing, unless the rest decides', () => {
    expect(holds('cost > baseline * 2', { cost: 1 })).toBeNull();
    expect(holds('cost / requests > 1', { cost: 1, requests: 0 })).toBeNull();
    expect(holds('cost > baseline or errors > 1', { cost: 1, errors: 2 })).toBe(true);
    expect(holds('cost > baseline and errors > 1', { cost: 1, errors: 1 })).toBe(false);
    expect(holds('not cost > baseline', { cost: 1 })).toBeNull();
  });

  it.each([
    ['', 0, 'missing'],
    ['cost', 4, 'comparison'],
    ['cost >', 6, 'missing'],
    ['cots > 3', 0, 'cots is no metric'],
    ['cost > 3 requests', 9, 'cannot stand'],
    ['cost > 3 and', 12, 'missing'],
    ['(cost > 3', 9, ') is missing'],
    ['cost > 3 # 4', 9, '# means nothing'],
    ['cost > 1..2', 7, 'not a number'],
    ['cost > 20px', 7, 'not a number'],
    ['cost > requests * baseline', 18, 'which metric'],
    ['budget_used > baseline', 14, 'no baseline'],
    ['1 > 0', 0, 'no metric'],
    [`${'('.repeat(30)}cost > 1`, 20, 'parentheses'],
  ])('tells where %s is wrong', (text, at, message) => {
    const fault = (() => {
      try {
        return parseExpression(text);
      } catch (error) {
        return error;
      }
    })();
    expect(fault).toBeInstanceOf(ExpressionFault);
    expect(fault).toMatchObject({ at, message: expect.stringContaining(message) });
  });

  it('knows what it asks for', () => {
    const condition = parseExpression('requests > baseline * 2 or (cost > 5 and error_rate > 1)');
    expect(namesIn(condition, 'metric')).toEqual(['requests', 'cost', 'error_rate']);
    expect(namesIn(condition, 'baseline')).toEqual(['requests']);
  });
});
