import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { usd } from '#lib/core/usd.ts';
import { PriceTier } from './catalog.ts';
import { line } from './fields.ts';
import { defineOperation } from './operation.ts';

const count = z.number().int().min(0);

/** The same model as one provider offers it. */
export const PriceOffer = z.strictObject({
  provider: z.string(),
  provider_label: z.string(),
  model: z.string().meta({ description: 'As that provider or the list names it' }),
  name: z.string(),
  context_window_tokens: count.nullable(),
  connections: z
    .array(z.strictObject({ id: publicId('connection'), name: z.string() }))
    .meta({ description: 'Active connections that serve it; empty where there is none to that provider' }),
  price_override_id: publicId('priceOverride').nullable(),
  tiers: z.array(PriceTier).meta({ description: 'What calls would be charged by, own terms included' }),
  same_tokens_usd: usd.nullable().meta({ description: 'What the tokens of the last 30 days would have cost at its lowest tier' }),
  difference_usd: usd.nullable().meta({ description: 'That, less the same at the provider that was asked about' }),
});
export type PriceOffer = z.output<typeof PriceOffer>;

export const modelPriceCompare = defineOperation({
  name: 'model_price.compare',
  summary: 'Compare the prices of a model over the providers that offer it, with what your last 30 days would have cost there',
  permission: 'catalog.read',
  scope: 'list',
  input: z.strictObject({
    provider: line(80).meta({ description: 'Where it is used now' }),
    model: line(200).meta({ description: 'As the provider or the list names it' }),
  }),
  output: z.strictObject({
    days: count,
    used: z
      .strictObject({ input_tokens: count, cache_read_tokens: count, cache_write_tokens: count, output_tokens: count, cost_usd: usd })
      .nullable()
      .meta({ description: 'What the organization used of it at this provider; null without the permission to see that' }),
    data: z.array(PriceOffer).meta({ description: 'The cheapest for the same tokens first; without tokens, by the price of output' }),
    method: z.string(),
  }),
  examples: [{ provider: 'openai', model: 'gpt-4o' }],
  http: { method: 'GET', path: '/catalog/prices/comparison' },
});
