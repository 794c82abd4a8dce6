import type { ModelPrice } from '#lib/catalog/model-price.ts';
import { priceCall } from '#lib/catalog/price-call.ts';
import { priceAt } from '#lib/catalog/price-table.ts';
import { catalogueNameOf, modelsOf, priceOfServed, readServedModels, type ServedModels } from '#lib/catalog/served-models.ts';
import { toPriceTiers } from '#lib/catalog/to-price-tiers.ts';
import { tenantPlacement } from '#lib/command/access.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import type { ProviderFacts } from '#lib/command/provider-facts.ts';
import { modelPriceCompare, type PriceOffer } from '#lib/contracts/price-comparison.ts';
import { AppError } from '#lib/core/errors.ts';
import { modelName } from './model-name.ts';
import { type RecentSpend, readRecentSpend, recentDays } from './recent-spend.ts';

const method =
  'Models are taken for the same where their names are, without path, vendor, date and revision; quality, speed, regions and terms of data ' +
  'are not compared. Tokens are those of the last 30 days at this provider, priced at the lowest tier of each offer.';

/** Sums of what a model was used for; zero for nothing. */
type Used = Pick<RecentSpend, 'input' | 'cacheRead' | 'cacheWrite' | 'output' | 'costNanoUsd'>;

function sumUsed(spend: readonly RecentSpend[], provider: string, key: string): Used {
  const own = spend.filter((one) => one.provider === provider && modelName(one.model) === key);
  const sum = (pick: (one: RecentSpend) => number) => own.reduce((total, one) => total + pick(one), 0);
  return {
    ...{ input: sum(({ input }) => input), cacheRead: sum(({ cacheRead }) => cacheRead), cacheWrite: sum(({ cacheWrite }) => cacheWrite) },
    ...{ output: sum(({ output }) => output), costNanoUsd: own.reduce((total, { costNanoUsd }) => total + costNanoUsd, 0n) },
  };
}

function costAt(price: ModelPrice, { input, cacheRead, cacheWrite, output }: Used): bigint {
  return priceCall({ input, cacheRead, cacheWrite, output, reasoning: null }, { ...price, tiers: price.tiers.slice(0, 1) }).nanoUsd;
}

interface Offer {
  readonly provider: ProviderFacts;
  readonly model: string;
  readonly name: string;
  readonly price: ModelPrice;
}

/** Each provider's offers under the name: what connections serve by it, and what the list has of providers that could be connected. */
function offersOf(served: ServedModels, providers: readonly ProviderFacts[], key: string): Offer[] {
  const offers = new Map<string, Offer>();
  const add = (provider: ProviderFacts, model: string, name: string, price: ModelPrice | undefined): void => {
    const id = `${provider.name} ${model}`;
    if (price !== undefined && !offers.has(id)) offers.set(id, { provider, model, name, price });
  };
  for (const source of served.sources) {
    for (const model of modelsOf(served, source))
      if (modelName(model) === key) add(source.provider, model, model, priceOfServed(served, source.provider, model));
  }
  for (const listed of served.table?.all() ?? []) {
    if (modelName(listed.model) !== key || priceAt(listed, served.atMs) === undefined) continue;
    for (const provider of providers) {
      if (provider.transport !== null || catalogueNameOf(provider) !== listed.provider) continue;
      add(provider, listed.model, listed.name, priceOfServed(served, provider, listed.model));
    }
  }
  return [...offers.values()];
}

/** Connections that serve a model of a provider by that name. */
const connectionsOf = (served: ServedModels, { provider, model }: Offer): PriceOffer['connections'] =>
  served.sources
    .filter((source) => source.provider.name === provider.name && modelsOf(served, source).includes(model))
    .map(({ connectionId: id, connectionName: name }) => ({ id, name }));

const outputOf = ({ tiers }: ModelPrice): bigint => tiers[0]?.picoUsdPerUnit.output ?? tiers[0]?.picoUsdPerUnit.input ?? 0n;

/** The dearer one last; by names where they cost the same. */
const byAmount = (left: bigint, right: bigint): number => (left < right ? -1 : left > right ? 1 : 0);

export const compareModelPrices = defineQuery(modelPriceCompare, async (ctx, input) => {
  const served = await readServedModels(ctx);
  const key = modelName(input.model);
  const offers = offersOf(served, ctx.runtime.providers, key);
  if (offers.length === 0) throw new AppError('not_found');
  const maySee = ctx.access.allows('usage.read', tenantPlacement);
  const used = maySee ? sumUsed(await readRecentSpend(ctx), input.provider, key) : null;
  const hasTokens = used !== null && used.input + used.cacheRead + used.cacheWrite + used.output > 0;
  const priced = offers.map((offer) => ({ ...offer, cost: hasTokens ? costAt(offer.price, used) : null }));
  const own =
    priced.find(({ provider, model }) => provider.name === input.provider && model === input.model) ??
    priced.find(({ provider }) => provider.name === input.provider);
  const base = own?.cost ?? null;
  const sorted = priced.toSorted(
    (one, other) =>
      byAmount(one.cost ?? outputOf(one.price), other.cost ?? outputOf(other.price)) ||
      (`${one.provider.label} ${one.model}` < `${other.provider.label} ${other.model}` ? -1 : 1),
  );
  return {
    days: recentDays,
    used:
      used === null
        ? null
        : {
            ...{ input_tokens: used.input, cache_read_tokens: used.cacheRead, cache_write_tokens: used.cacheWrite },
            ...{ output_tokens: used.output, cost_usd: used.costNanoUsd },
          },
    data: sorted.map(({ cost, ...offer }) => ({
      provider: offer.provider.name,
      provider_label: offer.provider.label,
      model: offer.model,
      name: offer.name,
      context_window_tokens: offer.price.contextWindowTokens,
      connections: connectionsOf(served, offer),
      price_override_id: offer.price.overrideId ?? null,
      tiers: toPriceTiers(offer.price),
      same_tokens_usd: cost,
      difference_usd: cost === null || base === null ? null : cost - base,
    })),
    method,
  };
});
