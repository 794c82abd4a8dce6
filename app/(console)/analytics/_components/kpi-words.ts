import type { Metric } from '#components/figures/metric.ts';
import type { KpiMetric } from '#lib/contracts/value.ts';

/** What a metric is called, and how its value is written. */
export const kpiWords: Readonly<
  Record<KpiMetric, { readonly label: string; readonly unit: 'usd' | 'ms' | 'share'; readonly metric: Metric }>
> = {
  monthly_spend_usd: { label: 'Spend a month', unit: 'usd', metric: 'money' },
  cost_per_request_usd: { label: 'Cost a request', unit: 'usd', metric: 'money_call' },
  latency_p95_ms: { label: 'Latency p95', unit: 'ms', metric: 'duration' },
  success_rate: { label: 'Success', unit: 'share', metric: 'percent' },
  adoption_rate: { label: 'Adoption', unit: 'share', metric: 'percent' },
  satisfaction_rate: { label: 'Satisfaction', unit: 'share', metric: 'percent' },
};

const nanoPerUsd = 1e9;

/** A value in the unit of the metric as figures are written: money in nano-USD. */
export const amountOf = (metric: KpiMetric, value: number): number | bigint =>
  kpiWords[metric].unit === 'usd' ? BigInt(Math.round(value * nanoPerUsd)) : value;
