import { picoOf } from '../provider-figures.ts';
import { countOf, dayOf } from './field-values.ts';
import type { FileFormat } from './file-format.ts';

/** Day, model, and cost or tokens: what any report can be brought into. */
export const plain: FileFormat = {
  columns: [['day', 'date'], ['model'], ['cost_usd', 'cost', 'tokens', 'input_tokens']],
  read(get) {
    const day = dayOf(get('day', 'date'));
    const model = get('model');
    if (day === undefined) return 'No day';
    if (model === undefined) return 'No model';
    const cost = get('cost_usd', 'cost');
    const picoUsd = cost === undefined ? null : picoOf(cost);
    if (picoUsd === undefined) return 'Not an amount in cost_usd';
    const parts = [get('tokens'), get('input_tokens'), get('output_tokens')].filter((text) => text !== undefined);
    const counts = parts.map(countOf);
    if (counts.includes(undefined)) return 'Not a count of tokens';
    const tokens = counts.length === 0 ? null : counts.reduce<number>((sum, count) => sum + (count ?? 0), 0);
    if (picoUsd === null && tokens === null) return 'Neither cost nor tokens';
    return { day, model, picoUsd, tokens };
  },
};
