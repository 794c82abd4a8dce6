import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { usd } from '#lib/core/usd.ts';
import { line } from './fields.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';

/** What a unit of a price is. */
export const priceUnits = ['million_tokens', 'request', 'search', 'hour', 'session', 'picture', 'character'] as const;

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
  price_version_id: publicId('priceVersion').nullable().meta({ description: 'Version of the list that has the list price' }),
  price_override_id: publicId('priceOverride').nullable().meta({ description: 'The own terms that are in `tiers`; null without any' }),
  tiers: z
    .array(PriceTier)
    .nullable()
    .meta({ description: 'What calls are charged by now, in tiers by size of the input; null where no price is known' }),
  list_tiers: z.array(PriceTier).nullable().meta({ description: 'What the list says; null where it has no price' }),
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
