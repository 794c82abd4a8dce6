/** Room above what was spent. */
const headroom = 1.15;

export const suggestionFormula =
  'The larger of the 90th percentile of the whole periods looked at and the mean of the last three, plus 15 %, rounded up to two digits.';

/** Rounds up to two digits: 1,234.5 → 1,300. */
function roundUp(nano: number): number {
  const step = 10 ** Math.max(0, Math.ceil(Math.log10(nano)) - 2);
  return Math.ceil(nano / step) * step;
}

/**
 * A limit that follows from what whole periods came to (nano-USD, the newest first). Null when nothing was ever spent:
 * a limit of nothing would be no suggestion.
 */
export function suggestLimit(spent: readonly bigint[]): bigint | null {
  const values = spent.map(Number);
  const ascending = [...values].sort((a, b) => a - b);
  const percentile90 = ascending[Math.ceil(ascending.length * 0.9) - 1] ?? 0;
  const recent = values.slice(0, 3);
  const recentMean = recent.reduce((sum, value) => sum + value, 0) / Math.max(1, recent.length);
  const base = Math.max(percentile90, recentMean);
  return base <= 0 ? null : BigInt(roundUp(base * headroom));
}
