// Without schemas, so that pages have these words without the library behind them.

/** What can be recommended; `lib/recommendations/kinds` finds each. */
export const recommendationKinds = [
  'cheaper_model',
  'switch_provider',
  'enable_cache',
  'prompt_caching',
  'batch',
  'timing',
  'output_cap',
  'reasoning_effort',
  'failed_calls',
  'department_outlier',
  'idle_budget',
  'unused_keys',
  'unused_connections',
] as const;
export type RecommendationKindName = (typeof recommendationKinds)[number];

/** `measured` is applied, with enough calls since; `passed` was not found any more before anybody decided. */
export const recommendationStates = ['open', 'applied', 'measured', 'dismissed', 'undone', 'passed'] as const;
export type RecommendationState = (typeof recommendationStates)[number];
