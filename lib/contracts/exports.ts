import { z } from 'zod';
import { defineOperation } from './operation.ts';

/** Longest range of one export, in days. */
export const exportDaysMax = 366;

const day = z.iso.date().meta({ description: 'A day in UTC, such as 2026-11-01', examples: ['2026-11-01'] });
const dayMs = 86_400_000;

const version = z.enum(['1.2', '1.4']).default('1.2');

/** What a file of FOCUS is made of; its names are those of the specification. */
export const FocusMetadata = z.strictObject({
  DataGenerator: z.strictObject({ DataGenerator: z.string() }),
  Schema: z.array(
    z.strictObject({
      SchemaId: z.uuid().meta({ description: 'The same as long as columns and their types are' }),
      SchemaName: z.string(),
      FocusVersion: z.string(),
      CreationDate: z.string(),
      ColumnDefinition: z.array(
        z.strictObject({
          ColumnName: z.string(),
          DataType: z.enum(['STRING', 'DECIMAL', 'DATETIME', 'JSON']),
          StringEncoding: z.literal('UTF-8').optional(),
          NumericPrecision: z.int().optional(),
          NumberScale: z.int().optional(),
        }),
      ),
    }),
  ),
});
export type FocusMetadata = z.output<typeof FocusMetadata>;

export const focusMetadata = defineOperation({
  name: 'focus.metadata',
  summary: 'Get the schema metadata of the FOCUS export: its version, columns and types',
  permission: 'usage.read',
  scope: 'tenant',
  input: z.strictObject({ version }),
  output: FocusMetadata,
  examples: [{}, { version: '1.4' }],
  http: { method: 'GET', path: '/exports/focus/metadata' },
});

export const focusExport = defineOperation({
  name: 'focus.export',
  summary: 'Download the cost of calls as FOCUS 1.2 or 1.4 (FinOps Open Cost and Usage Specification)',
  permission: 'usage.read',
  scope: 'tenant',
  input: z
    .strictObject({
      from: day,
      to: day.meta({ description: 'The day after the last one' }),
      perspective: z.enum(['usage', 'showback']).default('usage').meta({
        description: 'usage: billed by the providers; showback: BilledCost is 0, for tools that also read the providers’ own exports',
      }),
      version: version.meta({
        description: '1.2 is what most tools read; 1.4 names ServiceProviderName and HostProviderName in place of provider and publisher',
      }),
    })
    .check(({ value, issues }) => {
      const days = (Date.parse(value.to) - Date.parse(value.from)) / dayMs;
      if (days >= 1 && days <= exportDaysMax) return;
      const message = days < 1 ? '"to" must be after "from"' : `At most ${exportDaysMax} days at once`;
      issues.push({ code: 'custom', message, path: ['to'], input: value.to });
    }),
  output: z.string().meta({ description: 'CSV with the columns of FOCUS, then Tollgate’s own, which begin with x_' }),
  examples: [
    { from: '2026-11-01', to: '2026-11-03' },
    { from: '2026-11-01', to: '2026-11-02', perspective: 'showback' },
    { from: '2026-11-01', to: '2026-11-02', version: '1.4' },
  ],
  http: { method: 'GET', path: '/exports/focus', kind: 'download', contentTypes: ['text/csv'] },
  recordsReads: true,
});
