import { and, eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { mcpServer } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import type { CommandRuntime } from '#lib/command/context.ts';
import { encodeOutput } from '#lib/command/steps.ts';
import { readWrappedKeys } from '#lib/connections/keyring.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { silentLogger } from '#lib/core/logger.ts';
import { loadMcpServers } from '#lib/gateway/snapshot/load-mcp-servers.ts';
import { createServer, testServer } from '#lib/mcp/index.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { commandRuntimeOf, createSampleCompany, invocationOf, type SampleCompany } from '#tests/support/sample-company.ts';
import { type ProviderScript, ScriptedProvider } from '../gateway/support/scripted-provider.ts';

let database: TestDatabase;
let runtime: CommandRuntime;
let company: SampleCompany;
const servers: ScriptedProvider[] = [];
let made = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = commandRuntimeOf(database, { allowPrivate: ['127.0.0.0/8'] });
  company = await createSampleCompany(database, 'acme');
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});
afterAll(async () => {
  await runtime.outbound.transport.close();
  await database.drop();
});

const admin = () => invocationOf(runtime, company, company.admin);
const idOf = (server: { readonly id: string }) => ({ mcp_server_id: toPublicId('mcpServer', server.id) });

/** A tool server on this machine. */
async function toolServer(script: ProviderScript): Promise<ScriptedProvider> {
  const server = new ScriptedProvider();
  server.script = script;
  servers.push(server);
  await server.start();
  return server;
}

const registerAt = (server: ScriptedProvider, input: object = {}) => {
  made += 1;
  const url = `http://127.0.0.1:${server.port}/mcp`;
  return createServer.execute(admin(), { slug: `server-${made}`, name: `Server ${made}`, url, ...input });
};

/** The tools of a server that the gateway knows. */
async function knownTools(slug: string): Promise<ReadonlySet<string> | undefined> {
  const { masterKeys } = runtime;
  const loaded = await inTenant(database.databases.app, company.tenantId, async (tx) =>
    loadMcpServers(tx, company.tenantId, await readWrappedKeys(tx, company.tenantId), { masterKeys, logger: silentLogger }),
  );
  return loaded?.get(slug)?.toolNames;
}

const messageOf = (body: Buffer): Record<string, unknown> => (body.length === 0 ? {} : JSON.parse(body.toString()));

/** Answers as a server with sessions does, its tools on two pages. */
const withSessions =
  (isStream: boolean): ProviderScript =>
  (response, request) => {
    const { id, method, params } = messageOf(request.body);
    if (request.method === 'DELETE') return void response.writeHead(204).end();
    if (method === 'notifications/initialized') return void response.writeHead(202).end();
    const first = Object(params).cursor === undefined;
    const tool = { name: first ? 'read_a' : 'delete_b', description: 'Does it', inputSchema: { type: 'object' } };
    const result =
      method === 'initialize'
        ? { protocolVersion: '2025-06-18', capabilities: { tools: {} }, serverInfo: { name: 'Box of tools', version: '1' } }
        : { tools: [tool], ...(first ? { nextCursor: 'more' } : {}) };
    const answer = JSON.stringify({ jsonrpc: '2.0', id, result });
    const headers = { 'content-type': isStream ? 'text/event-stream' : 'application/json', 'mcp-session-id': 'session-1' };
    response.writeHead(200, headers);
    // A stream stays open behind its answer.
    if (isStream) response.write(`data: {"jsonrpc":"2.0","method":"notifications/message"}\n\ndata: ${answer}\n\n`);
    else response.end(answer);
  };

describe('[GW-9] the test of a tool server', () => {
  test.each([false, true])('connects, lists all tools and ends its session (stream: %s)', async (isStream) => {
    const server = await toolServer(withSessions(isStream));
    const created = await registerAt(server, { auth: 'bearer', credential: 'token-of-the-server', denied_tools: ['delete_*'] });
    const tested = await testServer.execute(admin(), idOf(created));
    expect(tested.test_result).toMatchObject({ ok: true, message: 'Box of tools answered and lists 2 tools.' });
    expect(tested.tools).toEqual([
      { name: 'read_a', title: null, description: 'Does it', is_allowed: true },
      { name: 'delete_b', title: null, description: 'Does it', is_allowed: false },
    ]);
    expect([tested.version, tested.tested_at]).toEqual([1, expect.any(Date)]);
    expect(server.seen.map(({ method, body }) => messageOf(body).method ?? method)).toEqual([
      ...['initialize', 'notifications/initialized', 'tools/list', 'tools/list', 'DELETE'],
    ]);
    expect(server.seen.slice(1).every(({ headers }) => headers['mcp-session-id'] === 'session-1')).toBe(true);
    expect(server.seen.slice(1).every(({ headers }) => headers['mcp-protocol-version'] === '2025-06-18')).toBe(true);
    expect(server.seen.every(({ headers }) => headers.authorization === 'Bearer token-of-the-server')).toBe(true);
    expect(await knownTools(created.slug)).toEqual(new Set(['read_a', 'delete_b']));
  });

  test('does without a handshake where the server has none any more', async () => {
    const server = await toolServer((response, request) => {
      const { id, method } = messageOf(request.body);
      const isKnown = method === 'server/discover' || method === 'tools/list';
      const answer = isKnown
        ? {
            result:
              method === 'tools/list'
                ? { resultType: 'complete', tools: [{ name: 'now', inputSchema: {} }] }
                : { supportedVersions: ['2026-07-28'] },
          }
        : { error: { code: -32_022, message: 'Unsupported protocol version' } };
      response
        .writeHead(isKnown ? 200 : 400, { 'content-type': 'application/json' })
        .end(JSON.stringify({ jsonrpc: '2.0', id, ...answer }));
    });
    const tested = await testServer.execute(admin(), idOf(await registerAt(server)));
    expect([tested.test_result?.ok, tested.tools.map(({ name }) => name)]).toEqual([true, ['now']]);
    expect(server.last.headers).toMatchObject({ 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/list' });
    expect(messageOf(server.last.body).params).toMatchObject({ _meta: { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' } });
  });

  test('fetches a token for the server by client credentials', async () => {
    const answer = withSessions(false);
    const server = await toolServer((response, request) => {
      if (request.path !== '/token') return answer(response, request);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"access_token":"fetched","expires_in":60}');
    });
    const settings = { oauth_url: `http://127.0.0.1:${server.port}/token`, client_id: 'a client', scope: 'mcp tools' };
    const created = await registerAt(server, { auth: 'oauth', auth_settings: settings, credential: 'p:q' });
    expect((await testServer.execute(admin(), idOf(created))).test_result?.ok).toBe(true);
    const [asked, hello] = server.seen;
    const basic = Buffer.from(String(asked?.headers.authorization).replace('Basic ', ''), 'base64').toString();
    expect(basic).toBe('a+client:p%3Aq');
    expect(Object.fromEntries(new URLSearchParams(asked?.body.toString()))).toEqual({
      ...{ grant_type: 'client_credentials', scope: 'mcp tools' },
      resource: `http://127.0.0.1:${server.port}/mcp`,
    });
    expect(hello?.headers.authorization).toBe('Bearer fetched');
  });

  const text =
    (status: number, body: string): ProviderScript =>
    (response) =>
      void response.writeHead(status, { 'content-type': 'text/plain' }).end(body);
  test.each([
    { what: 'refuses the credential', script: text(401, 'no'), words: 'refuses the credential (status 401)' },
    { what: 'redirects', script: text(302, ''), words: 'redirect' },
    { what: 'is no tool server', script: text(404, 'token-of-the-server is unknown'), words: 'status 404: [redacted] is unknown' },
    { what: 'hangs up', script: ((response) => void response.destroy()) satisfies ProviderScript, words: 'closed the connection' },
  ])('says in words that the server $what', async ({ script, words }) => {
    const server = await toolServer(script);
    const created = await registerAt(server, { auth: 'bearer', credential: 'token-of-the-server' });
    const tested = await testServer.execute(admin(), idOf(created));
    expect(tested.test_result).toMatchObject({ ok: false, message: expect.stringContaining(words) });
    expect(JSON.stringify(encodeOutput(testServer.operation, tested))).not.toContain('token-of-the-server');
  });

  test('keeps the tools it knew when the server is away', async () => {
    const server = await toolServer(withSessions(false));
    const created = await registerAt(server);
    await testServer.execute(admin(), idOf(created));
    await inTenant(database.databases.app, company.tenantId, (tx) =>
      tx
        .update(mcpServer)
        .set({ url: 'http://127.0.0.1:1/mcp' })
        .where(and(eq(mcpServer.tenantId, company.tenantId), eq(mcpServer.id, created.id))),
    );
    const tested = await testServer.execute(admin(), idOf(created));
    expect(tested.test_result).toMatchObject({ ok: false, message: expect.stringContaining('cannot be reached') });
    expect(tested.tools).toHaveLength(2);
  });
});
