import { type ModelMatcher, matchableName } from './match-model.ts';
import { compilePattern, type PatternRank, patternRank } from './model-pattern.ts';
import type { ModelPrice, PriceMeter, PriceTier } from './model-price.ts';
import { pricePairId } from './price-pair-id.ts';

type Rates = Readonly<Partial<Record<PriceMeter, bigint>>>;

/** What a tenant pays in place of the list: own rates for some meters, or a share off all of them (hundredths of a percent). */
export type OverrideTerms =
  | { readonly kind: 'rates'; readonly picoUsdPerUnit: Rates }
  | { readonly kind: 'discount'; readonly basisPoints: number };

/** A tenant's own terms for the models of a provider that its pattern matches. */
export interface PriceOverride {
  readonly id: string;
  /** As connections name it. */
  readonly provider: string;
  readonly model: string;
  readonly validFromMs: number;
  /** Exclusive; null without an end. */
  readonly validToMs: number | null;
  readonly terms: OverrideTerms;
}

const basisPointsOfWhole = 10_000n;

/** What is left of a price after a discount; halves of a pico-dollar count as a whole one. */
export const discounted = (picoUsd: bigint, basisPoints: number): bigint =>
  (picoUsd * (basisPointsOfWhole - BigInt(basisPoints)) + basisPointsOfWhole / 2n) / basisPointsOfWhole;

function discountedTier({ fromTokens, picoUsdPerUnit }: PriceTier, basisPoints: number): PriceTier {
  const rates: Partial<Record<PriceMeter, bigint>> = { ...picoUsdPerUnit };
  for (const meter of Object.keys(rates).filter((name): name is PriceMeter => name in rates)) {
    const rate = rates[meter];
    if (rate !== undefined) rates[meter] = discounted(rate, basisPoints);
  }
  return { fromTokens, picoUsdPerUnit: rates };
}

/** Own rates hold in every tier; meters they do not name keep the price of the list. Undefined for a discount on nothing. */
function tiersWith(terms: OverrideTerms, listed: readonly PriceTier[] | undefined): readonly PriceTier[] | undefined {
  if (terms.kind === 'discount') return listed?.map((tier) => discountedTier(tier, terms.basisPoints));
  const tiers = listed === undefined || listed.length === 0 ? [{ fromTokens: 0, picoUsdPerUnit: {} }] : listed;
  return tiers.map(({ fromTokens, picoUsdPerUnit }) => ({ fromTokens, picoUsdPerUnit: { ...picoUsdPerUnit, ...terms.picoUsdPerUnit } }));
}

/** A model's price under a tenant's own terms. Undefined where they are a discount and the list has no price. */
export function withOverride(
  { id, terms }: PriceOverride,
  provider: string,
  model: string,
  listed: ModelPrice | undefined,
): ModelPrice | undefined {
  const tiers = tiersWith(terms, listed?.tiers);
  if (tiers === undefined) return undefined;
  return {
    versionId: pricePairId(listed?.versionId ?? null, id),
    provider: listed?.provider ?? provider,
    model: listed?.model ?? model,
    contextWindowTokens: listed?.contextWindowTokens ?? null,
    tiers,
    overrideId: id,
  };
}

interface Compiled {
  readonly override: PriceOverride;
  readonly matches: ModelMatcher;
  readonly rank: PatternRank;
}

const isValidAt = ({ validFromMs, validToMs }: PriceOverride, atMs: number): boolean =>
  atMs >= validFromMs && (validToMs === null || atMs < validToMs);

/** The approved overrides of a tenant, ready to be asked. */
export class PriceOverrides {
  readonly #byProvider: ReadonlyMap<string, readonly Compiled[]>;

  constructor(overrides: readonly PriceOverride[]) {
    const compiled = overrides.map((override) => ({
      override,
      matches: compilePattern(override.model),
      rank: patternRank(override.model),
    }));
    this.#byProvider = Map.groupBy(
      compiled.toSorted((left, right) => left.rank - right.rank),
      ({ override }) => override.provider,
    );
  }

  /**
   * The terms for a model, by the name that its provider has for it or the one that the list has: those for one name before
   * those for a pattern, a pattern before all models.
   */
  find(provider: string, model: string, listedAs: string | undefined, atMs: number): PriceOverride | undefined {
    const candidates = this.#byProvider.get(provider);
    const name = candidates === undefined ? undefined : matchableName(model);
    if (candidates === undefined || name === undefined) return undefined;
    const listed = listedAs === undefined ? name : (matchableName(listedAs) ?? name);
    return candidates.find(({ override, matches }) => isValidAt(override, atMs) && (matches(name) || matches(listed)))?.override;
  }
}
