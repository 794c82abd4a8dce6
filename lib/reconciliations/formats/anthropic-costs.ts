import { picoOf } from '../provider-figures.ts';
import { dayOf } from './field-values.ts';
import type { FileFormat } from './file-format.ts';

/** Anthropic's cost export: a record for each day, model and kind of token. */
export const anthropicCosts: FileFormat = {
  columns: [['usage_date_utc', 'date_utc'], ['cost_usd'], ['token_type', 'cost_type', 'workspace']],
  read(get) {
    const day = dayOf(get('usage_date_utc', 'date_utc'));
    const picoUsd = picoOf(get('cost_usd') ?? '');
    if (day === undefined) return 'No day in usage_date_utc';
    if (picoUsd === undefined) return 'No amount in cost_usd';
    return { day, model: get('model', 'model_version') ?? get('cost_type') ?? 'unknown', picoUsd, tokens: null };
  },
};
