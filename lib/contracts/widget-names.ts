/** What widgets can be about, by name: for forms in the browser as well, without the validator. */

/** Ranges up to now that a dashboard or a widget can have. */
export const widgetRanges = ['today', '7d', '30d', '90d', 'all'] as const;
export type WidgetRange = (typeof widgetRanges)[number];

/** What a single figure can be of. */
export const figureMeasures = [
  ...(['cost', 'requests', 'input_tokens', 'output_tokens', 'failed', 'error_rate'] as const),
  ...(['cost_per_request', 'latency_p50', 'latency_p95', 'first_token_p95', 'active_users', 'active_keys'] as const),
] as const;
export type FigureMeasure = (typeof figureMeasures)[number];

/** What is known for each bucket of a range, and of each group. */
export const sumMeasures = ['cost', 'requests', 'failed', 'input_tokens', 'output_tokens'] as const;

/** What the numbers of a measure are: money, counts, parts of one, milliseconds. */
export type WidgetUnit = 'usd' | 'count' | 'share' | 'ms';

/** The unit of each measure, for whoever writes it. */
export const unitOf: Readonly<Record<FigureMeasure, WidgetUnit>> = {
  ...({ cost: 'usd', cost_per_request: 'usd', error_rate: 'share' } as const),
  ...({ requests: 'count', input_tokens: 'count', output_tokens: 'count', failed: 'count' } as const),
  ...({ latency_p50: 'ms', latency_p95: 'ms', first_token_p95: 'ms', active_users: 'count', active_keys: 'count' } as const),
};
