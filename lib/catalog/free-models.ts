import type { ListedModel } from './price-list.ts';

/** Models that genai-prices lists without a price because they are free of charge, by provider and model. */
const freeModels = new Set(['openai moderation']);

/** Gives free models a price of zero, so that "free" is not taken for "price unknown". */
export const priceFreeModel = (model: ListedModel): ListedModel =>
  model.prices.length > 0 || !freeModels.has(`${model.provider} ${model.model}`)
    ? model
    : {
        ...model,
        prices: [
          { meter: 'input', tierFromTokens: 0, picoUsdPerUnit: 0n, validFrom: new Date(0), windowFromMinute: 0, windowToMinute: 1440 },
        ],
      };
