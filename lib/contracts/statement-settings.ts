import { z } from 'zod';
import { emailAddress, line, paragraph, versionNumber } from './fields.ts';
import { defineOperation } from './operation.ts';

/** Whom a statement can be about. */
export const statementScopes = ['tenant', 'department', 'team'] as const;
export type StatementScopeKind = (typeof statementScopes)[number];

/** Lengths that fiscal and calendar periods have. */
export const statementPeriods = ['month', 'quarter'] as const;
export const statementCalendars = ['calendar', 'fiscal'] as const;

const code = (lengthMax: number) => line(lengthMax).regex(/^[\w.\- /]+$/, { error: 'Letters, digits and . _ - / only' });

/** Where SAP books a statement; names in brackets are SAP's own fields. */
const SapAccounts = z.strictObject({
  company_code: code(4).meta({ description: 'Company code (BUKRS)' }),
  document_type: code(2).default('SA').meta({ description: 'Document type (BLART)' }),
  expense_account: code(10).meta({ description: 'G/L account that bears the usage (HKONT)' }),
  clearing_account: code(10).meta({ description: 'G/L account that it is taken from (HKONT)' }),
  tax_code: code(2).nullable().default(null).meta({ description: 'Tax code (MWSKZ)' }),
});

const segments = z.array(code(25)).min(1).max(30);

/** Where Oracle General Ledger books a statement. `{cost_center}` in a segment stands for the cost center of the line. */
const OracleAccounts = z.strictObject({
  ledger_id: code(18),
  journal_source: line(25).default('Tollgate'),
  journal_category: line(25).default('AI usage'),
  expense_segments: z
    .array(z.union([code(25), z.literal('{cost_center}')]))
    .min(1)
    .max(30),
  clearing_segments: segments,
});

/** How an organization states and charges what its parts use. */
export const StatementSettings = z.strictObject({
  document: z.enum(['statement', 'invoice']).default('statement').meta({
    description: 'statement: parts are shown what they used (showback); invoice: they are charged (chargeback)',
  }),
  period: z.enum(statementPeriods).default('month'),
  calendar: z.enum(statementCalendars).default('calendar'),
  fiscal_month: z.number().int().min(1).max(12).default(1).meta({ description: 'First month of the fiscal year' }),
  fiscal_day: z.number().int().min(1).max(31).default(1).meta({ description: 'Day on which fiscal months begin' }),
  automatic: z.array(z.enum(statementScopes)).max(statementScopes.length).default([]).meta({
    description: 'Whose statements are issued by themselves once a period has closed',
  }),
  payment_terms_days: z.number().int().min(0).max(365).default(30),
  issuer: z
    .strictObject({ name: line(200).nullable().default(null), address: paragraph(500).default('') })
    .default({ name: null, address: '' })
    .meta({ description: 'Whose name stands at the head; the organization’s unless said' }),
  recipients: z.array(emailAddress).max(50).default([]).meta({ description: 'Of parts whose billing settings name nobody' }),
  default_cost_center: code(40).nullable().default(null),
  sap: SapAccounts.nullable().default(null),
  oracle: OracleAccounts.nullable().default(null),
});
export type StatementSettings = z.output<typeof StatementSettings>;

const Saved = StatementSettings.extend({ version: z.number().int().min(0).meta({ description: '0 before the first change' }) });
export type SavedStatementSettings = z.output<typeof Saved>;

export const statementSettingsGet = defineOperation({
  name: 'statement_settings.get',
  summary: 'How statements are made',
  permission: 'statements.read',
  scope: 'tenant',
  input: z.strictObject({}),
  output: Saved,
  examples: [{}],
  http: { method: 'GET', path: '/statements/settings' },
});

export const statementSettingsSet = defineOperation({
  name: 'statement_settings.set',
  summary: 'Set how statements are made; those that are issued stay as they are',
  permission: 'statements.write',
  scope: 'tenant',
  input: StatementSettings,
  output: Saved.extend({ version: versionNumber }),
  errors: ['precondition_failed'],
  examples: [
    {
      document: 'invoice',
      automatic: ['tenant', 'department'],
      payment_terms_days: 14,
      recipients: ['ap@example.com'],
      sap: { company_code: '1000', expense_account: '476100', clearing_account: '199100' },
      oracle: { ledger_id: '300000001', expense_segments: ['01', '{cost_center}', '6410'], clearing_segments: ['01', '000', '2100'] },
    },
  ],
  http: { method: 'PUT', path: '/statements/settings' },
});
