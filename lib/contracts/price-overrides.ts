import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { usd } from '#lib/core/usd.ts';
import { line, paragraph, versionNumber } from './fields.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';
import { PriceReviewer } from './price-versions.ts';

/** Meters that a rate can be agreed for: those that calls are charged by. */
export const overrideMeters = [
  ...['input', 'cache_read', 'cache_write', 'cache_write_1h', 'output', 'output_reasoning', 'output_citation', 'input_audio'],
  ...['cache_read_audio', 'output_audio', 'input_image', 'cache_read_image', 'output_image', 'audio_hour', 'input_audio_hour'],
  ...['web_search', 'request'],
] as const;

/** Overrides of one organization that are in force or may come into it, at most. */
export const priceOverridesMax = 500;

const overrideRate = z.strictObject({
  meter: z
    .string()
    .max(40)
    .meta({ description: 'Such as input, output or cache_read', examples: ['input'] }),
  usd: usd.meta({ description: 'For a million tokens; of meters that count other things, for one: a request, a search, an hour' }),
});

const discountPercent = z
  .number()
  .min(0.01)
  .max(100)
  .refine((percent) => Number.isInteger(Math.round(percent * 1e6) / 1e4), { error: 'At most two decimal places' })
  .meta({ description: 'Percent off every meter of the list', examples: [12.5] });

/** How an override stands now. */
export const overrideStates = ['proposed', 'scheduled', 'active', 'ended', 'rejected'] as const;

/** An organization's own rates or discount for some models. */
export const PriceOverride = z.strictObject({
  id: publicId('priceOverride'),
  provider: z.string(),
  model: z.string().meta({ description: 'A name, or a pattern in which `*` stands for any characters' }),
  rates: z.array(overrideRate).nullable().meta({ description: 'Null for a discount; meters that are not named keep the list’s price' }),
  discount_percent: z.number().nullable(),
  valid_from: instant,
  valid_to: instant.nullable().meta({ description: 'Exclusive; null without an end' }),
  state: z.enum(overrideStates),
  note: z.string(),
  decision_note: z.string(),
  proposed_by: PriceReviewer,
  decided_by: PriceReviewer.nullable(),
  decided_at: instant.nullable(),
  created_at: instant,
  version: versionNumber,
});
export type PriceOverride = z.output<typeof PriceOverride>;

const overrideId = publicId('priceOverride');
const exampleId = 'pro_01kaxd07qafd0vbyd2n2fhz4mc';
const note = paragraph(1000).default('');

export const priceOverrideList = defineOperation({
  name: 'price_override.list',
  summary: 'List own rates and discounts, newest first',
  permission: 'prices.read',
  scope: 'tenant',
  input: z.strictObject({ ...pageInput, state: z.enum(overrideStates).optional(), provider: line(80).optional() }),
  output: pageOf(PriceOverride),
  errors: ['invalid_cursor'],
  examples: [{}, { state: 'active', provider: 'openai' }],
  http: { method: 'GET', path: '/catalog/prices/overrides' },
});

export const priceOverrideGet = defineOperation({
  name: 'price_override.get',
  summary: 'Get an own rate or discount',
  permission: 'prices.read',
  scope: 'tenant',
  input: z.strictObject({ override_id: overrideId }),
  output: PriceOverride,
  examples: [{ override_id: exampleId }],
  http: { method: 'GET', path: '/catalog/prices/overrides/{override_id}' },
});

export const priceOverridePropose = defineOperation({
  name: 'price_override.propose',
  summary: 'Propose own rates or a discount for models of a provider; approved, calls are charged by them',
  permission: 'prices.propose',
  scope: 'tenant',
  input: z
    .strictObject({
      provider: line(80).meta({ description: 'As connections name it' }),
      model: line(200).meta({ description: 'A name, or a pattern in which `*` stands for any characters', examples: ['gpt-5*'] }),
      rates: z.array(overrideRate).min(1).max(overrideMeters.length).optional(),
      discount_percent: discountPercent.optional(),
      valid_from: instant.optional().meta({ description: 'Now unless said; an earlier time is for re-rating' }),
      valid_to: instant.nullable().default(null),
      note,
    })
    .check(({ value, issues }) => {
      const fault = (path: (string | number)[], message: string) => issues.push({ code: 'custom', message, path, input: value });
      if ((value.rates === undefined) === (value.discount_percent === undefined))
        fault([], 'Give either rates or a discount, and not both');
      const seen = new Set<string>();
      for (const [index, { meter, usd: amount }] of (value.rates ?? []).entries()) {
        if (!overrideMeters.some((known) => known === meter)) fault(['rates', index, 'meter'], `There is no meter "${meter}"`);
        if (seen.has(meter)) fault(['rates', index, 'meter'], `The meter "${meter}" is there twice`);
        if (amount < 0n) fault(['rates', index, 'usd'], 'A price is not negative');
        seen.add(meter);
      }
      if (value.valid_from !== undefined && value.valid_to !== null && value.valid_to <= value.valid_from)
        fault(['valid_to'], 'The end must be after the beginning');
    }),
  output: PriceOverride,
  errors: ['conflict', 'limit_reached'],
  examples: [
    { provider: 'sandbox', model: 'sandbox-small', rates: [{ meter: 'input', usd: '0.10' }], note: 'Contract of 2026' },
    { provider: 'sandbox', model: '*', discount_percent: 12.5 },
  ],
  http: { method: 'POST', path: '/catalog/prices/overrides', status: 201 },
});

export const priceOverrideApprove = defineOperation({
  name: 'price_override.approve',
  summary: 'Approve an own rate or discount; where four eyes are wanted, not by whoever proposed it',
  permission: 'prices.approve',
  scope: 'tenant',
  input: z.strictObject({ override_id: overrideId, note }),
  output: PriceOverride,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ override_id: exampleId }],
  http: { method: 'POST', path: '/catalog/prices/overrides/{override_id}/approve' },
  touches: ['prices'],
});

export const priceOverrideReject = defineOperation({
  name: 'price_override.reject',
  summary: 'Reject a proposed rate or discount',
  permission: 'prices.approve',
  scope: 'tenant',
  input: z.strictObject({ override_id: overrideId, note }),
  output: PriceOverride,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ override_id: exampleId, note: 'The contract says otherwise' }],
  http: { method: 'POST', path: '/catalog/prices/overrides/{override_id}/reject' },
});

export const priceOverrideEnd = defineOperation({
  name: 'price_override.end',
  summary: 'End an approved rate or discount, now or later; what was charged by it stays',
  permission: 'prices.approve',
  scope: 'tenant',
  input: z.strictObject({ override_id: overrideId, valid_to: instant.optional().meta({ description: 'Now unless said' }), note }),
  output: PriceOverride,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ override_id: exampleId }],
  http: { method: 'POST', path: '/catalog/prices/overrides/{override_id}/end' },
  touches: ['prices'],
});
