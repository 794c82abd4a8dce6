import { generateKeyPairSync } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connection } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import type { CommandRuntime } from '#lib/command/context.ts';
import { createConnection, getConnection, listProviders, rotateCredential, updateConnection } from '#lib/connections/index.ts';
import { openWith, readWrappedKeys } from '#lib/connections/keyring.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { silentLogger } from '#lib/core/logger.ts';
import { loadTenant } from '#lib/gateway/snapshot/load-tenant.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { commandRuntimeOf, createSampleCompany, invocationOf, type SampleCompany } from '#tests/support/sample-company.ts';

let database: TestDatabase;
let runtime: CommandRuntime;
let company: SampleCompany;

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = commandRuntimeOf(database);
  company = await createSampleCompany(database, 'acme');
});
afterAll(async () => {
  await runtime.outbound.transport.close();
  await database.drop();
});

const admin = () => invocationOf(runtime, company, company.admin);
const idOf = (id: string): string => toPublicId('connection', id);
let names = 0;
const connect = (input: object) => {
  names += 1;
  return createConnection.execute(admin(), { name: `Connection ${names}`, ...input });
};
const azure = { provider: 'azure', base_url: 'https://acme.openai.azure.com', credential: '0123456789abcdef' };
const bedrock = {
  provider: 'bedrock',
  settings: { region: 'eu-central-1' },
  credential: 'AKIAIOSFODNN7EXAMPLE:wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const keyFile = JSON.stringify(
  {
    type: 'service_account',
    private_key_id: '0123abcd',
    private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    client_email: 'gateway@acme.iam.gserviceaccount.com',
  },
  null,
  2,
);

/** The connection as the gateway has it in memory. */
async function inGateway(id: string) {
  const loader = { masterKeys: runtime.masterKeys, inFlightMaxPerTenant: 1, logger: silentLogger, clock: runtime.clock };
  const tenant = await inTenant(database.databases.app, company.tenantId, (tx) => loadTenant(tx, company.tenantId, loader));
  return tenant.connections.find(({ connectionId }) => connectionId === id);
}

describe('[GW-3] what a provider wants to be told', () => {
  test('is listed with each provider, so that a form can ask for it', async () => {
    const { data } = await listProviders.execute(admin(), {});
    const named = (name: string) => data.find((provider) => provider.name === name);
    expect(named('azure')).toMatchObject({
      needs_base_url: true,
      names_models: true,
      settings: [{ name: 'api_version', is_required: false }, { name: 'cloud' }],
    });
    expect(named('vertex')).toMatchObject({
      needs_base_url: false,
      base_url: null,
      credential: { is_long: true },
      settings: [{ name: 'project', is_required: true }, { name: 'region' }],
    });
    expect(named('sandbox')).toMatchObject({ takes_base_url: false, credential: null, settings: [] });
    expect(named('openai')).toMatchObject({ settings: [], names_models: false, credential: { is_long: false } });
  });

  test('reaches the gateway, the names of models with it', async () => {
    const created = await connect({
      ...azure,
      settings: { api_version: '2024-10-21' },
      models: ['o3'],
      model_names: { 'gpt-4o': 'our deployment' },
    });
    expect(created).toMatchObject({
      models: ['o3', 'gpt-4o'],
      settings: { api_version: '2024-10-21' },
      model_names: { 'gpt-4o': 'our deployment' },
    });
    expect(await inGateway(created.id)).toMatchObject({
      models: ['o3', 'gpt-4o'],
      settings: { api_version: '2024-10-21' },
      modelNames: { 'gpt-4o': 'our deployment' },
      credential: '0123456789abcdef',
    });
    const plain = await connect({ provider: 'openai', credential: 'sk-0123456789' });
    expect(await inGateway(plain.id)).not.toHaveProperty('modelNames');
  });

  test.each([
    ['a setting that is missing', { ...bedrock, settings: {} }, '/settings/region', /needs it: Region, such as eu-central-1/],
    ['a setting that would lead elsewhere', { ...bedrock, settings: { region: 'x.evil.example/' } }, '/settings/region', /Must look like/],
    ['a setting of nobody', { ...bedrock, settings: { region: 'eu-central-1', zone: 'a' } }, '/settings/zone', /its settings are region/],
    [
      'a setting of another provider',
      { provider: 'openai', credential: 'sk-1', settings: { region: 'a' } },
      '/settings/region',
      /it has none/,
    ],
    ['names where there are none', { provider: 'openai', credential: 'sk-1', model_names: { a: 'b' } }, '/model_names', /same name/],
    ['half an access key', { ...bedrock, credential: 'AKIAIOSFODNN7EXAMPLE' }, '/credential', /secret access key is missing/],
    [
      'a key file of a person',
      { provider: 'vertex', credential: '{"type":"authorized_user"}', settings: {} },
      '/settings/project',
      /needs it/,
    ],
    ['two words as an API key', { provider: 'openai', credential: 'sk 1' }, '/credential', /no spaces/],
  ])('%s is refused by its field', async (_what, input, pointer, words) => {
    await expect(connect(input)).rejects.toMatchObject({
      code: 'validation_failed',
      errors: expect.arrayContaining([{ pointer, detail: expect.stringMatching(words) }]),
    });
  });
});

test('[OPS-2] a key file is kept without what nobody needs, told by the end of its key’s id, and in no audit entry', async () => {
  const settings = { project: 'acme-production', region: 'europe-west4' };
  const created = await connect({ provider: 'vertex', credential: keyFile, settings });
  expect(created).toMatchObject({ has_credential: true, last_four: 'abcd', base_url: null, settings });
  const stored = await inTenant(database.databases.app, company.tenantId, async (tx) => {
    const [row] = await tx.select().from(connection).where(eq(connection.id, created.id));
    if (row?.credential == null || row.encryptionKeyId === null) throw new Error('It has a credential');
    const sealed = { connectionId: row.id, credential: row.credential, encryptionKeyId: row.encryptionKeyId };
    return openWith(runtime.masterKeys, company.tenantId, await readWrappedKeys(tx, company.tenantId), sealed);
  });
  expect(Object.keys(JSON.parse(stored))).toEqual(['client_email', 'private_key', 'private_key_id', 'token_uri']);
  const entries = await database.superuser<{ text: string }[]>`select to_jsonb(a)::text as text from audit_entry a`;
  expect(entries.filter(({ text }) => text.includes('connection.create')).length).toBeGreaterThan(0);
  for (const { text } of entries) expect(text).not.toContain('PRIVATE KEY');
  await expect(rotateCredential.execute(admin(), { connection_id: idOf(created.id), credential: 'AIza-no-file' })).rejects.toMatchObject({
    errors: [{ pointer: '/credential', detail: expect.stringContaining('Not JSON') }],
  });
});

test('a change replaces settings and names whole, and keeps what it does not mention', async () => {
  const { id, version } = await connect({ ...azure, settings: { api_version: '2024-10-21' }, model_names: { 'gpt-4o': 'a', o3: 'b' } });
  const same = await updateConnection.execute(admin(), {
    connection_id: idOf(id),
    model_names: { o3: 'b', 'gpt-4o': 'a' },
    settings: { api_version: '2024-10-21' },
  });
  expect(same.version).toBe(version);
  const changed = await updateConnection.execute(admin(), { connection_id: idOf(id), settings: {}, models: [], model_names: { o3: 'c' } });
  expect(changed).toMatchObject({ settings: {}, models: ['o3'], model_names: { o3: 'c' }, version: version + 1 });
  await expect(updateConnection.execute(admin(), { connection_id: idOf(id), settings: { api_version: 'soon' } })).rejects.toMatchObject({
    errors: [{ pointer: '/settings/api_version', detail: expect.any(String) }],
  });
  expect(await getConnection.execute(admin(), { connection_id: idOf(id) })).toMatchObject({ version: version + 1 });
});

test('[OPS-2] another region is the provider’s own address; an address that a person wrote needs the credential again', async () => {
  const { id } = await connect(bedrock);
  const moved = await updateConnection.execute(admin(), { connection_id: idOf(id), settings: { region: 'us-east-1' } });
  expect(moved.settings).toEqual({ region: 'us-east-1' });
  const elsewhere = { connection_id: idOf(id), base_url: 'https://bedrock.evil.example' };
  const refusal = {
    code: 'validation_failed',
    errors: [{ pointer: '/credential', detail: expect.stringContaining('never sent elsewhere') }],
  };
  await expect(updateConnection.execute(admin(), elsewhere)).rejects.toMatchObject(refusal);
  const own = await updateConnection.execute(admin(), { ...elsewhere, credential: bedrock.credential });
  expect(own.base_url).toBe('https://bedrock.evil.example');
  await expect(updateConnection.execute(admin(), { connection_id: idOf(id), base_url: null })).rejects.toMatchObject(refusal);
});
