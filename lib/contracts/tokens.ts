import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { line, searchText, versionNumber } from './fields.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';
import { allPermissions } from './permissions.ts';

/** `person`: its owner's power, narrowed; `tenant`: the organization's, which no person's leaving ends. */
export const tokenOwners = ['person', 'tenant'] as const;
export const tokenStatuses = ['active', 'expired', 'revoked'] as const;

/** Days a personal token lives unless said, and at most. */
export const personalTokenDaysDefault = 90;
export const personalTokenDaysMax = 366;

const names: ReadonlySet<string> = new Set(allPermissions);

/** Permissions by name, none twice. Wildcards are refused: a token should not gain what is added to the product later. */
export const permissionNames = z
  .array(z.string().refine((name) => names.has(name), { error: 'Not a permission; GET /api/v1/permissions lists them' }))
  .min(1)
  .max(200)
  .refine((list) => new Set(list).size === list.length, { error: 'A permission is named twice' })
  .meta({ description: 'Names of permissions', examples: [['users.read']] });

/** An API token, without the token. */
export const ApiToken = z
  .strictObject({
    id: publicId('apiToken'),
    name: z.string(),
    owner: z.enum(tokenOwners),
    user_id: publicId('user').meta({ description: 'The person, or the service account of a token of the organization' }),
    user_name: z.string(),
    display: z.string().meta({ description: 'What tells the token from others; cannot be used as one', examples: ['tgm_…4f2a'] }),
    permissions: z.array(z.string()).meta({ description: 'At most these; a personal token never more than its owner holds' }),
    status: z.enum(tokenStatuses),
    expires_at: instant.nullable(),
    last_used_at: instant.nullable().meta({ description: 'Within a minute' }),
    revoked_at: instant.nullable(),
    created_by_name: z.string(),
    created_at: instant,
    version: versionNumber,
  })
  .meta({ id: 'ApiToken' });
export type ApiToken = z.output<typeof ApiToken>;

/** The answer that shows a new token: the only one that ever does. */
export const NewApiToken = ApiToken.extend({
  secret: z.string().meta({ description: 'The token itself. Shown once; nothing stores it in readable form' }),
}).meta({ id: 'NewApiToken' });
export type NewApiToken = z.output<typeof NewApiToken>;

const exampleId = 'tok_01jdnhwyg0e008000000000001';
const placed = { of: 'token', from: 'token_id' } as const;

export const tokenList = defineOperation({
  name: 'token.list',
  summary: 'List API tokens; own ones for everybody',
  permission: 'tokens.read',
  ownPermission: 'tokens.own',
  scope: 'list',
  input: z.strictObject({
    ...pageInput,
    search: searchText.meta({ description: 'Part of the name, or the end of the token' }),
    status: z.enum([...tokenStatuses, 'all']).default('all'),
    owner: z.enum(tokenOwners).optional(),
    user_id: publicId('user').optional(),
    permission: z.string().max(64).optional().meta({ description: 'Tokens that name this permission' }),
    sort: z.enum(['name', '-name', 'created_at', '-created_at']).default('-created_at'),
  }),
  output: pageOf(ApiToken),
  errors: ['invalid_cursor'],
  examples: [{}, { status: 'active', owner: 'tenant', sort: 'name' }],
  http: { method: 'GET', path: '/tokens' },
  recordsReads: true,
});

export const tokenGet = defineOperation({
  name: 'token.get',
  summary: 'Get an API token',
  permission: 'tokens.read',
  ownPermission: 'tokens.own',
  scope: placed,
  input: z.strictObject({ token_id: publicId('apiToken') }),
  output: ApiToken,
  examples: [{ token_id: exampleId }],
  http: { method: 'GET', path: '/tokens/{token_id}' },
  recordsReads: true,
});

export const tokenCreate = defineOperation({
  name: 'token.create',
  summary: 'Create an API token; the answer alone shows it',
  permission: 'tokens.write',
  ownPermission: 'tokens.own',
  scope: 'list',
  stepUp: true,
  inPerson: true,
  input: z.strictObject({
    name: line(120),
    owner: z.enum(tokenOwners).default('person'),
    permissions: permissionNames,
    expires_at: instant
      .nullable()
      .optional()
      .meta({
        description: `A personal token ends after ${personalTokenDaysDefault} days unless said, ${personalTokenDaysMax} at most; one of the organization never unless said`,
      }),
  }),
  output: NewApiToken,
  errors: ['limit_reached'],
  examples: [
    { name: 'Reports', permissions: ['users.read', 'usage.read'] },
    { name: 'Directory', owner: 'tenant', permissions: ['scim.provision'], expires_at: null },
  ],
  http: { method: 'POST', path: '/tokens', status: 201 },
});

export const tokenRevoke = defineOperation({
  name: 'token.revoke',
  summary: 'Revoke an API token: its next request is refused',
  permission: 'tokens.write',
  ownPermission: 'tokens.own',
  scope: placed,
  input: z.strictObject({ token_id: publicId('apiToken') }),
  output: ApiToken,
  errors: ['precondition_failed'],
  examples: [{ token_id: exampleId }],
  http: { method: 'POST', path: '/tokens/{token_id}/revoke' },
});
