import { AppError } from '#lib/core/errors.ts';
import { formatUsd } from '#lib/core/money.ts';
import type { Gauge, LimitScope } from './gauge.ts';
import type { Refused } from './rate-store.ts';

const whose: Readonly<Record<LimitScope, string>> = {
  tenant: 'the organization',
  department: 'its department',
  team: 'its team',
  user: 'its owner',
  role: 'the role of its owner',
  key: 'the key',
  model: 'the model',
  target: 'the connection',
};

const microDollars = (micro: number): string => `$${formatUsd(BigInt(Math.round(micro)) * 1_000n).replace(/\.?0+$/, '')}`;

/** An amount as people say it: `60 requests`, `$12.5`. */
export function amountText({ metric }: Pick<Gauge, 'metric'>, amount: number): string {
  if (metric === 'cost') return microDollars(amount);
  if (metric === 'concurrency') return amount === 1 ? '1 call at a time' : `${amount} calls at a time`;
  return amount === 1 ? `1 ${metric.slice(0, -1)}` : `${amount} ${metric}`;
}

function allowance({ rule, limit, isBurst, windowMs }: Gauge): string {
  const amount = amountText(rule, limit);
  if (rule.window === null) return amount;
  return isBurst ? `${amount} in any ${Math.ceil(windowMs / 1000)} s` : `${amount} a ${rule.window}`;
}

const duration = (ms: number): string => {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.ceil(seconds / 60)} min` : `${Math.ceil(seconds / 3600)} h`;
};

/** The refusal of a call that one of its limits does not allow now: it names the limit and what it allows, and when to come back. */
export function rateLimited({ short, amount, retryMs }: Refused): AppError {
  const { rule } = short;
  const what = `The limit "${rule.name}" of ${whose[rule.scope]} allows ${allowance(short)}`;
  if (retryMs === null) {
    return new AppError('rate_limited', {
      detail: `${what}, and this call alone may use ${amountText(rule, amount)}. Ask for less: a smaller output limit or a shorter request.`,
      headers: { 'x-should-retry': 'false' },
    });
  }
  const seconds = Math.max(1, Math.ceil(retryMs / 1000));
  const why = rule.metric === 'concurrency' ? 'all places are taken' : `too little of it is left for this call`;
  return new AppError('rate_limited', {
    detail: `${what}, and ${why}. Try again in ${duration(retryMs)}.`,
    headers: { 'retry-after': String(seconds), 'retry-after-ms': String(Math.ceil(retryMs)) },
  });
}
