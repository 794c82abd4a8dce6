import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { usd } from '#lib/core/usd.ts';
import { line } from './fields.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';

/** What a unit of a price is. */
export const priceUnits = ['million_tokens', 'request', 'hour'] as const;

/** Prices for calls whose whole input has at least `from_tokens` tokens. */
export const PriceTier = z.strictObject({
  from_tokens: z.number().int().min(0),
  prices: z.array(z.strictObject({ meter: z.string(), unit: z.enum(priceUnits), usd })),
});
export type PriceTier = z.output<typeof PriceTier>;

/** A model as one connection serves it. */
export const CatalogModel = z.strictObject({
  model: z.string().meta({ description: 'The name to call it by' }),
  name: z.string().meta({ description: 'What people call it' }),
  connection_id: publicId('connection'),
  connection_name: z.string(),
  provider: z.string(),
  provider_label: z.string(),
  context_window_tokens: z.number().int().nullable(),
  price_version_id: publicId('priceVersion').nullable(),
  tiers: z
    .array(PriceTier)
    .nullable()
    .meta({ description: 'Prices in force now, in tiers by size of the input; null where none is known' }),
});
export type CatalogModel = z.output<typeof CatalogModel>;

export const catalogModelList = defineOperation({
  name: 'catalog_model.list',
  summary: 'List the models that can be called, with their prices',
  permission: 'catalog.read',
  scope: 'list',
  input: z.strictObject({
    ...pageInput,
    search: line(200).optional().meta({ description: 'Part of the name, in upper or lower case' }),
    connection_id: publicId('connection').optional(),
    provider: line(80).optional(),
    priced: z.enum(['yes', 'no', 'all']).default('all'),
  }),
  output: pageOf(CatalogModel),
  errors: ['invalid_cursor'],
  examples: [{}, { search: 'mini', priced: 'yes', limit: 20 }],
  http: { method: 'GET', path: '/catalog/models' },
});

/** One import of the price list. */
export const PriceVersion = z.strictObject({
  id: publicId('priceVersion'),
  source: z.string(),
  in_force: z.boolean(),
  models: z.number().int().min(0),
  priced_models: z.number().int().min(0),
  created_at: instant,
});
export type PriceVersion = z.output<typeof PriceVersion>;

export const priceVersionList = defineOperation({
  name: 'price_version.list',
  summary: 'List the versions of the price list, newest first',
  permission: 'catalog.read',
  scope: 'list',
  input: z.strictObject({ ...pageInput }),
  output: pageOf(PriceVersion),
  errors: ['invalid_cursor'],
  examples: [{}],
  http: { method: 'GET', path: '/catalog/prices' },
});
