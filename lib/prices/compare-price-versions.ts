import { priceTableOf } from '#lib/catalog/current-price-table.ts';
import type { ModelPrice } from '#lib/catalog/model-price.ts';
import { priceCall } from '#lib/catalog/price-call.ts';
import type { PriceTable } from '#lib/catalog/price-table.ts';
import { catalogueNameOf } from '#lib/catalog/served-models.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { type PriceChange, type PriceComparison, priceVersionCompare } from '#lib/contracts/price-versions.ts';
import { compareTables, type ModelDifference } from './compare-tables.ts';
import { type RecentSpend, readRecentSpend, recentDays } from './recent-spend.ts';
import { readListStanding, readVersion } from './version-rows.ts';

/** Spend by model of the list, under whichever names it was called. */
function spendByModel(ctx: OperationContext, spend: readonly RecentSpend[], tables: readonly PriceTable[]): Map<string, RecentSpend[]> {
  const found = new Map<string, RecentSpend[]>();
  for (const one of spend) {
    const facts = ctx.runtime.providers.find(({ name }) => name === one.provider);
    const catalogue = facts === undefined ? one.provider : catalogueNameOf(facts);
    for (const key of new Set(tables.flatMap((table) => table.find(catalogue, one.model)?.model ?? []))) {
      const place = `${catalogue} ${key}`;
      found.set(place, [...(found.get(place) ?? []), one]);
    }
  }
  return found;
}

/** The same tokens at the base rates of a price: tiers are by the size of a call, which sums do not tell. */
function costAt(price: ModelPrice | undefined, { input, cacheRead, cacheWrite, output }: RecentSpend): bigint {
  if (price === undefined) return 0n;
  return priceCall({ input, cacheRead, cacheWrite, output, reasoning: null }, { ...price, tiers: price.tiers.slice(0, 1) }).nanoUsd;
}

function toChange({ before, after, ...difference }: ModelDifference, spend: readonly RecentSpend[]): PriceChange {
  const total = (pick: (one: RecentSpend) => bigint) => spend.reduce((sum, one) => sum + pick(one), 0n);
  const isPricedBoth = before !== undefined && after !== undefined;
  return {
    ...difference,
    recent_spend_usd: total(({ costNanoUsd }) => costNanoUsd),
    expected_change_usd: isPricedBoth ? total((one) => costAt(after, one) - costAt(before, one)) : 0n,
  };
}

const size = (change: PriceChange): number => Math.abs(change.largest_percent ?? 0);

/** What was spent on first, then what moves most. */
function bySpendAndSize(left: PriceChange, right: PriceChange): number {
  if (left.recent_spend_usd !== right.recent_spend_usd) return left.recent_spend_usd > right.recent_spend_usd ? -1 : 1;
  return size(right) - size(left) || (`${left.provider} ${left.model}` < `${right.provider} ${right.model}` ? -1 : 1);
}

function countsOf(changes: readonly PriceChange[], unchanged: number): PriceComparison['counts'] {
  const counts = { added: 0, removed: 0, changed: 0, priced: 0, unpriced: 0, unchanged };
  for (const { kind } of changes) counts[kind] += 1;
  return counts;
}

export const comparePriceVersions = defineQuery(priceVersionCompare, async (ctx, input) => {
  await readVersion(ctx, input.version_id);
  const standing = await readListStanding(ctx);
  const againstId = input.against ?? standing.inForce?.versionId ?? null;
  if (input.against !== undefined) await readVersion(ctx, input.against);
  const to = await priceTableOf(ctx.tx, input.version_id);
  const from = againstId === null ? undefined : await priceTableOf(ctx.tx, againstId);
  const { differences, unchanged } = compareTables(from, to, ctx.now.getTime());
  const spend = spendByModel(ctx, await readRecentSpend(ctx), from === undefined ? [to] : [from, to]);
  const all = differences
    .filter(({ provider }) => input.provider === undefined || provider === input.provider)
    .map((difference) => ({ difference, own: spend.get(`${difference.provider} ${difference.model}`) ?? [] }))
    .filter(({ own }) => !input.used || own.length > 0)
    .map(({ difference, own }) => toChange(difference, own))
    .sort(bySpendAndSize);
  return {
    version_id: input.version_id,
    against_id: againstId,
    counts: countsOf(all, unchanged),
    days: recentDays,
    affected_spend_usd: all.reduce((sum, change) => sum + change.recent_spend_usd, 0n),
    expected_change_usd: all.reduce((sum, change) => sum + change.expected_change_usd, 0n),
    changes: all.slice(0, input.limit),
    is_complete: all.length <= input.limit,
  };
});
