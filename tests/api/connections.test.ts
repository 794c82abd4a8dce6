import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { and, eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { connection, encryptionKey } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import type { CommandRuntime } from '#lib/command/context.ts';
import { encodeOutput } from '#lib/command/steps.ts';
import {
  archiveConnection,
  createConnection,
  disableConnection,
  enableConnection,
  getConnection,
  listConnections,
  renewEncryption,
  rewrapAllDataKeys,
  rotateCredential,
  testConnection,
  updateConnection,
} from '#lib/connections/index.ts';
import { openWith, readWrappedKeys } from '#lib/connections/keyring.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { silentLogger } from '#lib/core/logger.ts';
import { createMasterKeys } from '#lib/core/master-keys.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import {
  commandRuntimeOf,
  createSampleCompany,
  invocationOf,
  type SampleCompany,
  type SamplePerson,
} from '#tests/support/sample-company.ts';

let database: TestDatabase;
let runtime: CommandRuntime;
let company: SampleCompany;
const servers: Server[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = commandRuntimeOf(database, { allowPrivate: ['127.0.0.0/8'] });
  company = await createSampleCompany(database, 'acme');
});
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});
afterAll(async () => {
  await runtime.outbound.transport.close();
  await database.drop();
});

const as = (person: SamplePerson, options: Parameters<typeof invocationOf>[3] = {}) => invocationOf(runtime, company, person, options);
const admin = () => as(company.admin);
const idOf = toPublicId.bind(null, 'connection');

interface Reply {
  readonly status: number;
  readonly body: string;
  readonly headers?: Record<string, string>;
}

/** A provider on this machine; answers what the test says and keeps what it was asked. */
async function provider(
  reply: (request: IncomingMessage) => Reply | null,
): Promise<{ url: string; asked: { url: string; authorization: string | undefined }[] }> {
  const asked: { url: string; authorization: string | undefined }[] = [];
  const server = createServer((request, response) => {
    asked.push({ url: `${request.method} ${request.url}`, authorization: request.headers.authorization });
    const answer = reply(request);
    if (answer === null) return;
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers }).end(answer.body);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port }: AddressInfo = Object(server.address());
  return { url: `http://127.0.0.1:${port}/v1`, asked };
}

const models = (...ids: string[]): Reply => ({ status: 200, body: JSON.stringify({ object: 'list', data: ids.map((id) => ({ id })) }) });
let names = 0;
const newName = (): string => {
  names += 1;
  return `Connection ${names}`;
};
const connect = (input: object) => createConnection.execute(admin(), { name: newName(), provider: 'openai-compatible', ...input });

/** The stored credential, opened. */
async function storedCredential(id: string, masterKeys = runtime.masterKeys): Promise<string | null> {
  return inTenant(database.databases.app, company.tenantId, async (tx) => {
    const [row] = await tx
      .select()
      .from(connection)
      .where(and(eq(connection.tenantId, company.tenantId), eq(connection.id, id)));
    if (row === undefined || row.credential === null || row.encryptionKeyId === null) return null;
    const keys = await readWrappedKeys(tx, company.tenantId);
    return openWith(masterKeys, company.tenantId, keys, {
      connectionId: id,
      credential: row.credential,
      encryptionKeyId: row.encryptionKeyId,
    });
  });
}

test('[OPS-2] a credential is sealed at once: no answer, row, audit entry or stored answer ever holds it', async () => {
  const secret = 'sk-proj-THE-ONE-AND-ONLY-1234';
  const invocation = as(company.admin, { idempotencyKey: 'create-once' });
  const created = await createConnection.execute(invocation, { name: newName(), provider: 'openai', credential: secret });
  expect(created).toMatchObject({ has_credential: true, last_four: '1234', base_url: null, provider_label: 'OpenAI', status: 'active' });
  const rotated = await rotateCredential.execute(admin(), { connection_id: idOf(created.id), credential: `${secret}-NEXT` });
  const updated = await updateConnection.execute(admin(), { connection_id: idOf(created.id), credential: secret });
  const listed = await listConnections.execute(admin(), {});
  for (const answer of [created, rotated, updated])
    expect(JSON.stringify(encodeOutput(createConnection.operation, answer))).not.toContain('ONE-AND-ONLY');
  expect(JSON.stringify(encodeOutput(listConnections.operation, listed))).not.toContain('ONE-AND-ONLY');
  const tables = await database.superuser<{ name: string }[]>`
    select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition`;
  for (const { name } of tables) {
    const rows = await database.superuser<{ text: string }[]>`select to_jsonb(t)::text as text from ${database.superuser(name)} t`;
    const hex = Buffer.from('ONE-AND-ONLY').toString('hex');
    for (const { text } of rows) {
      expect(text, name).not.toContain('ONE-AND-ONLY');
      expect(text, name).not.toContain(hex);
    }
  }
  expect(await storedCredential(created.id)).toBe(secret);
});

test('a ciphertext of another connection or tenant does not open', async () => {
  const [one, other] = [
    await connect({ provider: 'openai', credential: 'sk-one-one-one' }),
    await connect({ provider: 'openai', credential: 'sk-two-two-two' }),
  ];
  await database.superuser`update connection set credential = (select credential from connection where id = ${other.id}) where id = ${one.id}`;
  await expect(storedCredential(one.id)).rejects.toMatchObject({ code: 'internal' });
  await archiveConnection.execute(admin(), { connection_id: idOf(one.id) });
});

test('[OPS-2] data keys can be renewed and wrapped again, and an old secret is needed only until then', async () => {
  const { id } = await connect({ provider: 'openai', credential: 'sk-keep-me-please' });
  const keyOf = async () =>
    (await inTenant(database.databases.app, company.tenantId, (tx) => tx.select().from(connection).where(eq(connection.id, id))))[0]
      ?.encryptionKeyId;
  const before = await keyOf();
  const { credentials } = await renewEncryption.execute(admin(), {});
  expect(credentials).toBeGreaterThan(0);
  expect(await keyOf()).not.toBe(before);
  expect(await storedCredential(id)).toBe('sk-keep-me-please');
  const next = 'another-secret-of-at-least-32-characters';
  const withBoth = createMasterKeys(next, [database.secret]);
  expect(await storedCredential(id, withBoth)).toBe('sk-keep-me-please');
  await expect(storedCredential(id, createMasterKeys(next))).rejects.toMatchObject({
    internal: expect.stringContaining('TOLLGATE_PREVIOUS_SECRETS'),
  });
  const outcome = await rewrapAllDataKeys(database.databases, withBoth, silentLogger);
  expect(outcome.failed).toBe(0);
  expect(outcome.rewrapped).toBeGreaterThan(0);
  expect((await rewrapAllDataKeys(database.databases, withBoth, silentLogger)).rewrapped).toBe(0);
  expect(await storedCredential(id, createMasterKeys(next))).toBe('sk-keep-me-please');
  // Back, for the other tests.
  await rewrapAllDataKeys(database.databases, createMasterKeys(database.secret, [next]), silentLogger);
  const retired = await inTenant(database.databases.app, company.tenantId, (tx) => tx.select().from(encryptionKey));
  expect(retired.filter((key) => key.retiredAt === null)).toHaveLength(1);
});

test.each([
  'http://169.254.169.254/latest',
  'http://[fd00:ec2::254]/',
  'http://10.0.0.1/v1',
  'https://192.168.1.1',
  'http://0x7f.1.2.3.4/',
  'http://example.com/v1?x=1',
  'https://user:pass@example.com',
  'ftp://example.com',
  'gopher://example.com',
  'not a url',
  'http://8.8.8.8/v1',
])('the address %s is refused when it is saved', async (url) => {
  await expect(connect({ base_url: url })).rejects.toMatchObject({ code: 'address_not_allowed' });
});

test('an address that became private since, and a redirect to one, are refused at the call', async () => {
  const { url, asked } = await provider(() => ({ status: 302, body: '', headers: { location: 'http://169.254.169.254/' } }));
  const { id } = await connect({ base_url: url });
  const redirected = await testConnection.execute(admin(), { connection_id: idOf(id) });
  expect(redirected.test_result).toMatchObject({ ok: false, message: expect.stringContaining('redirects') });
  expect(asked).toHaveLength(1);
  const strict: CommandRuntime = { ...commandRuntimeOf(database), databases: database.databases };
  const refused = await testConnection.execute(invocationOf(strict, company, company.admin), { connection_id: idOf(id) });
  expect(refused.test_result).toMatchObject({ ok: false, message: expect.stringContaining('may not be reached') });
  expect(asked).toHaveLength(1);
});

test('[GW-3] a test calls the provider with the credential, keeps the result and learns its models', async () => {
  const { url, asked } = await provider(() => models('llama-3', 'qwen-3'));
  const created = await connect({ base_url: `${url}/`, credential: 'token-for-local-models' });
  expect(created.base_url).toBe(url);
  const tested = await testConnection.execute(admin(), { connection_id: idOf(created.id) });
  expect(asked).toEqual([{ url: 'GET /v1/models', authorization: 'Bearer token-for-local-models' }]);
  expect(tested.test_result).toMatchObject({ ok: true, models: ['llama-3', 'qwen-3'], message: expect.stringContaining('2 models') });
  expect(tested.test_result?.steps?.filter(({ ok }) => ok).map(({ step }) => step)).toEqual(['connect', 'credential', 'models']);
  expect(tested).toMatchObject({ models: ['llama-3', 'qwen-3'], version: created.version + 1 });
  expect((await testConnection.execute(admin(), { connection_id: idOf(created.id) })).version).toBe(tested.version);
});

test('where no models are listed the smallest call is made', async () => {
  const { url, asked } = await provider((request) =>
    request.method === 'GET' ? { status: 404, body: '{}' } : { status: 200, body: '{"choices":[]}' },
  );
  const { id } = await connect({ base_url: url, models: ['my-model'] });
  const tested = await testConnection.execute(admin(), { connection_id: idOf(id) });
  expect(asked.map((request) => request.url)).toEqual(['GET /v1/models', 'POST /v1/chat/completions']);
  expect(tested.test_result?.ok).toBe(true);
});

test('a refused credential, a fault and silence are told apart, and nothing quotes the credential', async () => {
  const secret = 'sk-quoted-by-the-provider';
  const { url } = await provider(() => ({
    status: 401,
    body: JSON.stringify({ error: { message: `Incorrect API key provided: ${secret}` } }),
  }));
  const { id } = await connect({ base_url: url, credential: secret });
  const refused = await testConnection.execute(admin(), { connection_id: idOf(id) });
  expect(refused.test_result).toMatchObject({ message: expect.stringMatching(/\(401\)/), steps: [{}, { step: 'credential', ok: false }] });
  expect(JSON.stringify(refused.test_result)).not.toContain(secret);
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
  const gone = await testConnection.execute(admin(), { connection_id: idOf(id) });
  expect(gone.test_result).toMatchObject({ ok: false, message: expect.stringContaining('No connection came about') });
});

test('the sandbox is called as well, inside this process', async () => {
  const { id } = await connect({ provider: 'sandbox' });
  const tested = await testConnection.execute(admin(), { connection_id: idOf(id) });
  expect(tested.test_result).toMatchObject({ ok: true });
  await expect(connect({ provider: 'sandbox', base_url: 'https://example.com' })).rejects.toMatchObject({
    errors: [{ pointer: '/base_url' }],
  });
});

test('a credential is never sent to a host it was not given for', async () => {
  const { id } = await connect({ base_url: 'https://one.example.com/v1', credential: 'sk-for-one-only' });
  const move = (input: object) => updateConnection.execute(admin(), { connection_id: idOf(id), ...input });
  await expect(move({ base_url: 'https://two.example.com/v1' })).rejects.toMatchObject({ errors: [{ pointer: '/credential' }] });
  expect((await move({ base_url: 'https://one.example.com/v2' })).base_url).toBe('https://one.example.com/v2');
  const moved = await move({ base_url: 'https://two.example.com/v1', credential: 'sk-for-two-only' });
  expect(moved.base_url).toBe('https://two.example.com/v1');
  expect(await storedCredential(id)).toBe('sk-for-two-only');
});

test('faults of the input are refused at their field', async () => {
  const refusal = (input: object) => expect(createConnection.execute(admin(), { name: newName(), ...input })).rejects;
  await refusal({ provider: 'nobody' }).toMatchObject({ errors: [{ pointer: '/provider' }] });
  await refusal({ provider: 'openai' }).toMatchObject({ errors: [{ pointer: '/credential' }] });
  await refusal({ provider: 'openai-compatible' }).toMatchObject({ errors: [{ pointer: '/base_url' }] });
  await refusal({ provider: 'openai', credential: 'with space' }).toMatchObject({ errors: [{ pointer: '/credential' }] });
  await refusal({ provider: 'openai', credential: 'x', name: 'a/b' }).toMatchObject({ errors: [{ pointer: '/name' }] });
});

test('names are unique among connections that are not archived', async () => {
  const name = newName();
  const first = await connect({ name, provider: 'sandbox' });
  await expect(connect({ name: name.toUpperCase(), provider: 'sandbox' })).rejects.toMatchObject({
    code: 'conflict',
    errors: [{ pointer: '/name' }],
  });
  await archiveConnection.execute(admin(), { connection_id: idOf(first.id) });
  const second = await connect({ name, provider: 'sandbox' });
  await expect(updateConnection.execute(admin(), { connection_id: idOf(first.id), name: 'X' })).rejects.toMatchObject({ code: 'conflict' });
  expect((await listConnections.execute(admin(), { search: name })).data.map((row) => row.id)).toEqual([second.id]);
  expect((await listConnections.execute(admin(), { search: name, status: 'all' })).data).toHaveLength(2);
});

test('an archived connection keeps no credential', async () => {
  const { id } = await connect({ provider: 'openai', credential: 'sk-to-be-destroyed' });
  const archived = await archiveConnection.execute(admin(), { connection_id: idOf(id) });
  expect(archived).toMatchObject({ status: 'archived', has_credential: false, last_four: null });
  expect(await storedCredential(id)).toBeNull();
});

test('disabling and enabling are changes once each', async () => {
  const { id } = await connect({ provider: 'sandbox' });
  const disabled = await disableConnection.execute(admin(), { connection_id: idOf(id) });
  expect(disabled).toMatchObject({ status: 'disabled', version: 2 });
  expect((await disableConnection.execute(admin(), { connection_id: idOf(id) })).version).toBe(2);
  expect((await enableConnection.execute(admin(), { connection_id: idOf(id) })).version).toBe(3);
});

test('only administrators change connections; who may not read them sees none', async () => {
  const { id } = await connect({ provider: 'sandbox' });
  await expect(disableConnection.execute(as(company.lead), { connection_id: idOf(id) })).rejects.toMatchObject({ code: 'forbidden' });
  await expect(getConnection.execute(as(company.guest), { connection_id: idOf(id) })).rejects.toMatchObject({ code: 'forbidden' });
  expect((await getConnection.execute(as(company.lead), { connection_id: idOf(id) })).id).toBe(id);
});
