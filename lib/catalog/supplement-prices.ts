import { priceMeters } from './model-price.ts';
import type { ListedModel, ListedPrice } from './price-list.ts';
import { tieredMeters } from './service-tier.ts';

/**
 * Published prices that genai-prices does not carry: of service tiers, of what providers do beside answering, and of models that
 * are not charged by tokens. Each says where it was read; all of them in November 2026.
 */

/** A tier's prices as a fraction of the standard ones; exact, because whole lists are made by it. */
interface TierShare {
  readonly tier: 'flex' | 'priority';
  readonly share: readonly [over: bigint, under: bigint];
  /** Models by the list's id; all of the provider where it is missing. */
  readonly models?: readonly string[];
  /** It is not offered for long inputs, so the steps of the list do not go on in it. */
  readonly isShortOnly?: true;
}

const frontier = ['gpt-5.6-sol', 'gpt-5.6-terra', 'gpt-5.6-luna'] as const;
const half = [1n, 2n] as const;
const twice = [2n, 1n] as const;

/** By the provider's name in the list. */
const shares: Readonly<Record<string, readonly TierShare[]>> = {
  openai: [
    // developers.openai.com/api/docs/guides/flex-processing: the prices of the Batch API.
    {
      ...{ tier: 'flex', share: half },
      models: [
        ...frontier,
        ...(['gpt-5.5', 'gpt-5.5-pro', 'gpt-5.4', 'gpt-5.4-mini', 'gpt-5.4-nano', 'gpt-5.4-pro', 'gpt-5.2', 'gpt-5.1'] as const),
        ...(['gpt-5', 'gpt-5-mini', 'gpt-5-nano', 'o3', 'o4-mini'] as const),
      ],
    },
    // openai.com/api-fast-mode (until July 2026 "priority processing").
    { tier: 'priority', share: twice, models: frontier },
    { tier: 'priority', share: [5n, 2n], models: ['gpt-5.5'], isShortOnly: true },
    {
      tier: 'priority',
      share: twice,
      models: ['gpt-5.4', 'gpt-5.4-mini', 'gpt-5.2', 'gpt-5.1', 'gpt-5', 'gpt-4.1-nano'],
      isShortOnly: true,
    },
    { tier: 'priority', share: [9n, 5n], models: ['gpt-5-mini'], isShortOnly: true },
    { tier: 'priority', share: [7n, 4n], models: ['gpt-4.1', 'gpt-4.1-mini', 'gpt-4o-2024-05-13'], isShortOnly: true },
    { tier: 'priority', share: [17n, 10n], models: ['gpt-4o'], isShortOnly: true },
    { tier: 'priority', share: [5n, 3n], models: ['gpt-4o-mini'], isShortOnly: true },
    { tier: 'priority', share: [7n, 4n], models: ['o3'], isShortOnly: true },
    { tier: 'priority', share: [20n, 11n], models: ['o4-mini'], isShortOnly: true },
  ],
  // ai.google.dev/gemini-api/docs/optimization: half the price. What priority costs differs by model, and is not told there.
  google: [{ tier: 'flex', share: half }],
  // platform.claude.com/docs/en/build-with-claude/fast-mode.
  anthropic: [
    { tier: 'priority', share: [6n, 1n], models: ['claude-opus-4-6', 'claude-opus-4-7'] },
    { tier: 'priority', share: twice, models: ['claude-opus-4-8', 'claude-opus-5'] },
  ],
  // console.groq.com/docs/flex-processing: at the price of on-demand.
  groq: [{ tier: 'flex', share: [1n, 1n] }],
};

const isTiered = (meter: string): meter is (typeof tieredMeters)[number] => tieredMeters.some((one) => one === meter);

function pricesAt({ prices }: ListedModel, { tier, share: [over, under], isShortOnly }: TierShare): ListedPrice[] {
  return prices.flatMap((price) => {
    if (!isTiered(price.meter) || (isShortOnly === true && price.tierFromTokens > 0)) return [];
    // Half a price is a wrong price: a model whose share is no whole number of pico-dollars keeps the tier unpriced.
    const scaled = price.picoUsdPerUnit * over;
    return scaled % under === 0n ? [{ ...price, meter: `${tier}_${price.meter}`, picoUsdPerUnit: scaled / under }] : [];
  });
}

type Rates = Readonly<Partial<Record<(typeof priceMeters)[number], bigint>>>;

/** Dollars for a thousand of something, and for one of it, as pico-USD for one. */
const perThousand = (usd: bigint): bigint => usd * 1_000_000_000n;
const cents = (count: bigint): bigint => count * 10_000_000_000n;
const perMillion = (usd: bigint): bigint => usd * 1_000_000n;

const allTimes = { tierFromTokens: 0, validFrom: new Date(0), windowFromMinute: 0, windowToMinute: 1440 } as const;
const listed = (rates: Rates): ListedPrice[] =>
  priceMeters.flatMap((meter) => {
    const picoUsdPerUnit = rates[meter];
    return picoUsdPerUnit === undefined ? [] : [{ meter, picoUsdPerUnit, ...allTimes }];
  });

/** Training, for a million tokens (developers.openai.com/api/docs/pricing, "Fine-tuning"). */
const training: Readonly<Record<string, bigint>> = {
  'gpt-4.1': perMillion(25n),
  'gpt-4.1-mini': perMillion(5n),
  'gpt-4.1-nano': perMillion(3n) / 2n,
  'gpt-4o': perMillion(25n),
  'gpt-4o-mini': perMillion(3n),
  'gpt-3.5-turbo': perMillion(8n),
};

/** What the tools of a provider cost with one of its models; only for models that have a price, or they would look priced. */
function toolRates({ provider, model }: ListedModel): Rates {
  if (provider === 'openai') {
    // developers.openai.com/api/docs/pricing, "Built-in tools": a container with 1 GB; previews of search without reasoning.
    const isSearchPreview = /-search-preview/.test(model);
    const trained = training[model];
    return {
      code_session: cents(3n),
      ...(isSearchPreview ? { web_search: perThousand(25n) } : {}),
      ...(trained === undefined ? {} : { training: trained }),
    };
  }
  if (provider === 'google' && model.startsWith('gemini-')) {
    // ai.google.dev/gemini-api/docs/pricing, "Grounding": by the search since Gemini 3, by the prompt before; beyond what is free.
    const isByPrompt = /^gemini-[12][.-]/.test(model);
    return isByPrompt
      ? { grounded_prompt: perThousand(35n), map_search: perThousand(25n) }
      : { web_search: perThousand(14n), map_search: perThousand(14n) };
  }
  // docs.x.ai/developers/pricing, "Tools".
  if (provider === 'x-ai') return { web_search: perThousand(5n), code_session: perThousand(5n), storage_search: perThousand(5n) / 2n };
  return {};
}

/** A listed model with what the list does not say of it. What it says itself counts. */
export function supplementModel(model: ListedModel): ListedModel {
  if (model.prices.length === 0) return model;
  const known = new Set(model.prices.map(({ meter }) => meter));
  const tiers = (shares[model.provider] ?? []).filter(({ models }) => models === undefined || models.includes(model.model));
  const added = [...tiers.flatMap((tier) => pricesAt(model, tier)), ...withAllTimes(model, listed(toolRates(model)))];
  return { ...model, prices: [...model.prices, ...added.filter(({ meter }) => !known.has(meter))] };
}

/** A price for all times beside each of a model's own times, because the newest entry of a model counts alone. */
function withAllTimes({ prices }: ListedModel, rates: readonly ListedPrice[]): ListedPrice[] {
  const times = new Map(
    prices.map(({ validFrom, windowFromMinute: from, windowToMinute: to }) => [
      `${validFrom.getTime()} ${from} ${to}`,
      { validFrom, windowFromMinute: from, windowToMinute: to },
    ]),
  );
  return [...times.values()].flatMap((when) => rates.map((rate) => ({ ...rate, ...when })));
}

const own = (provider: string, position: number, model: string, name: string, match: ListedModel['match'], rates: Rates): ListedModel => ({
  ...{ provider, model, position, name, contextWindowTokens: null, match, prices: listed(rates) },
});

/** Behind every model of the list, so that none of its names falls to one of these. */
const position = 1_000_000;

/** Models that are not charged by tokens. */
export const supplementModels: readonly ListedModel[] = [
  // cohere.com/pricing: a search is a query with up to 100 documents.
  own('cohere', position, 'rerank-v4.0-pro', 'Rerank 4 Pro', { starts_with: 'rerank-v4.0-pro' }, { search_unit: perThousand(5n) / 2n }),
  own('cohere', position + 1, 'rerank-v4.0-fast', 'Rerank 4 Fast', { starts_with: 'rerank-v4.0-fast' }, { search_unit: perThousand(2n) }),
  own('cohere', position + 2, 'rerank-v3.5', 'Rerank 3.5', { starts_with: 'rerank-' }, { search_unit: perThousand(2n) }),
  // developers.openai.com/api/docs/pricing, "Text-to-speech": for a million characters.
  own('openai', position, 'tts-1-hd', 'TTS HD', { starts_with: 'tts-1-hd' }, { character: perMillion(30n) }),
  own('openai', position + 1, 'tts-1', 'TTS', { starts_with: 'tts-1' }, { character: perMillion(15n) }),
  // docs.x.ai/developers/pricing, "Imagine API": for a picture.
  own('x-ai', position, 'grok-imagine-image', 'Grok Imagine', { equals: 'grok-imagine-image' }, { picture: cents(2n) }),
];
