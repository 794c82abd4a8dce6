import type { z } from 'zod';
import type { RateLimitWithUse, ShownRule } from '#lib/contracts/rate-limit-resource.ts';
import type { createFormat } from '#lib/core/format.ts';

export type LimitRow = z.input<typeof RateLimitWithUse>;
type Rule = ShownRule;
type Format = ReturnType<typeof createFormat>;

const nanoPerUsd = 1_000_000_000;

export const scopeWords = {
  ...{ tenant: 'Whole organization', department: 'Department', team: 'Team', user: 'Person' },
  ...{ role: 'Role, each person', key: 'Key', model: 'Model', target: 'Connection' },
} as const;

export const metricWords = { requests: 'requests', tokens: 'tokens', concurrency: 'calls at a time', cost: 'cost' } as const;

/** An amount of a metric: `600`, `$12.50`. */
export const amountWords = (format: Format, metric: Rule['metric'], amount: number): string =>
  metric === 'cost' ? format.moneySum(BigInt(Math.round(amount * nanoPerUsd))) : format.count(amount);

/** `600 requests a minute, at most 50 at once`. */
export function ruleWords(format: Format, { metric, window, limit, burst }: Rule): string {
  const amount = amountWords(format, metric, limit);
  if (metric === 'concurrency') return `${amount} calls at a time`;
  const what = metric === 'cost' ? `${amount} a ${window}` : `${amount} ${metric} a ${window}`;
  return burst == null ? what : `${what}, at most ${amountWords(format, metric, burst)} at once`;
}

/** `230 of 600`, or why there is no figure. */
export function useWords(format: Format, metric: Rule['metric'], limit: number, used: number | null): string {
  if (used === null) return '–';
  return `${amountWords(format, metric, used)} of ${amountWords(format, metric, limit)}`;
}
