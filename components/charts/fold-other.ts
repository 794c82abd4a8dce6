import { type ChartRow, sumOf } from './plot-model.ts';

/** Key of the series that stands for all smaller ones; give it the label "Other" and the slot `other`. */
export const otherKey = 'other';

export interface Folded {
  data: readonly ChartRow[];
  /** Largest first, `other` last where something was folded. */
  categories: readonly string[];
}

/**
 * Keeps the `limit` largest series and adds the rest up, exactly, so that the chart's total is the table's. One series too
 * many is kept as it is: an "Other" of one only hides a name. Where a bucket has no data in any folded series, Other has none.
 */
export function foldOther(data: readonly ChartRow[], index: string, categories: readonly string[], limit = 5): Folded {
  const amount = (row: ChartRow, key: string): bigint | number | null => {
    const value = row[key];
    return typeof value === 'bigint' || typeof value === 'number' ? value : null;
  };
  const totals = categories.map((key) => ({ key, total: sumOf(data.map((row) => amount(row, key))) ?? 0 }));
  const sorted = totals.sort((a, b) => (b.total > a.total ? 1 : b.total < a.total ? -1 : 0)).map(({ key }) => key);
  if (sorted.length <= limit + 1) return { data, categories: sorted };
  const kept = sorted.slice(0, limit);
  const folded = sorted.slice(limit);
  const rows = data.map((row): ChartRow => {
    const own = Object.fromEntries(kept.map((key) => [key, amount(row, key)]));
    return { [index]: row[index], ...own, [otherKey]: sumOf(folded.map((key) => amount(row, key))) ?? null };
  });
  return { data: rows, categories: [...kept, otherKey] };
}
