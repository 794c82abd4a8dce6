import { countOf, dayOf } from './field-values.ts';
import type { FileFormat } from './file-format.ts';

const kinds = [
  'usage_input_tokens_no_cache',
  'usage_input_tokens_cache_write_5m',
  'usage_input_tokens_cache_write_1h',
  'usage_input_tokens_cache_read',
  'usage_output_tokens',
] as const;

/** Anthropic's usage export: tokens of a day and model, without their cost. */
export const anthropicUsage: FileFormat = {
  columns: [['usage_date_utc', 'date_utc'], ['model_version', 'model'], ['usage_output_tokens']],
  read(get) {
    const day = dayOf(get('usage_date_utc', 'date_utc'));
    if (day === undefined) return 'No day in usage_date_utc';
    let tokens = 0;
    for (const kind of kinds) {
      const text = get(kind);
      const count = text === undefined ? 0 : countOf(text);
      if (count === undefined) return `No count in ${kind}`;
      tokens += count;
    }
    return { day, model: get('model_version', 'model') ?? 'unknown', picoUsd: null, tokens };
  },
};
