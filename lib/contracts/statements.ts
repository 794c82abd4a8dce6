import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { usd } from '#lib/core/usd.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';
import { type StatementScopeKind, statementCalendars, statementPeriods, statementScopes } from './statement-settings.ts';

const count = z.number().int().min(0);

/** Who is told and charged, as it was when the statement was issued. */
export const StatementTerms = z.strictObject({
  issuer_name: z.string(),
  issuer_address: z.string(),
  recipients: z.array(z.string()),
  cost_center: z.string().nullable(),
  payment_terms_days: z.number().int().min(0),
});
export type StatementTerms = z.output<typeof StatementTerms>;

const figures = {
  document: z.enum(['statement', 'invoice']),
  scope: z.strictObject({
    kind: z.enum(statementScopes),
    department_id: publicId('department').nullable(),
    team_id: publicId('team').nullable(),
    name: z.string(),
  }),
  tenant_name: z.string(),
  period: z.strictObject({
    kind: z.enum(statementPeriods),
    calendar: z.enum(statementCalendars),
    start: instant,
    end: instant.meta({ description: 'The first instant after it' }),
    time_zone: z.string(),
    label: z.string(),
  }),
  currency: z.literal('USD'),
  calls: count,
  usage_usd: usd.meta({ description: 'Calls of the period' }),
  adjustments_usd: usd.meta({ description: 'Corrections of earlier statements, and adjustments from the ledger' }),
  total_usd: usd,
  payable_usd: usd.meta({ description: 'The total, rounded to cents once' }),
  rounding_usd: usd.meta({ description: 'What rounding added; total + rounding = payable' }),
  terms: StatementTerms,
  due_at: instant.nullable(),
};

/** A statement or invoice as it was issued. */
export const Statement = z
  .strictObject({
    id: publicId('statement'),
    number: z.number().int().min(1),
    ...figures,
    issued_at: instant,
    issued_by: publicId('user').nullable().meta({ description: 'Null where it was issued at the end of the period by itself' }),
    digest: z.string().meta({ description: 'SHA-256 over the statement and its lines' }),
  })
  .meta({ id: 'Statement' });
export type Statement = z.output<typeof Statement>;

/** One line of a statement. */
export const StatementLine = z.strictObject({
  position: z.number().int().min(1),
  kind: z.enum(['usage', 'correction', 'adjustment']).meta({
    description: 'usage: calls of the period; correction: what became of calls of an earlier statement; adjustment: an entry of the ledger',
  }),
  team_id: publicId('team').nullable(),
  team_name: z.string().nullable(),
  provider: z.string().nullable(),
  model: z.string().nullable(),
  cost_center: z.string().nullable().meta({ description: 'Of the team’s billing settings, else of the statement' }),
  description: z.string(),
  calls: z.number().int(),
  input_tokens: z.number().int(),
  output_tokens: z.number().int(),
  amount_usd: usd,
  of_statement_id: publicId('statement').nullable(),
});
export type StatementLine = z.output<typeof StatementLine>;

const StatementWithLines = Statement.extend({ lines: z.array(StatementLine) });
export type StatementWithLines = z.output<typeof StatementWithLines>;

/** A statement before it is one: nothing of it is kept. */
export const StatementDraft = z.strictObject({
  ...figures,
  lines: z.array(StatementLine),
  state: z.enum(['running', 'closing', 'ready', 'issued']).meta({
    description: 'running: the period goes on; closing: it has ended and late calls may come; ready: can be issued; issued: it was',
  }),
  closes_at: instant.meta({ description: 'From when on it can be issued' }),
  statement_id: publicId('statement').nullable().meta({ description: 'Where it was issued' }),
});
export type StatementDraft = z.output<typeof StatementDraft>;

interface ScopeChoice {
  readonly scope: StatementScopeKind;
  readonly department_id?: string | undefined;
  readonly team_id?: string | undefined;
}

/** Refuses a scope without its field, or with the field of another one. */
function hasItsScope(input: ScopeChoice, context: z.RefinementCtx): void {
  for (const kind of ['department', 'team'] as const) {
    const isGiven = input[`${kind}_id`] !== undefined;
    if (isGiven === (kind === input.scope)) continue;
    const message = isGiven ? `Not with the scope ${input.scope}` : `The scope ${kind} needs it`;
    context.addIssue({ code: 'custom', path: [`${kind}_id`], message });
  }
}

const choice = {
  scope: z.enum(statementScopes).default('tenant'),
  department_id: publicId('department').optional(),
  team_id: publicId('team').optional(),
  period: z.enum(statementPeriods).optional().meta({ description: 'As in the settings unless said' }),
  calendar: z.enum(statementCalendars).optional().meta({ description: 'As in the settings unless said' }),
  day: z.iso
    .date()
    .optional()
    .meta({ description: 'Any day of the period, in the time zone of the organization', examples: ['2026-10-01'] }),
};
/** Where the permission must be held. */
const place = { of: 'department', from: 'department_id', absent: { of: 'team', from: 'team_id', absent: 'tenant' } } as const;
const statementPlace = { of: 'statement', from: 'statement_id' } as const;
const exampleId = 'stm_01jdnhwyg0e008000000000001';
const exampleTeamId = 'team_01jdnhwyg0e008000000000001';

export const statementList = defineOperation({
  name: 'statement.list',
  summary: 'List statements and invoices, the newest first unless sorted',
  permission: 'statements.read',
  scope: 'list',
  input: z.strictObject({
    ...pageInput,
    scope: z.enum(statementScopes).optional(),
    department_id: publicId('department').optional(),
    team_id: publicId('team').optional(),
    document: z.enum(['statement', 'invoice']).optional(),
    sort: z.enum(['-number', 'number']).default('-number'),
  }),
  output: pageOf(Statement),
  errors: ['invalid_cursor'],
  examples: [{}, { scope: 'team', team_id: exampleTeamId }],
  http: { method: 'GET', path: '/statements' },
});

export const statementGet = defineOperation({
  name: 'statement.get',
  summary: 'Get a statement with its lines',
  permission: 'statements.read',
  scope: statementPlace,
  input: z.strictObject({ statement_id: publicId('statement') }),
  output: StatementWithLines,
  examples: [{ statement_id: exampleId }],
  http: { method: 'GET', path: '/statements/{statement_id}' },
});

export const statementPreview = defineOperation({
  name: 'statement.preview',
  summary: 'What a statement would say now; of the running period unless a day is named',
  permission: 'statements.read',
  scope: place,
  input: z.strictObject(choice).superRefine(hasItsScope),
  output: StatementDraft,
  examples: [{}, { scope: 'team', team_id: exampleTeamId, period: 'quarter' }],
  http: { method: 'GET', path: '/statements/preview' },
});

export const statementIssue = defineOperation({
  name: 'statement.issue',
  summary: 'Issue the statement of a closed period; it gets the next number and never changes again',
  permission: 'statements.write',
  scope: 'tenant',
  input: z
    .strictObject({ ...choice, day: choice.day.meta({ description: 'Any day of the period; of the last closed one unless said' }) })
    .superRefine(hasItsScope),
  output: StatementWithLines,
  errors: ['conflict'],
  examples: [{}, { scope: 'team', team_id: exampleTeamId }],
  http: { method: 'POST', path: '/statements', status: 201 },
});

/** Forms that a statement can be had in. */
export const statementFormats = ['pdf', 'csv', 'json', 'sap', 'oracle'] as const;

export const statementDownload = defineOperation({
  name: 'statement.download',
  summary: 'Download a statement as PDF, CSV or JSON, or as a journal for SAP or Oracle',
  permission: 'statements.read',
  scope: statementPlace,
  input: z.strictObject({ statement_id: publicId('statement'), format: z.enum(statementFormats).default('pdf') }),
  output: z.string().meta({ description: 'The file, in the content type of its format' }),
  errors: ['conflict'],
  examples: [{ statement_id: exampleId }, { statement_id: exampleId, format: 'csv' }, { statement_id: exampleId, format: 'json' }],
  http: {
    method: 'GET',
    path: '/statements/{statement_id}/file',
    kind: 'download',
    contentTypes: ['application/pdf', 'text/csv', 'application/json'],
  },
  recordsReads: true,
});
