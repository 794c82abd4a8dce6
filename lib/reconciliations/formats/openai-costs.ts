import { picoOf } from '../provider-figures.ts';
import { dayOf } from './field-values.ts';
import type { FileFormat } from './file-format.ts';

/** OpenAI's cost export: a record for each day and line item, such as "gpt-4o-2024-08-06, input". */
export const openaiCosts: FileFormat = {
  columns: [['line_item'], ['amount_value', 'amount'], ['start_time', 'start_time_iso', 'date']],
  read(get) {
    const day = dayOf(get('start_time_iso', 'start_time', 'date'));
    const picoUsd = picoOf(get('amount_value', 'amount') ?? '');
    if (day === undefined) return 'No day in start_time, start_time_iso or date';
    if (picoUsd === undefined) return 'No amount in amount_value';
    if ((get('amount_currency', 'currency') ?? 'usd').toLowerCase() !== 'usd') return 'Only US dollars can be compared';
    return { day, model: modelOfLineItem(get('line_item') ?? ''), picoUsd, tokens: null };
  },
};

/** The model of a line item; items that name none stand for themselves. */
export const modelOfLineItem = (item: string): string => item.split(',')[0]?.trim() || 'unknown';
