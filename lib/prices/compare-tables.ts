import { type ModelPrice, type PriceMeter, type PriceTier, priceMeters } from '#lib/catalog/model-price.ts';
import { type CatalogueModel, type PriceTable, priceAt } from '#lib/catalog/price-table.ts';
import { usdOfUnit } from '#lib/catalog/to-price-tiers.ts';
import type { MeterChange, PriceChange } from '#lib/contracts/price-versions.ts';

/** What differs of one model between two lists; spend is added by whoever knows it. */
export interface ModelDifference extends Pick<PriceChange, 'provider' | 'model' | 'name' | 'kind' | 'meters' | 'largest_percent'> {
  readonly before: ModelPrice | undefined;
  readonly after: ModelPrice | undefined;
}

const tierOf = (tiers: readonly PriceTier[], fromTokens: number): PriceTier | undefined =>
  tiers.findLast((tier) => tier.fromTokens <= fromTokens);

/** The move from one price to another in percent, to a hundredth; null from nothing or from zero. */
export function percentMoved(from: bigint | undefined, to: bigint | undefined): number | null {
  if (from === undefined || to === undefined || from === 0n) return null;
  return Number(((to - from) * 1_000_000n) / from) / 10_000;
}

function meterChange(meter: PriceMeter, fromTokens: number, from: bigint | undefined, to: bigint | undefined): MeterChange {
  const { unit } = usdOfUnit(meter, from ?? to ?? 0n);
  return {
    ...{ meter, from_tokens: fromTokens, unit, percent: percentMoved(from, to) },
    from_usd: from === undefined ? null : usdOfUnit(meter, from).usd,
    to_usd: to === undefined ? null : usdOfUnit(meter, to).usd,
  };
}

/** Every meter of every tier whose price differs. */
export function meterChanges(before: ModelPrice | undefined, after: ModelPrice | undefined): MeterChange[] {
  const [from, to] = [before?.tiers ?? [], after?.tiers ?? []];
  const thresholds = [...new Set([...from, ...to].map((tier) => tier.fromTokens))].sort((left, right) => left - right);
  return thresholds.flatMap((fromTokens) =>
    priceMeters.flatMap((meter) => {
      const [old, next] = [tierOf(from, fromTokens)?.picoUsdPerUnit[meter], tierOf(to, fromTokens)?.picoUsdPerUnit[meter]];
      return old === next ? [] : [meterChange(meter, fromTokens, old, next)];
    }),
  );
}

const kindOf = (
  isListedBefore: boolean,
  isListedAfter: boolean,
  before: ModelPrice | undefined,
  after: ModelPrice | undefined,
): PriceChange['kind'] => {
  if (!isListedBefore) return 'added';
  if (!isListedAfter) return 'removed';
  if (before === undefined) return 'priced';
  return after === undefined ? 'unpriced' : 'changed';
};

const keyOf = ({ provider, model }: Pick<CatalogueModel, 'provider' | 'model'>): string => `${provider} ${model}`;
const size = (percent: number | null): number => Math.abs(percent ?? 0);

/** What differs between two lists at an instant, model by model; models whose price stays are only counted. */
export function compareTables(
  from: PriceTable | undefined,
  to: PriceTable,
  atMs: number,
): { readonly differences: readonly ModelDifference[]; readonly unchanged: number } {
  const former = new Map([...(from?.all() ?? [])].map((model) => [keyOf(model), model]));
  const next = new Map([...to.all()].map((model) => [keyOf(model), model]));
  const differences: ModelDifference[] = [];
  let unchanged = 0;
  for (const key of new Set([...next.keys(), ...former.keys()])) {
    const [old, current] = [former.get(key), next.get(key)];
    const model = current ?? old;
    if (model === undefined) continue;
    const before = old === undefined ? undefined : priceAt(old, atMs);
    const after = current === undefined ? undefined : priceAt(current, atMs);
    const meters = meterChanges(before, after);
    if (meters.length === 0 && old !== undefined && current !== undefined) {
      unchanged += 1;
      continue;
    }
    const kind = kindOf(old !== undefined, current !== undefined, before, after);
    const largest = meters.map(({ percent }) => percent).reduce((top, one) => (size(one) > size(top) ? one : top), null);
    differences.push({
      ...{ provider: model.provider, model: model.model, name: model.name, kind, meters, before, after },
      largest_percent: largest,
    });
  }
  return { differences, unchanged };
}
