import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { line, versionNumber } from './fields.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';

/** Tokens of one organization that are not over, and days one lives, at most. */
export const biTokensMax = 50;
const biTokenDaysMax = 366;

/** Lets a tool read the organization's sums by SQL. */
export const BiToken = z
  .strictObject({
    id: publicId('biToken'),
    name: z.string(),
    state: z.enum(['active', 'expired', 'revoked']),
    created_by_name: z.string(),
    created_at: instant,
    expires_at: instant,
    revoked_at: instant.nullable(),
    version: versionNumber,
  })
  .meta({ id: 'BiToken' });
export type BiToken = z.output<typeof BiToken>;

const NewBiToken = BiToken.extend({
  secret: z.string().meta({ description: 'The token itself, for `SET tollgate.bi`. Shown once; nothing stores it' }),
  database: z.string().meta({ description: 'Name of the database' }),
  user: z.string().meta({ description: 'The database user of this organization’s tools; who runs Tollgate makes it and has its password' }),
}).meta({ id: 'NewBiToken' });

const exampleId = 'bit_01jdnhwyg0e008000000000001';
const write = { permission: 'tokens.write', scope: 'tenant' } as const;

export const biTokenList = defineOperation({
  name: 'bi_token.list',
  summary: 'List tokens by which tools read sums by SQL, newest first',
  permission: 'tokens.read',
  scope: 'tenant',
  input: z.strictObject(pageInput),
  output: pageOf(BiToken),
  errors: ['invalid_cursor'],
  examples: [{}],
  http: { method: 'GET', path: '/bi-tokens' },
  recordsReads: true,
});

export const biTokenCreate = defineOperation({
  ...write,
  name: 'bi_token.create',
  summary: 'Create a token by which a tool reads sums of the whole organization by SQL; the answer alone shows it',
  stepUp: true,
  inPerson: true,
  input: z.strictObject({ name: line(120), days: z.number().int().min(1).max(biTokenDaysMax).default(90) }),
  output: NewBiToken,
  errors: ['limit_reached'],
  examples: [{ name: 'Tableau', days: 90 }],
  http: { method: 'POST', path: '/bi-tokens', status: 201 },
});

export const biTokenRevoke = defineOperation({
  ...write,
  name: 'bi_token.revoke',
  summary: 'Revoke a token: the next statement of whoever has it sees nothing',
  input: z.strictObject({ bi_token_id: publicId('biToken') }),
  output: BiToken,
  errors: ['precondition_failed'],
  examples: [{ bi_token_id: exampleId }],
  http: { method: 'DELETE', path: '/bi-tokens/{bi_token_id}' },
});
