import type { CostShare } from './split-amount.ts';

/**
 * Shares as one name, `<uuid>=<parts of a million>` joined by commas in the order of `sortShares`: how usage rows name who
 * bears their cost. `cost_share` (db/functions/cost-shares.sql) splits by the same text.
 */
export const sharesToText = (shares: readonly CostShare[]): string =>
  shares.map(({ costCenterId, partsPerMillion }) => `${costCenterId}=${partsPerMillion}`).join(',');

/** Reads what `sharesToText` wrote; a text of another form gives no shares. */
export function sharesFromText(text: string): CostShare[] {
  return text.split(',').flatMap((pair) => {
    const [costCenterId = '', parts = ''] = pair.split('=');
    return /^\d+$/.test(parts) ? [{ costCenterId, partsPerMillion: Number(parts) }] : [];
  });
}
