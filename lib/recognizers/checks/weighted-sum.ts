/** The sum of the digits, each times the weight at its place; digits beyond the weights do not count. */
export function weightedSum(digits: readonly number[], weights: readonly number[]): number {
  let sum = 0;
  for (const [at, weight] of weights.entries()) sum += (digits[at] ?? 0) * weight;
  return sum;
}
