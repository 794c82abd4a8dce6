import { z } from 'zod';
import { ImportFault, importFaultsMax } from './members.ts';
import { defineOperation } from './operation.ts';

/** Rows that a file of departments, teams or people may have, without its header. */
export const organizationRowsMax = 20_000;
/** Bytes that such a file may have. */
export const organizationBytesMax = 8 * 1024 * 1024;
/** Changes that a preview shows at most; the rest are counted. */
export const shownChangesMax = 200;

const count = z.number().int().min(0);

/** What one row of a file would do, or did. */
export const ImportedRow = z.strictObject({
  line: z.number().int().min(1),
  action: z.enum(['create', 'change']),
  name: z.string(),
  detail: z.string().meta({ description: 'In words, such as "into Research"' }),
});
export type ImportedRow = z.output<typeof ImportedRow>;

/** What a file does to the organization. */
export const ImportResult = z
  .strictObject({
    applied: z.boolean().meta({ description: 'False for a preview, which changes nothing' }),
    rows: count.meta({ description: 'Rows in the file, without the header' }),
    created: count,
    changed: count,
    unchanged: count,
    changes: z.array(ImportedRow).meta({ description: `The first ${shownChangesMax} of them` }),
    fault_count: count,
    faults: z.array(ImportFault).meta({ description: `The first ${importFaultsMax} faults; with one, nothing can be applied` }),
  })
  .meta({ id: 'ImportResult' });
export type ImportResult = z.output<typeof ImportResult>;

const shared = {
  scope: 'tenant',
  input: z.strictObject({
    apply: z.enum(['false', 'true']).default('false').meta({ description: 'false: a preview; true: carried out, whole or not at all' }),
  }),
  output: ImportResult,
  errors: ['body_too_large', 'unsupported_media_type', 'limit_reached', 'conflict'] as const,
  examples: [{ apply: 'true' as const }],
  touches: ['organization', 'access'] as const,
} as const;

const http = { method: 'POST', kind: 'upload', contentTypes: ['text/csv'], bodyBytesMax: organizationBytesMax } as const;

/** What an import of anything has in common: a preview or the whole of it, as CSV, by those who may do it everywhere. */
export const importOf = (path: `/${string}`) => ({
  ...{ scope: shared.scope, input: shared.input, output: shared.output, errors: shared.errors, examples: [...shared.examples] },
  http: { ...http, path },
});

export const departmentImport = defineOperation({
  ...shared,
  examples: [...shared.examples],
  name: 'department.import',
  summary: 'Create and move departments by a CSV file: name, parent',
  permission: 'departments.write',
  http: { ...http, path: '/departments/import' },
});

export const teamImport = defineOperation({
  ...shared,
  examples: [...shared.examples],
  name: 'team.import',
  summary: 'Create, move and describe teams by a CSV file: name, department, parent, description',
  permission: 'teams.write',
  http: { ...http, path: '/teams/import' },
});

export const userImport = defineOperation({
  ...shared,
  examples: [...shared.examples],
  name: 'user.import',
  summary: 'Add people and put them into teams by a CSV file: email, name, team, team_role, role',
  permission: 'users.write',
  http: { ...http, path: '/users/import' },
});
