import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { line, searchText, versionNumber } from './fields.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';
import { residencies } from './tenant.ts';

/** Where a provider can process what it is sent. */
export const regions = residencies.filter((residency) => residency !== 'global');

/** Models one connection can list, at most. */
export const connectionModelsMax = 500;
/** Connections of one tenant that are not archived, at most. */
export const connectionsMax = 200;

/** A provider that connections can be made to. */
export const Provider = z.strictObject({
  name: z.string(),
  label: z.string(),
  base_url: z.string().nullable().meta({ description: 'Address used unless the connection has its own' }),
  needs_base_url: z.boolean(),
  takes_base_url: z.boolean().meta({ description: 'False for a provider inside this process' }),
  needs_credential: z.boolean(),
  credential: z
    .strictObject({ label: z.string(), hint: z.string(), is_long: z.boolean().meta({ description: 'Several lines, such as a file' }) })
    .nullable()
    .meta({ description: 'What its credential is; null where there is none' }),
  settings: z
    .array(z.strictObject({ name: z.string(), label: z.string(), hint: z.string(), is_required: z.boolean(), example: z.string() }))
    .meta({ description: 'What it wants to be told beside address and credential' }),
  lists_models: z.boolean().meta({ description: 'Whether a connection without models of its own serves what the catalogue lists' }),
  names_models: z.boolean().meta({ description: 'Whether connections may have names of their own for models (deployments)' }),
});
export type Provider = z.output<typeof Provider>;

/** The steps of a test, in the order in which they are taken; those that do not apply are left out. */
const testSteps = ['dns', 'connect', 'tls', 'token', 'credential', 'models', 'call'] as const;

const TestStep = z.strictObject({
  step: z.enum(testSteps).meta({
    description:
      'Name to address, connection, TLS, token for the credential, whether the provider takes the credential, its list of models, the smallest call',
  }),
  ok: z.boolean(),
  latency_ms: z.number().int().min(0),
  message: z.string().meta({ description: 'What was found, or went wrong' }),
});
export type TestStep = z.output<typeof TestStep>;

/** What came of a connection's last test. */
export const TestResult = z.strictObject({
  ok: z.boolean(),
  latency_ms: z.number().int().min(0),
  message: z.string(),
  models: z.array(z.string()).optional().meta({ description: 'Models the provider listed' }),
  steps: z.array(TestStep).optional().meta({ description: 'Absent in tests that an earlier release made' }),
});
export type TestResult = z.output<typeof TestResult>;

/** A tenant's own access to a provider. The credential is never shown again. */
export const Connection = z.strictObject({
  id: publicId('connection'),
  name: z.string(),
  provider: z.string(),
  provider_label: z.string(),
  base_url: z.string().nullable().meta({ description: 'Null: the provider’s own address' }),
  has_credential: z.boolean(),
  last_four: z.string().nullable().meta({ description: 'The credential’s last four characters' }),
  rotated_at: instant.nullable().meta({ description: 'When the credential was last set' }),
  models: z.array(z.string()).meta({ description: 'Models it serves; empty leaves it to the provider' }),
  settings: z.record(z.string(), z.string()).meta({ description: 'By the names of the provider’s settings' }),
  model_names: z.record(z.string(), z.string()).meta({ description: 'What models are called there where that differs (deployments)' }),
  region: z.enum(regions).nullable().meta({ description: 'Where the provider processes what it is sent; null where nobody has said' }),
  status: z.enum(['active', 'disabled', 'archived']),
  tested_at: instant.nullable(),
  test_result: TestResult.nullable(),
  created_at: instant,
  updated_at: instant,
  version: versionNumber,
});
export type Connection = z.output<typeof Connection>;

const connectionId = publicId('connection');
const exampleId = 'conn_01jdnhwyg0e008000000000001';

// The name is what callers put before a model (`name/model`), so it can hold no slash.
const name = line(80).refine((text) => !text.includes('/'), { error: 'Must not hold a slash' });
const baseUrl = z
  .string()
  .trim()
  .min(1)
  .max(500)
  .meta({ description: 'Address up to and without the last slash', examples: ['https://llm.example.com/v1'] });
// The provider says what its credential looks like; a service account's key is a file of several lines.
const credential = z
  .string()
  .trim()
  .min(1)
  .max(16_384)
  .meta({ description: 'Encrypted at once; no answer, log or audit entry ever holds it' });
const models = z.array(line(200)).max(connectionModelsMax).meta({ description: 'Empty leaves it to the provider' });
const settings = z
  .record(z.string().regex(/^[a-z_]{1,40}$/), line(200))
  .meta({ description: 'What the provider wants to be told, such as a region; GET /api/v1/providers lists it' });
const modelNames = z
  .record(line(200), line(200))
  .refine((names) => Object.keys(names).length <= connectionModelsMax, { error: `At most ${connectionModelsMax} models` })
  .meta({ description: 'What models are called there where that differs: deployments by model name' });

const region = z
  .enum(regions)
  .meta({ description: 'Where the provider processes what it is sent; a tenant bound to a region reaches no other' });

export const providerList = defineOperation({
  name: 'provider.list',
  summary: 'List the providers that connections can be made to',
  permission: 'connections.read',
  scope: 'list',
  input: z.strictObject({}),
  output: z.strictObject({ data: z.array(Provider), next_cursor: z.null() }),
  examples: [{}],
  http: { method: 'GET', path: '/providers' },
});

export const connectionList = defineOperation({
  name: 'connection.list',
  summary: 'List connections to providers',
  permission: 'connections.read',
  scope: 'list',
  input: z.strictObject({
    ...pageInput,
    search: searchText,
    provider: line(80).optional(),
    status: z.enum(['active', 'disabled', 'archived', 'all']).optional().meta({ description: 'Active and disabled ones unless said' }),
    sort: z.enum(['name', '-name', 'created_at', '-created_at']).default('name'),
  }),
  output: pageOf(Connection),
  errors: ['invalid_cursor'],
  examples: [{}, { status: 'active', provider: 'openai', sort: '-created_at' }],
  http: { method: 'GET', path: '/connections' },
  recordsReads: true,
});

export const connectionGet = defineOperation({
  name: 'connection.get',
  summary: 'Get a connection',
  permission: 'connections.read',
  scope: 'list',
  input: z.strictObject({ connection_id: connectionId }),
  output: Connection,
  examples: [{ connection_id: exampleId }],
  http: { method: 'GET', path: '/connections/{connection_id}' },
  recordsReads: true,
});

export const connectionCreate = defineOperation({
  name: 'connection.create',
  summary: 'Connect a provider',
  permission: 'connections.write',
  scope: 'tenant',
  input: z.strictObject({
    name,
    provider: line(80).meta({ description: 'A name from GET /api/v1/providers' }),
    base_url: baseUrl.optional(),
    credential: credential.optional(),
    models: models.default([]),
    settings: settings.default({}),
    model_names: modelNames.default({}),
    region: region.optional(),
  }),
  output: Connection,
  errors: ['conflict', 'limit_reached', 'address_not_allowed'],
  examples: [
    { name: 'OpenAI', provider: 'openai', credential: 'sk-example' },
    {
      name: 'Azure West Europe',
      provider: 'azure',
      base_url: 'https://acme.openai.azure.com',
      credential: '0123456789abcdef',
      settings: { api_version: '2024-10-21' },
      model_names: { 'gpt-4o': 'our-gpt-4o' },
    },
  ],
  http: { method: 'POST', path: '/connections', status: 201 },
  touches: ['connections'],
});

export const connectionUpdate = defineOperation({
  name: 'connection.update',
  summary: 'Change a connection; another host needs the credential again',
  permission: 'connections.write',
  scope: 'tenant',
  input: z.strictObject({
    connection_id: connectionId,
    name: name.optional(),
    base_url: baseUrl.nullable().optional().meta({ description: 'Null for the provider’s own address' }),
    credential: credential.optional(),
    models: models.optional(),
    settings: settings.optional(),
    model_names: modelNames.optional(),
    region: region.nullable().optional(),
  }),
  output: Connection,
  errors: ['conflict', 'precondition_failed', 'address_not_allowed'],
  examples: [{ connection_id: exampleId, name: 'OpenAI (Europe)' }],
  http: { method: 'PATCH', path: '/connections/{connection_id}' },
  touches: ['connections'],
});

const act = (verb: 'disable' | 'enable' | 'archive', summary: string) =>
  defineOperation({
    name: `connection.${verb}`,
    summary,
    permission: 'connections.write',
    scope: 'tenant',
    input: z.strictObject({ connection_id: connectionId }),
    output: Connection,
    errors: ['conflict', 'precondition_failed'],
    examples: [{ connection_id: exampleId }],
    http: { method: 'POST', path: `/connections/{connection_id}/${verb}` },
    touches: ['connections'],
  });

export const connectionDisable = act('disable', 'Take a connection out of service within two seconds');
export const connectionEnable = act('enable', 'Put a connection back into service');
export const connectionArchive = act('archive', 'Archive a connection and destroy its credential');

export const connectionRotate = defineOperation({
  name: 'connection.rotate',
  summary: 'Replace the credential of a connection',
  permission: 'connections.write',
  scope: 'tenant',
  stepUp: true,
  input: z.strictObject({ connection_id: connectionId, credential }),
  output: Connection,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ connection_id: exampleId, credential: 'sk-example-2' }],
  http: { method: 'POST', path: '/connections/{connection_id}/rotate' },
  touches: ['connections'],
});

export const connectionTest = defineOperation({
  name: 'connection.test',
  summary: 'Call the provider once and say what came of it',
  permission: 'connections.test',
  scope: 'list',
  input: z.strictObject({ connection_id: connectionId }),
  output: Connection,
  errors: ['conflict'],
  examples: [{ connection_id: exampleId }],
  http: { method: 'POST', path: '/connections/{connection_id}/test' },
  touches: ['connections'],
});

export const connectionRenewEncryption = defineOperation({
  name: 'connection.renew_encryption',
  summary: 'Encrypt all credentials under a new data key',
  permission: 'connections.write',
  scope: 'tenant',
  stepUp: true,
  input: z.strictObject({}),
  output: z.strictObject({ credentials: z.number().int().min(0).meta({ description: 'Credentials encrypted again' }) }),
  examples: [{}],
  http: { method: 'POST', path: '/connections/renew-encryption' },
  touches: ['connections', 'mcp'],
});
