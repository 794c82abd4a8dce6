import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { role, roleAssignment, team } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import type { CommandRuntime } from '#lib/command/context.ts';
import { encodeOutput } from '#lib/command/steps.ts';
import { renewEncryption } from '#lib/connections/index.ts';
import { readWrappedKeys } from '#lib/connections/keyring.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { silentLogger } from '#lib/core/logger.ts';
import { mayUse } from '#lib/gateway/mcp/mcp-server.ts';
import { loadMcpServers } from '#lib/gateway/snapshot/load-mcp-servers.ts';
import { archiveServer, createServer, getServer, listServers, updateServer } from '#lib/mcp/index.ts';
import { permits } from '#lib/mcp/name-rules.ts';
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
let made = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = commandRuntimeOf(database, { allowPrivate: ['127.0.0.0/8'] });
  company = await createSampleCompany(database, 'acme');
});
afterAll(async () => {
  await runtime.outbound.transport.close();
  await database.drop();
});

const as = (person: SamplePerson, options: Parameters<typeof invocationOf>[3] = {}) => invocationOf(runtime, company, person, options);
const admin = () => as(company.admin);
const idOf = (server: { readonly id: string }) => ({ mcp_server_id: toPublicId('mcpServer', server.id) });

const register = (input: object = {}) => {
  made += 1;
  return createServer.execute(admin(), { slug: `server-${made}`, name: `Server ${made}`, url: 'https://tools.example.com/mcp', ...input });
};

const loaded = () =>
  inTenant(database.databases.app, company.tenantId, async (tx) =>
    loadMcpServers(tx, company.tenantId, await readWrappedKeys(tx, company.tenantId), {
      masterKeys: runtime.masterKeys,
      logger: silentLogger,
    }),
  );

describe('[GW-9] tool servers', () => {
  test('are registered, listed, changed and archived; their secret is never shown', async () => {
    const secret = 'super-secret-token-9876';
    const created = await register({
      slug: 'github',
      auth: 'bearer',
      credential: secret,
      denied_tools: ['delete_*'],
      price_per_call_usd: '0.002',
    });
    expect(created).toMatchObject({
      ...{ slug: 'github', path: '/api/v1/mcp/github', status: 'active', has_credential: true, last_four: '9876', version: 1 },
      ...{ allowed_tools: ['*'], denied_tools: ['delete_*'], timeout_seconds: 60, price_per_call_usd: 2_000_000n, tools: [] },
    });
    expect(JSON.stringify(encodeOutput(createServer.operation, created))).not.toContain(secret);
    const changed = await updateServer.execute(admin(), {
      ...idOf(created),
      name: 'Our GitHub',
      status: 'disabled',
      price_per_call_usd: null,
    });
    expect(changed).toMatchObject({ name: 'Our GitHub', status: 'disabled', price_per_call_usd: null, has_credential: true, version: 2 });
    expect((await listServers.execute(admin(), { search: 'our git' })).data.map(({ slug }) => slug)).toEqual(['github']);
    const archived = await archiveServer.execute(admin(), idOf(created));
    expect(archived).toMatchObject({ status: 'archived', has_credential: false, last_four: null });
    expect((await listServers.execute(admin(), { search: 'our git' })).data).toEqual([]);
    expect((await listServers.execute(admin(), { search: 'our git', status: 'archived' })).data).toHaveLength(1);
    await expect(updateServer.execute(admin(), { ...idOf(created), name: 'x' })).rejects.toMatchObject({ code: 'conflict' });
    // The name in addresses is free again.
    await register({ slug: 'github' });
    await expect(register({ slug: 'github' })).rejects.toMatchObject({ code: 'conflict', errors: [{ pointer: '/slug' }] });
  });

  test('want their permissions, and are seen by who may use connections', async () => {
    const created = await register();
    await expect(
      createServer.execute(as(company.member), { slug: 'mine', name: 'Mine', url: 'https://x.example.com' }),
    ).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(listServers.execute(as(company.member), {})).rejects.toMatchObject({ code: 'forbidden' });
    const other = await createSampleCompany(database, `other-${newUuid().slice(-6)}`);
    await expect(getServer.execute(invocationOf(runtime, other, other.admin), idOf(created))).rejects.toMatchObject({ code: 'not_found' });
  });

  test.each([
    { what: 'a private address', input: { url: 'http://10.0.0.1/mcp' }, code: 'address_not_allowed' },
    { what: 'an address without encryption', input: { url: 'http://8.8.8.8/mcp' }, code: 'address_not_allowed' },
    { what: 'a token without its secret', input: { auth: 'bearer' }, code: 'validation_failed' },
    { what: 'a secret for nothing', input: { auth: 'none', credential: 'x' }, code: 'validation_failed' },
    { what: 'a header without a name', input: { auth: 'header', credential: 'x' }, code: 'validation_failed' },
    {
      what: 'a header of the protocol',
      input: { auth: 'header', auth_settings: { header: 'Mcp-Name' }, credential: 'x' },
      code: 'validation_failed',
    },
    {
      what: 'a header that ends a line',
      input: { auth: 'header', auth_settings: { header: 'x-key' }, credential: 'a\nb: c' },
      code: 'validation_failed',
    },
    {
      what: 'OAuth without a client',
      input: { auth: 'oauth', auth_settings: { oauth_url: 'https://id.example.com/t' }, credential: 'x' },
      code: 'validation_failed',
    },
    {
      what: 'OAuth with a private token address',
      input: { auth: 'oauth', auth_settings: { oauth_url: 'https://169.254.169.254/t', client_id: 'c' }, credential: 'x' },
      code: 'address_not_allowed',
    },
    { what: 'a team that is not there', input: { audience: { team_ids: [toPublicId('team', newUuid())] } }, code: 'not_found' },
    { what: 'a slash in its name', input: { slug: 'a/b' }, code: 'validation_failed' },
  ])('are refused with $what', async ({ input, code }) => {
    await expect(register(input)).rejects.toMatchObject({ code });
  });

  test('never have their secret sent elsewhere than it was entered for', async () => {
    const created = await register({ auth: 'bearer', credential: 'token-for-one-host' });
    const moved = { ...idOf(created), url: 'https://evil.example.com/mcp' };
    await expect(updateServer.execute(admin(), moved)).rejects.toMatchObject({
      code: 'validation_failed',
      errors: [{ pointer: '/credential' }],
    });
    const other = { ...idOf(created), auth: 'header', auth_settings: { header: 'x-key' } };
    await expect(updateServer.execute(admin(), other)).rejects.toMatchObject({ code: 'validation_failed' });
    const same = await updateServer.execute(admin(), { ...idOf(created), url: 'https://tools.example.com/other' });
    expect(same).toMatchObject({ url: 'https://tools.example.com/other', has_credential: true });
    const open = await updateServer.execute(admin(), { ...idOf(created), auth: 'none' });
    expect(open).toMatchObject({ auth: 'none', has_credential: false, last_four: null });
  });

  test('come into the gateway with their secret, their rules and who may use them', async () => {
    const subteam = newUuid();
    const [builtIn] = await inTenant(database.databases.app, company.tenantId, async (tx) => {
      await tx.insert(team).values({ tenantId: company.tenantId, id: subteam, name: 'Sub', parentId: company.searchId });
      return tx
        .select()
        .from(role)
        .where(and(eq(role.tenantId, company.tenantId), eq(role.name, 'guest')));
    });
    const holder = newUuid();
    const roleId = builtIn?.id ?? '';
    await inTenant(database.databases.app, company.tenantId, (tx) =>
      tx
        .insert(roleAssignment)
        .values({ tenantId: company.tenantId, id: newUuid(), userId: company.seller.userId, roleId, scopeKind: 'tenant' }),
    );
    const audience = { team_ids: [toPublicId('team', company.searchId)], role_ids: [toPublicId('role', roleId)] };
    const created = await register({
      ...{ slug: 'loaded', auth: 'header', auth_settings: { header: 'X-Key' }, credential: 'Key abc' },
      ...{ audience, allowed_tools: ['read_*'], price_per_call_usd: '0.01' },
    });
    const server = (await loaded())?.get('loaded');
    if (server === undefined) throw new Error('The server is not in the snapshot');
    expect(server.connection).toMatchObject({ connectionId: created.id, credential: 'Key abc', settings: { header: 'x-key' } });
    expect([permits(server.tools, 'read_a'), permits(server.tools, 'write_a')]).toEqual([true, false]);
    expect(server.price.tiers[0]?.picoUsdPerUnit.request).toBe(10_000_000_000n);
    const nobody = {
      ...{ tenantId: company.tenantId, keyId: newUuid(), keyStatus: 'active' as const, expiresAtMs: null },
      departmentId: null,
      teamId: null,
      userId: null,
      ownerActive: true,
      allowedModels: null,
    };
    expect(mayUse(server, nobody)).toBe(false);
    expect(mayUse(server, { ...nobody, teamId: subteam })).toBe(true);
    expect(mayUse(server, { ...nobody, userId: company.seller.userId })).toBe(true);
    expect(mayUse(server, { ...nobody, userId: holder })).toBe(false);
    // Another data key: what it sealed before opens still.
    await renewEncryption.execute(admin(), {});
    expect((await loaded())?.get('loaded')?.connection.credential).toBe('Key abc');
    await updateServer.execute(admin(), { ...idOf(created), status: 'disabled' });
    expect((await loaded())?.has('loaded') ?? false).toBe(false);
  });
});
