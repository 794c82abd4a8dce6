import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { usd } from '#lib/core/usd.ts';
import { PriceTier, priceUnits } from './catalog.ts';
import { line, paragraph } from './fields.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';

/** Somebody who asked for a change of prices or decided one. */
export const PriceReviewer = z.strictObject({ id: publicId('user'), name: z.string().nullable() });

const note = paragraph(1000).default('').meta({ description: 'Why; kept with the decision' });

/** What was decided about a version of the price list. */
export const PriceDecision = z.strictObject({
  id: publicId('priceDecision'),
  number: z.number().int().min(1).meta({ description: 'In the order of the decisions' }),
  version_id: publicId('priceVersion'),
  state: z.enum(['proposed', 'approved', 'rejected']).meta({ description: 'proposed: a second person has to agree' }),
  effective_at: instant.meta({ description: 'From when calls are priced by it' }),
  note: z.string(),
  decision_note: z.string(),
  proposed_by: PriceReviewer,
  decided_by: PriceReviewer.nullable(),
  decided_at: instant.nullable(),
  created_at: instant,
});
export type PriceDecision = z.output<typeof PriceDecision>;

/** How a version of the list stands for the organization. */
export const priceVersionStates = ['in_force', 'scheduled', 'waiting', 'proposed', 'rejected', 'former'] as const;

/** One import of the price list. */
export const PriceVersion = z.strictObject({
  id: publicId('priceVersion'),
  source: z.string(),
  in_force: z.boolean(),
  state: z.enum(priceVersionStates).meta({
    description: 'proposed: newer than what is in force and not decided; waiting: a second person has to agree; scheduled: in force later',
  }),
  effective_at: instant.nullable().meta({ description: 'Since or from when it is in force; null where it is not, or since ever' }),
  decision: PriceDecision.nullable().meta({ description: 'The last decision about it; for who may see own prices' }),
  models: z.number().int().min(0),
  priced_models: z.number().int().min(0),
  created_at: instant,
});
export type PriceVersion = z.output<typeof PriceVersion>;

const exampleId = 'prv_01kaxd07qafd0vbyd2n2fhz4mc';
const versionId = publicId('priceVersion');

export const priceVersionList = defineOperation({
  name: 'price_version.list',
  summary: 'List the versions of the price list with how they stand, newest first',
  permission: 'catalog.read',
  scope: 'list',
  input: z.strictObject({ ...pageInput }),
  output: pageOf(PriceVersion),
  errors: ['invalid_cursor'],
  examples: [{}],
  http: { method: 'GET', path: '/catalog/prices' },
});

/** How a meter of a model changes; null is "no price". */
export const MeterChange = z.strictObject({
  meter: z.string(),
  from_tokens: z.number().int().min(0),
  unit: z.enum(priceUnits),
  from_usd: usd.nullable(),
  to_usd: usd.nullable(),
  percent: z.number().nullable().meta({ description: 'Of the former price; null where there was none, or it was zero' }),
});
export type MeterChange = z.output<typeof MeterChange>;

export const PriceChange = z.strictObject({
  provider: z.string(),
  model: z.string(),
  name: z.string(),
  kind: z.enum(['added', 'removed', 'changed', 'priced', 'unpriced']).meta({
    description: 'priced, unpriced: the model was there before and stays, its price comes or goes',
  }),
  meters: z.array(MeterChange),
  largest_percent: z.number().nullable().meta({ description: 'The largest move of its meters, up or down' }),
  recent_spend_usd: usd.meta({ description: 'What the organization spent on it in the last 30 days' }),
  expected_change_usd: usd.meta({ description: 'What the same tokens would have cost more, at base rates and without own terms' }),
});
export type PriceChange = z.output<typeof PriceChange>;

export const priceVersionCompare = defineOperation({
  name: 'price_version.compare',
  summary: 'Tell what a version of the price list changes: prices, the largest moves, and what they touch of recent spend',
  permission: 'catalog.read',
  scope: 'tenant',
  input: z.strictObject({
    version_id: versionId,
    against: versionId.optional().meta({ description: 'Another version; the one in force unless said' }),
    provider: line(80).optional(),
    used: z.stringbool().default(false).meta({ description: 'Only models that were called in the last 30 days' }),
    limit: z.coerce.number().int().min(1).max(500).default(100).meta({ description: 'Changes told; spend first, then the largest moves' }),
  }),
  output: z.strictObject({
    version_id: versionId,
    against_id: versionId.nullable(),
    counts: z.strictObject({
      added: z.number().int(),
      removed: z.number().int(),
      changed: z.number().int(),
      priced: z.number().int(),
      unpriced: z.number().int(),
      unchanged: z.number().int(),
    }),
    days: z.number().int(),
    affected_spend_usd: usd,
    expected_change_usd: usd,
    changes: z.array(PriceChange),
    is_complete: z.boolean().meta({ description: 'Whether all changes are told' }),
  }),
  examples: [{ version_id: exampleId }, { version_id: exampleId, used: 'true', provider: 'openai' }],
  http: { method: 'GET', path: '/catalog/prices/{version_id}/changes' },
});
export type PriceComparison = z.output<typeof priceVersionCompare.output>;

export const priceVersionApprove = defineOperation({
  name: 'price_version.approve',
  summary: 'Let a version of the price list into force, now or later; an earlier one too, which goes back to it',
  permission: 'prices.approve',
  scope: 'tenant',
  input: z.strictObject({
    version_id: versionId,
    effective_at: instant.optional().meta({ description: 'From when; now unless said. Not in the past' }),
    note,
  }),
  output: PriceVersion,
  errors: ['conflict'],
  examples: [{ version_id: exampleId, note: 'Checked against the invoice of October' }],
  http: { method: 'POST', path: '/catalog/prices/{version_id}/approve' },
  touches: ['prices'],
});

export const priceVersionReject = defineOperation({
  name: 'price_version.reject',
  summary: 'Reject a version of the price list, or take back that it comes into force later',
  permission: 'prices.approve',
  scope: 'tenant',
  input: z.strictObject({ version_id: versionId, note }),
  output: PriceVersion,
  errors: ['conflict'],
  examples: [{ version_id: exampleId, note: 'The price of o3 is ten times too low' }],
  http: { method: 'POST', path: '/catalog/prices/{version_id}/reject' },
  touches: ['prices'],
});

export const priceDecisionList = defineOperation({
  name: 'price_decision.list',
  summary: 'List what was decided about versions of the price list, newest first',
  permission: 'prices.read',
  scope: 'tenant',
  input: z.strictObject({ ...pageInput }),
  output: pageOf(PriceDecision),
  errors: ['invalid_cursor'],
  examples: [{}],
  http: { method: 'GET', path: '/catalog/prices/decisions' },
});

/** A model's price in one version of the list. */
export const PricePoint = z.strictObject({
  version_id: versionId,
  created_at: instant.meta({ description: 'When the version was imported' }),
  valid_from: instant.nullable().meta({ description: 'From when the list says the price holds; null since ever' }),
  tiers: z.array(PriceTier).meta({ description: 'Empty: the model is listed without a price' }),
});
export type PricePoint = z.output<typeof PricePoint>;

export const modelPriceHistory = defineOperation({
  name: 'model_price.history',
  summary: 'List how the list price of a model changed from version to version, newest first',
  permission: 'catalog.read',
  scope: 'list',
  input: z.strictObject({ provider: line(80), model: line(200).meta({ description: 'As the provider or the list names it' }) }),
  output: z.strictObject({ data: z.array(PricePoint) }),
  examples: [{ provider: 'openai', model: 'gpt-4o' }],
  http: { method: 'GET', path: '/catalog/prices/history' },
});

/** A model that was called and had no price. */
export const UnpricedModel = z.strictObject({
  provider: z.string(),
  model: z.string(),
  calls: z.number().int(),
  input_tokens: z.number().int(),
  output_tokens: z.number().int(),
  cost_usd: usd.meta({ description: 'What was booked for it all the same' }),
  last_called_at: instant,
  has_price: z.boolean().meta({ description: 'It has one by now: re-rate its calls' }),
});
export type UnpricedModel = z.output<typeof UnpricedModel>;

export const unpricedModelList = defineOperation({
  name: 'unpriced_model.list',
  summary: 'List the models that were called without a price, most calls first',
  permission: 'prices.read',
  scope: 'tenant',
  input: z.strictObject({ days: z.coerce.number().int().min(1).max(90).default(30) }),
  output: z.strictObject({ data: z.array(UnpricedModel).max(100) }),
  examples: [{}, { days: 7 }],
  http: { method: 'GET', path: '/catalog/unpriced' },
});
