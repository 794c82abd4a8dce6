import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { usd } from '#lib/core/usd.ts';
import { line, versionNumber } from './fields.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';
import { PriceReviewer } from './price-versions.ts';

/** Longest period of one re-rating, in days. */
export const rerateDaysMax = 400;

/** Former and new cost of some of the calls. */
const share = {
  events: z.number().int(),
  former_usd: usd,
  new_usd: usd,
};

/** Past calls at another price: computed first, booked when somebody has seen what it comes to. */
export const Rerate = z.strictObject({
  id: publicId('rerate'),
  state: z.enum(['previewing', 'previewed', 'running', 'done', 'cancelled', 'failed']),
  reason: z.string(),
  from: instant,
  to: instant.meta({ description: 'Exclusive' }),
  provider: z.string().nullable(),
  model: z.string().nullable().meta({ description: 'A name, or a pattern in which `*` stands for any characters' }),
  team_id: publicId('team').nullable(),
  price_version_id: publicId('priceVersion').nullable().meta({ description: 'Null: the version approved for the time of each call' }),
  override_id: publicId('priceOverride').nullable().meta({ description: 'Null: the own terms approved for the time of each call' }),
  undo_of_id: publicId('rerate').nullable().meta({ description: 'The re-rating that it takes back' }),
  ...share,
  changed: z.number().int().meta({ description: 'Calls whose cost becomes another' }),
  difference_usd: usd,
  skipped: z
    .number()
    .int()
    .meta({ description: 'Calls whose cost cannot be computed again from what is kept of them; they stay as they are' }),
  skipped_usd: usd,
  booked_events: z.number().int(),
  booked_usd: usd,
  by_model: z.array(z.strictObject({ provider: z.string().nullable(), model: z.string().nullable(), ...share })),
  by_team: z.array(z.strictObject({ team: z.strictObject({ id: publicId('team'), name: z.string().nullable() }).nullable(), ...share })),
  created_by: PriceReviewer,
  started_by: PriceReviewer.nullable(),
  started_at: instant.nullable(),
  ended_at: instant.nullable(),
  created_at: instant,
  version: versionNumber,
});
export type Rerate = z.output<typeof Rerate>;

const rerateId = publicId('rerate');
const exampleId = 'rrt_01kaxd07qafd0vbyd2n2fhz4mc';

export const rerateList = defineOperation({
  name: 'rerate.list',
  summary: 'List re-ratings, newest first',
  permission: 'prices.read',
  scope: 'tenant',
  input: z.strictObject({ ...pageInput }),
  output: pageOf(Rerate),
  errors: ['invalid_cursor'],
  examples: [{}],
  http: { method: 'GET', path: '/catalog/prices/rerates' },
});

export const rerateGet = defineOperation({
  name: 'rerate.get',
  summary: 'Get a re-rating: how far it is, and what it comes to by model and team',
  permission: 'prices.read',
  scope: 'tenant',
  input: z.strictObject({ rerate_id: rerateId }),
  output: Rerate,
  examples: [{ rerate_id: exampleId }],
  http: { method: 'GET', path: '/catalog/prices/rerates/{rerate_id}' },
});

export const reratePreview = defineOperation({
  name: 'rerate.preview',
  summary: 'Compute past calls at another price; nothing is booked before the re-rating is started',
  permission: 'prices.rerate',
  scope: 'tenant',
  input: z
    .strictObject({
      from: instant,
      to: instant,
      reason: line(500),
      provider: line(80).optional(),
      model: line(200).optional(),
      team_id: publicId('team').optional(),
      price_version_id: publicId('priceVersion').optional(),
      override_id: publicId('priceOverride').optional(),
    })
    .check(({ value, issues }) => {
      const days = (value.to.getTime() - value.from.getTime()) / 86_400_000;
      if (days > 0 && days <= rerateDaysMax) return;
      const message = days <= 0 ? '"to" must be after "from"' : `At most ${rerateDaysMax} days at once`;
      issues.push({ code: 'custom', message, path: ['to'], input: value.to });
    }),
  output: Rerate,
  examples: [{ from: '2026-11-01T00:00:00Z', to: '2026-11-08T00:00:00Z', reason: 'The rate was entered a week late', model: 'sandbox-*' }],
  http: { method: 'POST', path: '/catalog/prices/rerates', status: 201 },
});

export const rerateStart = defineOperation({
  name: 'rerate.start',
  summary: 'Book what a computed re-rating comes to: ledger entries in the periods of the calls, which stay as they are',
  permission: 'prices.rerate',
  scope: 'tenant',
  input: z.strictObject({ rerate_id: rerateId }),
  output: Rerate,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ rerate_id: exampleId }],
  http: { method: 'POST', path: '/catalog/prices/rerates/{rerate_id}/start' },
});

export const rerateCancel = defineOperation({
  name: 'rerate.cancel',
  summary: 'Stop a re-rating; what it has booked stays, and can be taken back',
  permission: 'prices.rerate',
  scope: 'tenant',
  input: z.strictObject({ rerate_id: rerateId }),
  output: Rerate,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ rerate_id: exampleId }],
  http: { method: 'POST', path: '/catalog/prices/rerates/{rerate_id}/cancel' },
});

export const rerateUndo = defineOperation({
  name: 'rerate.undo',
  summary: 'Prepare the opposite of a re-rating; started, it takes back all that was booked',
  permission: 'prices.rerate',
  scope: 'tenant',
  input: z.strictObject({ rerate_id: rerateId }),
  output: Rerate,
  errors: ['conflict'],
  examples: [{ rerate_id: exampleId }],
  http: { method: 'POST', path: '/catalog/prices/rerates/{rerate_id}/undo', status: 201 },
});
