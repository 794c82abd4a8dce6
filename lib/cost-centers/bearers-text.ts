import { toPublicId } from '#lib/core/ids.ts';
import { sharesFromText } from './shares-text.ts';

/**
 * Who bears something, for people and files: `4711`, or `4711=66.6667%;4712=33.3333%` where several do; null for shares of
 * nobody. `shares` is as `sharesToText` wrote it, `centers` the codes by UUID; a center without one goes by its id.
 */
export function bearersText(shares: string, centers: ReadonlyMap<string, { readonly code: string }>): string | null {
  const all = sharesFromText(shares).map(({ costCenterId, partsPerMillion }) => ({
    code: centers.get(costCenterId)?.code ?? toPublicId('costCenter', costCenterId),
    percent: partsPerMillion / 10_000,
  }));
  const [only] = all;
  if (only === undefined) return null;
  return all.length === 1 ? only.code : all.map(({ code, percent }) => `${code}=${percent}%`).join(';');
}
