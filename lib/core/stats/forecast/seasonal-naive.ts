/** Each step ahead is what was one season before: the yardstick of every other method. Needs one whole season. */
export function seasonalNaive(values: readonly number[], season: number, steps: number): number[] {
  const last = values.slice(-season);
  return Array.from({ length: steps }, (_, step) => last[step % last.length] ?? 0);
}
