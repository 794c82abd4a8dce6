/** Token columns are int4; a larger number is a fault of the provider, not a count. */
const tokensMax = 2_147_483_647;

/** A count as reported, or null when there is none: absent and zero are different things. */
export function tokenCount(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= tokensMax ? value : null;
}
