import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { line, searchText, versionNumber } from './fields.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';
import { ssoKindNames } from './sso-kinds.ts';
import { SsoClaims, SsoConnection, ssoFields } from './sso-resource.ts';

const connectionId = publicId('ssoConnection');
const exampleId = 'sso_01jdnhwyg0e008000000000001';

export const ssoConnectionList = defineOperation({
  name: 'sso_connection.list',
  summary: 'List identity providers',
  permission: 'sso.read',
  scope: 'tenant',
  input: z.strictObject({
    ...pageInput,
    search: searchText,
    status: z.enum(['active', 'disabled', 'archived', 'all']).optional().meta({ description: 'Active and disabled ones unless said' }),
    sort: z.enum(['name', '-name', 'created_at', '-created_at']).default('name'),
  }),
  output: pageOf(SsoConnection),
  errors: ['invalid_cursor'],
  examples: [{}, { status: 'active' }],
  http: { method: 'GET', path: '/sso' },
});

export const ssoConnectionGet = defineOperation({
  name: 'sso_connection.get',
  summary: 'Get an identity provider',
  permission: 'sso.read',
  scope: 'tenant',
  input: z.strictObject({ sso_connection_id: connectionId }),
  output: SsoConnection,
  examples: [{ sso_connection_id: exampleId }],
  http: { method: 'GET', path: '/sso/{sso_connection_id}' },
});

export const ssoConnectionCreate = defineOperation({
  name: 'sso_connection.create',
  summary: 'Connect an identity provider; it is out of service until it is switched on',
  permission: 'sso.write',
  scope: 'tenant',
  stepUp: true,
  input: z.strictObject({
    ...{ name: line(80), kind: z.enum(ssoKindNames) },
    ...{ issuer: ssoFields.issuer.optional(), client_id: ssoFields.client_id.optional(), credential: ssoFields.credential.optional() },
    scopes: ssoFields.scopes.optional().meta({ description: 'Beside `openid`; `profile` and `email` unless said' }),
    ...{ metadata: ssoFields.metadata.optional(), idp_entity_id: ssoFields.idp_entity_id.optional() },
    ...{ idp_sso_url: ssoFields.idp_sso_url.optional(), idp_slo_url: ssoFields.idp_slo_url.optional() },
    idp_certificates: ssoFields.idp_certificates.optional(),
    allow_idp_initiated: ssoFields.allow_idp_initiated.default(false),
    claims: SsoClaims.default({}),
    ...{ required_groups: ssoFields.required_groups.default([]), group_mappings: ssoFields.group_mappings.default([]) },
    ...{ default_role_id: ssoFields.default_role_id.optional(), provisions: ssoFields.provisions.default(true) },
  }),
  output: SsoConnection,
  errors: ['conflict', 'limit_reached', 'address_not_allowed'],
  examples: [
    { name: 'Okta', kind: 'okta', issuer: 'https://acme.okta.com', client_id: '0oa1example', credential: 'example-secret-1234' },
    {
      name: 'Our SAML',
      kind: 'saml',
      idp_entity_id: 'https://idp.example.com/metadata',
      idp_sso_url: 'https://idp.example.com/sso',
      idp_certificates: [
        'MIIBejCCASGgAwIBAgIUUABXAQoFkRWf2tmH7vbj+214cFowCgYIKoZIzj0EAwIwEjEQMA4GA1UEAwwHZXhhbXBsZTAgFw0yNjExMjExNDQxMTZaGA8yMTI2MTAyODE0NDExNlowEjEQMA4GA1UEAwwHZXhhbXBsZTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABAvkc80X3d4c0imvN+IFpPZXjRBq0RYGsuWl/lyspK1CSowX4ce2lkhLSuT5x7Z9WLgAE8H0m4UcKSoTSb8rknajUzBRMB0GA1UdDgQWBBSdiY4l3gCNvGsg1+513MwcCSwTHTAfBgNVHSMEGDAWgBSdiY4l3gCNvGsg1+513MwcCSwTHTAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0cAMEQCIA3NnHlUFVwZdUAsbSljkzCqBkRIGFI7JkuLUaXFJAPdAiB+lmDwGyej61h4OsH3Rx6lWWmPJxY3yvatE4CVA7Hmpw==',
      ],
    },
  ],
  http: { method: 'POST', path: '/sso', status: 201 },
});

export const ssoConnectionUpdate = defineOperation({
  name: 'sso_connection.update',
  summary: 'Change an identity provider, or switch it on or off; another issuer needs the secret again',
  permission: 'sso.write',
  scope: 'tenant',
  stepUp: true,
  input: z.strictObject({
    ...{ sso_connection_id: connectionId, name: line(80).optional(), status: z.enum(['active', 'disabled']).optional() },
    ...{ issuer: ssoFields.issuer.optional(), client_id: ssoFields.client_id.optional(), credential: ssoFields.credential.optional() },
    ...{ scopes: ssoFields.scopes.optional(), metadata: ssoFields.metadata.optional() },
    ...{ idp_entity_id: ssoFields.idp_entity_id.optional(), idp_sso_url: ssoFields.idp_sso_url.optional() },
    ...{ idp_slo_url: ssoFields.idp_slo_url.nullable().optional(), idp_certificates: ssoFields.idp_certificates.optional() },
    ...{ allow_idp_initiated: ssoFields.allow_idp_initiated.optional(), claims: SsoClaims.optional() },
    ...{ required_groups: ssoFields.required_groups.optional(), group_mappings: ssoFields.group_mappings.optional() },
    ...{ default_role_id: ssoFields.default_role_id.nullable().optional(), provisions: ssoFields.provisions.optional() },
  }),
  output: SsoConnection,
  errors: ['conflict', 'precondition_failed', 'address_not_allowed'],
  examples: [{ sso_connection_id: exampleId, required_groups: ['tollgate-users'] }],
  http: { method: 'PATCH', path: '/sso/{sso_connection_id}' },
});

export const ssoConnectionArchive = defineOperation({
  name: 'sso_connection.archive',
  summary: 'Archive an identity provider and destroy its secret; nobody signs in there any more',
  permission: 'sso.write',
  scope: 'tenant',
  stepUp: true,
  input: z.strictObject({ sso_connection_id: connectionId }),
  output: SsoConnection,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ sso_connection_id: exampleId }],
  http: { method: 'POST', path: '/sso/{sso_connection_id}/archive' },
});

export const ssoConnectionTest = defineOperation({
  name: 'sso_connection.test',
  summary: 'Ask the identity provider for what sign-ins need, and say step by step what came of it',
  permission: 'sso.write',
  scope: 'tenant',
  input: z.strictObject({ sso_connection_id: connectionId }),
  output: SsoConnection,
  errors: ['conflict'],
  examples: [{ sso_connection_id: exampleId }],
  http: { method: 'POST', path: '/sso/{sso_connection_id}/test' },
});

export const ssoConnectionRenewKey = defineOperation({
  name: 'sso_connection.renew_key',
  summary: 'Make a new key for encrypted SAML assertions; the one before goes on opening them',
  permission: 'sso.write',
  scope: 'tenant',
  stepUp: true,
  input: z.strictObject({ sso_connection_id: connectionId }),
  output: SsoConnection,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ sso_connection_id: exampleId }],
  http: { method: 'POST', path: '/sso/{sso_connection_id}/renew-key' },
});

export const ssoConnectionUnlink = defineOperation({
  name: 'sso_connection.unlink',
  summary: 'Forget who a person is at the provider; the next sign-in finds the account by its address',
  permission: 'sso.write',
  scope: 'tenant',
  stepUp: true,
  input: z.strictObject({ sso_connection_id: connectionId, user_id: publicId('user') }),
  output: z.null(),
  examples: [{ sso_connection_id: exampleId, user_id: 'usr_01jdnhwyg0e008000000000001' }],
  http: { method: 'POST', path: '/sso/{sso_connection_id}/unlink', status: 204 },
});

/** How the organization's people sign in. */
export const SsoSettings = z.strictObject({
  enforced: z.boolean().meta({ description: 'Whether passwords are refused to everybody but the people named below' }),
  break_glass_user_ids: z
    .array(publicId('user'))
    .max(20)
    .meta({ description: 'Administrators who may always sign in by password, for the day the provider is down' }),
  version: versionNumber,
});
export type SsoSettings = z.output<typeof SsoSettings>;

export const ssoSettingsGet = defineOperation({
  name: 'sso_settings.get',
  summary: 'See whether single sign-on is enforced',
  permission: 'sso.read',
  scope: 'tenant',
  input: z.strictObject({}),
  output: SsoSettings,
  examples: [{}],
  http: { method: 'GET', path: '/sso/settings' },
});

export const ssoSettingsUpdate = defineOperation({
  name: 'sso_settings.update',
  summary: 'Enforce single sign-on, or stop; enforcing ends sessions that passwords opened',
  permission: 'sso.write',
  scope: 'tenant',
  stepUp: true,
  input: z.strictObject({
    enforced: z.boolean(),
    break_glass_user_ids: SsoSettings.shape.break_glass_user_ids,
  }),
  output: SsoSettings,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ enforced: false, break_glass_user_ids: [] }],
  http: { method: 'PUT', path: '/sso/settings' },
});

/** What single sign-on did. */
export const SsoSyncEntry = z.strictObject({
  id: publicId('ssoSyncEntry'),
  occurred_at: instant,
  sso_connection_id: connectionId,
  connection_name: z.string(),
  user_id: publicId('user').nullable(),
  email: z.string().nullable(),
  outcome: z.enum(['signed_in', 'provisioned', 'updated', 'tested', 'signed_out', 'refused', 'failed']),
  code: z.string().nullable().meta({ description: 'Why it was refused or failed' }),
  detail: z.string(),
  changes: z.array(z.string()).meta({ description: 'What was changed, a line each' }),
  request_id: publicId('request').nullable(),
});
export type SsoSyncEntry = z.output<typeof SsoSyncEntry>;

export const ssoSyncLogList = defineOperation({
  name: 'sso_sync_log.list',
  summary: 'List what single sign-on did, newest first',
  permission: 'sso.read',
  scope: 'tenant',
  input: z.strictObject({
    ...pageInput,
    sso_connection_id: connectionId.optional(),
    outcome: SsoSyncEntry.shape.outcome.optional(),
    search: searchText.meta({ description: 'Part of the e-mail address' }),
  }),
  output: pageOf(SsoSyncEntry),
  errors: ['invalid_cursor'],
  examples: [{}, { outcome: 'refused' }],
  http: { method: 'GET', path: '/sso/sync-logs' },
  recordsReads: true,
});
