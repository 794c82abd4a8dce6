import { type ConditionalPrice, type ModelInfo, type ModelPrice, type Provider, waitForUpdate } from '@pydantic/genai-prices';
import { exactPico } from './exact-pico.ts';
import { compileMatch } from './match-model.ts';
import type { ListedModel, ListedPrice, PriceList, RefusedModel } from './price-list.ts';
import { metersBySourceKey } from './price-meters.ts';

/** Prices that never began: they hold for all times before the first dated one. */
const always = new Date(0);
const minutesOfDay = 24 * 60;

type When = Pick<ListedPrice, 'validFrom' | 'windowFromMinute' | 'windowToMinute'>;

const allTimes: When = { validFrom: always, windowFromMinute: 0, windowToMinute: minutesOfDay };

/** `HH:MM:SSZ` of the UTC day in minutes; throws for another zone or for seconds, which no list has and our column cannot hold. */
function minuteOf(time: string): number {
  const match = /^(\d{2}):(\d{2}):00Z$/.exec(time);
  if (match === null) throw new Error(`the time ${time} is not a whole minute of UTC`);
  return Number(match[1]) * 60 + Number(match[2]);
}

/**
 * When each entry of a model holds. The list gives dates and daily windows in separate entries, the later one first; a
 * window has no date of its own, so it begins with the dated entry before it.
 */
function whenOf(entries: readonly ConditionalPrice[]): readonly When[] {
  let validFrom = always;
  return entries.map(({ constraint }) => {
    if (constraint?.type === 'start_date') validFrom = new Date(`${constraint.start_date}T00:00:00Z`);
    if (constraint?.type !== 'time_of_date') return { validFrom, windowFromMinute: 0, windowToMinute: minutesOfDay };
    return { validFrom, windowFromMinute: minuteOf(constraint.start_time), windowToMinute: minuteOf(constraint.end_time) };
  });
}

function pricesOf(prices: ModelPrice, when: When): ListedPrice[] {
  return Object.entries(prices).flatMap(([key, value]) => {
    if (value === undefined) return [];
    const meter = metersBySourceKey.get(key);
    if (meter === undefined) throw new Error(`the meter ${key} is unknown`);
    // A tier of the list begins above its start, ours at its first token.
    const steps =
      typeof value === 'number'
        ? [{ from: 0, price: value }]
        : [{ from: 0, price: value.base }, ...value.tiers.map(({ start, price }) => ({ from: start + 1, price }))];
    return steps.map(({ from, price }) => {
      const picoUsdPerUnit = exactPico(price, meter.decimalShift);
      if (picoUsdPerUnit === undefined) throw new Error(`${key} ${price} is not a whole number of pico-dollars`);
      return { meter: meter.name, tierFromTokens: from, picoUsdPerUnit, ...when };
    });
  });
}

/**
 * The list writes an empty record both for models that are free and for models whose price is not published. Only the
 * suffix `:free`, by which aggregators name variants without charge, tells the first; the others stay without a price.
 */
const freeOfCharge = (model: ModelInfo): ModelPrice => (model.id.endsWith(':free') ? { input_mtok: 0, output_mtok: 0 } : {});

function pricesOfModel(model: ModelInfo): readonly ListedPrice[] {
  const entries = Array.isArray(model.prices) ? model.prices : [{ prices: model.prices }];
  if (entries.length > 1 && entries.some(({ prices }) => Object.keys(prices).length === 0))
    throw new Error('one of several dated entries has no prices');
  const when = whenOf(entries);
  return entries.flatMap(({ prices }, index) => {
    const given = Object.keys(prices).length === 0 ? freeOfCharge(model) : prices;
    return pricesOf(given, when[index] ?? allTimes);
  });
}

/** The model without prices. It keeps its place, or its names would fall to a model further down the list. */
function withoutPrices(provider: string, model: ModelInfo, position: number): ListedModel {
  const { id, name, context_window: contextWindow, match } = model;
  return { provider, model: id, position, name: name ?? id, contextWindowTokens: contextWindow ?? null, match, prices: [] };
}

function reasonOf(work: () => void): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** A provider's models, and behind them those that it resells at the prices of their makers, who list them (Azure: OpenAI's). */
function modelsOf(provider: Provider, providers: readonly Provider[]): readonly ModelInfo[] {
  const own = new Set(provider.models.map((model) => model.id));
  const makers = (provider.fallback_model_providers ?? []).flatMap((id) => providers.filter((other) => other.id === id));
  const resold = new Map(makers.flatMap((maker) => maker.models).map((model) => [model.id, model]));
  return [...provider.models, ...[...resold.values()].filter((model) => !own.has(model.id))];
}

/** Reads a list in the package's own form. */
export function readProviders(providers: readonly Provider[]): Pick<PriceList, 'models' | 'refused'> {
  const models: ListedModel[] = [];
  const refused: RefusedModel[] = [];
  for (const provider of providers) {
    for (const [position, model] of modelsOf(provider, providers).entries()) {
      let listed = withoutPrices(provider.id, model, position);
      const badMatch = reasonOf(() => compileMatch(model.match));
      if (badMatch !== undefined) listed = { ...listed, match: { equals: model.id } };
      const badPrice = reasonOf(() => {
        if (badMatch === undefined) listed = { ...listed, prices: pricesOfModel(model) };
      });
      models.push(listed);
      const reason = badMatch ?? badPrice;
      if (reason !== undefined) refused.push({ provider: provider.id, model: model.id, reason });
    }
  }
  return { models, refused };
}

/** The price list that the installed version of genai-prices carries; asks no network. */
export async function readGenaiPrices(): Promise<PriceList> {
  return { source: 'genai-prices', ...readProviders((await waitForUpdate()) ?? []) };
}
