/** What a rule can be about. `usage` comes from calls, and so has a baseline and a history; `state` is as things stand now. */
export interface Metric {
  readonly of: 'usage' | 'state';
  /** What one is counted in. */
  readonly unit: 'calls' | 'usd' | 'tokens' | 'percent' | 'ms' | 'count';
  readonly meaning: string;
}

/** Every metric by the name that expressions use. A new one is a line here and its figure in `usage-window.ts` or `read-state.ts`. */
export const metrics = {
  requests: { of: 'usage', unit: 'calls', meaning: 'Calls in the window' },
  requests_per_minute: { of: 'usage', unit: 'calls', meaning: 'Calls a minute, over the window' },
  errors: { of: 'usage', unit: 'calls', meaning: 'Calls that failed or were cut off' },
  error_rate: { of: 'usage', unit: 'percent', meaning: 'Share of calls that failed, in percent; refused ones do not count' },
  refusals: { of: 'usage', unit: 'calls', meaning: 'Calls refused by a budget, limit or policy' },
  cost: { of: 'usage', unit: 'usd', meaning: 'Dollars in the window' },
  cost_per_hour: { of: 'usage', unit: 'usd', meaning: 'Dollars an hour, over the window' },
  tokens: { of: 'usage', unit: 'tokens', meaning: 'Tokens in and out' },
  tokens_per_minute: { of: 'usage', unit: 'tokens', meaning: 'Tokens a minute, over the window' },
  latency_p50: { of: 'usage', unit: 'ms', meaning: 'Half of the calls took less, in milliseconds' },
  latency_p95: { of: 'usage', unit: 'ms', meaning: '95 in 100 calls took less, in milliseconds' },
  latency_p99: { of: 'usage', unit: 'ms', meaning: '99 in 100 calls took less, in milliseconds' },
  budget_used: { of: 'state', unit: 'percent', meaning: 'Percent of the budget that is spent; needs a budget as filter' },
  budget_forecast: {
    of: 'state',
    unit: 'percent',
    meaning: 'Percent of the budget at the end of its period, as forecast; needs a budget as filter',
  },
  anomalies: { of: 'state', unit: 'count', meaning: 'Anomalies found in the window that nobody dismissed' },
} as const satisfies Readonly<Record<string, Metric>>;

export type MetricName = keyof typeof metrics;

export const isMetric = (name: string): name is MetricName => Object.hasOwn(metrics, name);
