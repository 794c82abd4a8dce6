import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { line, paragraph, searchText, versionNumber } from './fields.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';
import { scopeOfOne } from './role-scope.ts';

export const clientStatuses = ['active', 'disabled'] as const;

/** Seconds an access token lives: unless said, at least, and at most. */
export const accessTokenSeconds = { default: 3600, least: 60, most: 86_400 } as const;

/** Hours a former secret can go on working beside the one that replaced it, at most. */
export const secretOverlapHoursMax = 24 * 7;

const ClientRole = z.strictObject({
  role_id: publicId('role'),
  role_title: z.string(),
  scope_kind: z.string(),
  scope_name: z.string().nullable().meta({ description: 'Name of the part of the organization; null for all of it' }),
});

/** A service account with its OAuth client, without the secret. */
export const OauthClient = z
  .strictObject({
    id: publicId('oauthClient').meta({ description: 'The client_id' }),
    name: z.string(),
    description: z.string(),
    user_id: publicId('user').meta({ description: 'The service account: grant and revoke its roles by /user-roles' }),
    roles: z.array(ClientRole).meta({ description: 'At most fifty' }),
    display: z.string().meta({ description: 'What tells the secret from others; cannot be used as one', examples: ['tgs_…4f2a'] }),
    former_secret_expires_at: instant.nullable().meta({ description: 'Until when the secret before the last rotation works' }),
    token_seconds: z.number().int().meta({ description: 'How long an access token lives' }),
    status: z.enum(clientStatuses),
    last_used_at: instant.nullable().meta({ description: 'Within a minute' }),
    created_by_name: z.string(),
    created_at: instant,
    updated_at: instant,
    version: versionNumber,
  })
  .meta({ id: 'OauthClient' });
export type OauthClient = z.output<typeof OauthClient>;

/** The answers that show a secret: the only ones that ever do. */
export const NewOauthClient = OauthClient.extend({
  secret: z.string().meta({ description: 'The client_secret. Shown once; nothing stores it in readable form' }),
}).meta({ id: 'NewOauthClient' });
export type NewOauthClient = z.output<typeof NewOauthClient>;

const clientId = publicId('oauthClient');
const exampleId = 'ocl_01jdnhwyg0e008000000000001';
const tokenSeconds = z.number().int().min(accessTokenSeconds.least).max(accessTokenSeconds.most);
const read = { permission: 'clients.read', scope: 'tenant' } as const;
const write = { permission: 'clients.write', scope: 'tenant' } as const;

export const clientList = defineOperation({
  ...read,
  name: 'client.list',
  summary: 'List service accounts with their OAuth clients',
  input: z.strictObject({
    ...pageInput,
    search: searchText,
    status: z.enum([...clientStatuses, 'all']).default('all'),
    sort: z.enum(['name', '-name', 'created_at', '-created_at']).default('name'),
  }),
  output: pageOf(OauthClient),
  errors: ['invalid_cursor'],
  examples: [{}, { status: 'active', sort: '-created_at' }],
  http: { method: 'GET', path: '/clients' },
  recordsReads: true,
});

export const clientGet = defineOperation({
  ...read,
  name: 'client.get',
  summary: 'Get a service account with its OAuth client',
  input: z.strictObject({ client_id: clientId }),
  output: OauthClient,
  examples: [{ client_id: exampleId }],
  http: { method: 'GET', path: '/clients/{client_id}' },
  recordsReads: true,
});

export const clientCreate = defineOperation({
  ...write,
  name: 'client.create',
  summary: 'Create a service account with an OAuth client; the answer alone shows its secret',
  stepUp: true,
  inPerson: true,
  input: scopeOfOne(
    z.strictObject({
      name: line(120),
      description: paragraph(1000).default(''),
      role_id: publicId('role').meta({ description: 'Role of the service account; one that you could grant' }),
      department_id: publicId('department').optional().meta({ description: 'Where it holds the role; the whole organization unless said' }),
      team_id: publicId('team').optional(),
      token_seconds: tokenSeconds.default(accessTokenSeconds.default),
    }),
  ),
  output: NewOauthClient,
  errors: ['limit_reached'],
  examples: [{ name: 'Billing export', role_id: 'role_01jdnhwyg0e008000000000001' }],
  http: { method: 'POST', path: '/clients', status: 201 },
  touches: ['access'],
});

export const clientUpdate = defineOperation({
  ...write,
  name: 'client.update',
  summary: 'Change, disable or enable an OAuth client; disabled, its tokens stop at once',
  input: z.strictObject({
    client_id: clientId,
    name: line(120).optional(),
    description: paragraph(1000).optional(),
    token_seconds: tokenSeconds.optional(),
    status: z.enum(clientStatuses).optional(),
  }),
  output: OauthClient,
  errors: ['precondition_failed'],
  examples: [{ client_id: exampleId, description: 'Runs every night' }],
  http: { method: 'PATCH', path: '/clients/{client_id}' },
});

export const clientRotate = defineOperation({
  ...write,
  name: 'client.rotate',
  summary: 'Replace the secret of an OAuth client; the answer alone shows the new one',
  stepUp: true,
  inPerson: true,
  input: z.strictObject({
    client_id: clientId,
    overlap_hours: z
      .number()
      .int()
      .min(0)
      .max(secretOverlapHoursMax)
      .default(0)
      .meta({ description: 'How long the former secret goes on working; 0 ends it, and every access token, at once' }),
  }),
  output: NewOauthClient,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ client_id: exampleId, overlap_hours: 24 }],
  http: { method: 'POST', path: '/clients/{client_id}/rotate', status: 201 },
});
