import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { usd } from '#lib/core/usd.ts';
import { line, versionNumber } from './fields.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';

/** Days of one comparison at most. */
export const reconciliationDaysMax = 92;
/** Bytes and rows a provider's file may have. */
export const reconciliationBytesMax = 20 * 1024 * 1024;
export const reconciliationRowsMax = 200_000;

export const reconciliationFormats = ['openai_costs', 'anthropic_costs', 'anthropic_usage', 'focus', 'plain'] as const;
/** How a comparison or one of its rows came out. */
export const Outcome = z.enum(['matched', 'explained', 'unexplained']);
/** Days of comparisons are UTC days, as providers report. */
export const day = z.iso.date().meta({ description: 'A day in UTC', examples: ['2026-10-01'] });
const count = z.number().int().min(0);

/** A comparison of a provider's figures with what was metered. */
export const Reconciliation = z
  .strictObject({
    id: publicId('reconciliation'),
    provider: z.string(),
    source: z.enum(['csv', 'api']),
    format: z.string(),
    connection_id: publicId('connection').nullable(),
    from: day,
    to: day.meta({ description: 'The day after the last one' }),
    state: Outcome.meta({ description: 'The worst of its rows' }),
    provider_usd: usd.nullable().meta({ description: 'Null where the provider told tokens and no cost' }),
    own_usd: usd,
    difference_usd: usd.nullable().meta({ description: 'Provider less ours' }),
    matched: count,
    explained: count,
    unexplained: count,
    proposals: count.meta({ description: 'Rows that prove what presumed calls cost, and were not booked yet' }),
    created_at: instant,
    created_by: publicId('user'),
    version: versionNumber,
  })
  .meta({ id: 'Reconciliation' });
export type Reconciliation = z.output<typeof Reconciliation>;

/** Why a row may differ. */
export const differenceReasons = [
  'presumed',
  'missing_calls',
  'extra_calls',
  'price',
  'tokens',
  'unpriced',
  'day_edge',
  'unknown',
] as const;
export type DifferenceReason = (typeof differenceReasons)[number];

const ReconciliationRow = z.strictObject({
  position: z.number().int().min(1),
  day,
  model: z.string(),
  state: Outcome,
  provider_usd: usd.nullable(),
  own_usd: usd,
  difference_usd: usd.nullable(),
  provider_tokens: count.nullable(),
  own_tokens: count,
  own_calls: count,
  explanations: z.array(z.strictObject({ reason: z.enum(differenceReasons), amount_usd: usd, text: z.string() })),
  proposal: z
    .strictObject({
      calls: count,
      presumed_usd: usd,
      evidenced_usd: usd,
      credit_usd: usd.meta({ description: 'What booking it takes back' }),
      applied_at: instant.nullable(),
      applied_by: publicId('user').nullable(),
    })
    .nullable(),
});
export type ReconciliationRow = z.output<typeof ReconciliationRow>;

const ReconciliationWithRows = Reconciliation.extend({ rows: z.array(ReconciliationRow) });
export type ReconciliationWithRows = z.output<typeof ReconciliationWithRows>;

const exampleId = 'rcn_01jdnhwyg0e008000000000001';
const reconciliationId = publicId('reconciliation');
/** What still counts as the same amount. */
export const tolerance = z.coerce
  .number()
  .min(0)
  .max(10)
  .default(0.1)
  .meta({ description: 'Percent by which a row may differ and match; half a cent always may' });

function hasSaneRange({ from, to }: { from?: string | undefined; to?: string | undefined }, context: z.RefinementCtx): void {
  if (from === undefined || to === undefined) return;
  const days = (Date.parse(to) - Date.parse(from)) / 86_400_000;
  if (days >= 1 && days <= reconciliationDaysMax) return;
  const message = days < 1 ? '"to" must be after "from"' : `At most ${reconciliationDaysMax} days at once`;
  context.addIssue({ code: 'custom', path: ['to'], message });
}

export const reconciliationList = defineOperation({
  name: 'reconciliation.list',
  summary: 'List comparisons with providers’ figures, the newest first',
  permission: 'reconciliations.read',
  scope: 'tenant',
  input: z.strictObject({ ...pageInput, provider: line(80).optional(), state: Outcome.optional() }),
  output: pageOf(Reconciliation),
  errors: ['invalid_cursor'],
  examples: [{}, { state: 'unexplained' }],
  http: { method: 'GET', path: '/reconciliations' },
});

export const reconciliationGet = defineOperation({
  name: 'reconciliation.get',
  summary: 'Get a comparison with its rows: a day of a model each, with what explains its difference',
  permission: 'reconciliations.read',
  scope: 'tenant',
  input: z.strictObject({ reconciliation_id: reconciliationId }),
  output: ReconciliationWithRows,
  examples: [{ reconciliation_id: exampleId }],
  http: { method: 'GET', path: '/reconciliations/{reconciliation_id}' },
});

export const reconciliationUpload = defineOperation({
  name: 'reconciliation.upload',
  summary: 'Compare a provider’s usage or cost file with what was metered',
  permission: 'reconciliations.write',
  scope: 'tenant',
  input: z
    .strictObject({
      provider: line(80).meta({ description: 'Whose figures these are, as connections name it', examples: ['openai'] }),
      format: z
        .enum(['auto', ...reconciliationFormats])
        .default('auto')
        .meta({ description: 'auto: told by the first line' }),
      from: day.optional().meta({ description: 'The first day of the file unless said' }),
      to: day.optional().meta({ description: 'The day after the last of the file unless said' }),
      tolerance_percent: tolerance,
    })
    .superRefine(hasSaneRange),
  output: ReconciliationWithRows,
  errors: ['body_too_large', 'unsupported_media_type'],
  examples: [{ provider: 'sandbox' }, { provider: 'sandbox', format: 'plain', tolerance_percent: 1 }],
  http: {
    method: 'POST',
    path: '/reconciliations',
    status: 201,
    kind: 'upload',
    contentTypes: ['text/csv'],
    bodyBytesMax: reconciliationBytesMax,
  },
});

export const reconciliationFetch = defineOperation({
  name: 'reconciliation.fetch',
  summary: 'Fetch a provider’s own cost report and compare it with what was metered',
  permission: 'reconciliations.write',
  scope: 'tenant',
  input: z
    .strictObject({
      connection_id: publicId('connection'),
      from: day,
      to: day.meta({ description: 'The day after the last one' }),
      admin_credential: line(500).optional().meta({
        description: 'A key that may read the organization’s costs; used once and not kept. The connection’s own credential unless said',
      }),
      tolerance_percent: tolerance,
    })
    .superRefine(hasSaneRange),
  output: ReconciliationWithRows,
  errors: ['conflict', 'provider_error', 'provider_credentials_rejected', 'provider_unreachable', 'provider_timeout'],
  examples: [{ connection_id: 'conn_01jdnhwyg0e008000000000001', from: '2026-10-01', to: '2026-11-01' }],
  http: { method: 'POST', path: '/reconciliations/fetch', status: 201 },
});

export const reconciliationApply = defineOperation({
  name: 'reconciliation.apply',
  summary: 'Book what a comparison proves of presumed calls: what they were presumed to cost beyond it is credited',
  permission: 'reconciliations.write',
  scope: 'tenant',
  input: z.strictObject({
    reconciliation_id: reconciliationId,
    positions: z
      .array(z.number().int().min(1))
      .min(1)
      .max(1000)
      .optional()
      .meta({ description: 'Rows; all that propose something unless said' }),
  }),
  output: ReconciliationWithRows,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ reconciliation_id: exampleId }],
  http: { method: 'POST', path: '/reconciliations/{reconciliation_id}/apply' },
});
