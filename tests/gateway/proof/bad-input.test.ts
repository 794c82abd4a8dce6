import { execFileSync } from 'node:child_process';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { fromPublicId } from '#lib/core/ids.ts';
import { newVirtualKey } from '#lib/keys/virtual-key.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { consoleTimeoutMs, startTestServer, type TestServer } from '../../support/processes.ts';
import { insertVirtualKey } from '../../support/sample-company.ts';
import { type HttpAnswer, hello, httpCall, keptConnections } from './support/http-call.ts';
import { createProofTenant, type ProofTenant } from './support/proof-tenant.ts';
import { signedIn } from './support/signed-in.ts';

const tooMuch = Buffer.alloc(50 * 1024 * 1024, 'x');
const requestIdPattern = /^req_/;

let database: TestDatabase;
let server: TestServer;
let tenant: ProofTenant;
const keys = { expired: '', disabled: '', foreign: '', mistyped: '', unknown: newVirtualKey().key };

/** A port of this host on which nobody listens. */
async function closedPort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('The probe has no port');
  return address.port;
}

beforeAll(async () => {
  database = await createTestDatabase();
  tenant = await createProofTenant(database, 'input', { baseUrl: `http://127.0.0.1:${await closedPort()}/v1`, model: 'out-of-reach' });
  const ofTenant = (values: Parameters<typeof insertVirtualKey>[2]) => insertVirtualKey(database, tenant.tenantId, values);
  keys.expired = (await ofTenant({ expiresAt: new Date(Date.now() - 1000) })).key;
  keys.disabled = (await ofTenant({ status: 'disabled' })).key;
  keys.mistyped = `${tenant.key.slice(0, -1)}${tenant.key.endsWith('a') ? 'b' : 'a'}`;
  // Of a company that has no connection at all: it may not use this one's.
  const stranger = await createProofTenant(database, 'stranger');
  await database.superuser`DELETE FROM connection WHERE tenant_id = ${stranger.tenantId}`;
  keys.foreign = stranger.key;
  server = await startTestServer({ database, role: 'all', env: { ALLOWED_PRIVATE_NETWORKS: '127.0.0.0/8' } });
});
afterAll(async () => {
  await server.dispose();
  await database.drop();
});

const residentBytes = (): number => Number(execFileSync('ps', ['-o', 'rss=', '-p', String(server.pid)], { encoding: 'utf8' })) * 1024;

describe('[GW-10] what the gateway is sent', () => {
  const path = '/api/v1/chat/completions';
  const send = (body: string | Buffer, headers: Readonly<Record<string, string>> = {}, key = tenant.key) =>
    httpCall(`${server.address}${path}`, {
      ...{ method: 'POST', body },
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
    });
  const ask = (more: object, key = tenant.key) => send(JSON.stringify({ ...hello, model: 'sandbox-small', ...more }), {}, key);

  function expectError(answer: HttpAnswer, status: number, code: string): void {
    expect([answer.status, JSON.parse(answer.body).error?.code]).toEqual([status, code]);
    expect(answer.isWhole).toBe(true);
    expect(answer.headers['x-request-id']).toMatch(requestIdPattern);
    expect(answer.headers['x-tollgate-request-id']).toBe(answer.headers['x-request-id']);
    expect(JSON.parse(answer.body).error).toMatchObject({ message: expect.stringMatching(/\w+ \w+/), type: expect.any(String) });
  }

  test.each([
    ['no JSON', '{"model": "sandbox-small", "messages": [', 400, 'malformed_json'],
    ['nothing', '', 400, 'malformed_json'],
    ['a list', '[]', 400, 'malformed_json'],
    ['bytes that are no text', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]), 400, 'malformed_json'],
    ['a model that is a number', '{"model": 7, "messages": []}', 400, 'invalid_request'],
    ['messages that are a text', '{"model": "sandbox-small", "messages": "hello"}', 400, 'invalid_request'],
    ['a stream that is a text', '{"model": "sandbox-small", "messages": [], "stream": "yes"}', 400, 'invalid_request'],
  ])('%s: told in the shape of the protocol', async (_what, body, status, code) => {
    expectError(await send(body), status, code);
  });

  test('another content type, a compressed body and tags that cannot be read', async () => {
    expectError(await send('<a/>', { 'content-type': 'application/xml' }), 415, 'unsupported_media_type');
    expectError(await send('x', { 'content-encoding': 'gzip' }), 415, 'unsupported_media_type');
    expectError(await send(JSON.stringify({ ...hello, model: 'sandbox-small' }), { 'x-tollgate-tags': '{' }), 400, 'invalid_request');
  });

  test('keys that are expired, disabled, mistyped, unknown, missing or of another company', async () => {
    expectError(await ask({}, keys.expired), 401, 'key_expired');
    expectError(await ask({}, keys.disabled), 401, 'key_disabled');
    expectError(await ask({}, keys.mistyped), 401, 'invalid_key');
    expectError(await ask({}, keys.unknown), 401, 'invalid_key');
    expectError(await httpCall(`${server.address}${path}`, { method: 'POST', body: '{}' }), 401, 'missing_key');
    expectError(await ask({}, keys.foreign), 404, 'model_not_found');
  });

  test('unknown routes and methods below the gateway', async () => {
    expectError(await httpCall(`${server.address}/api/v1/chat/nothing`, { method: 'POST', body: '{}' }), 404, 'not_found');
    const wrongMethod = await httpCall(`${server.address}${path}`, { headers: { authorization: `Bearer ${tenant.key}` } });
    expectError(wrongMethod, 405, 'method_not_allowed');
    expect(wrongMethod.headers.allow).toBe('POST');
  });

  test('bodies of 50 MB, many at once: refused without keeping them, and the server goes on', async () => {
    const before = residentBytes();
    const answers = await Promise.all(Array.from({ length: 8 }, () => send(tooMuch)));
    for (const answer of answers) expectError(answer, 413, 'body_too_large');
    const unannounced = await Promise.all(
      Array.from({ length: 4 }, () =>
        fetch(`${server.address}${path}`, {
          ...{ method: 'POST', duplex: 'half', body: new Blob([tooMuch]).stream() },
          headers: { authorization: `Bearer ${tenant.key}`, 'content-type': 'application/json' },
        }),
      ),
    );
    expect(unannounced.map(({ status }) => status)).toEqual([413, 413, 413, 413]);
    // Four bodies of unknown length may be read up to the limit of 32 MB each before they are refused.
    expect(residentBytes() - before).toBeLessThan(4 * 32 * 1024 * 1024 + 100 * 1024 * 1024);
    expect((await ask({})).status).toBe(200);
  });

  test('a refused call leaves its connection in order for the next one', async () => {
    const agent = keptConnections(1);
    const headers = { authorization: `Bearer ${tenant.key}` };
    const statuses: number[] = [];
    for (const body of ['{', JSON.stringify({ ...hello, model: 'sandbox-small' }), '[]', JSON.stringify({ ...hello, model: 'none' })]) {
      statuses.push((await httpCall(`${server.address}${path}`, { method: 'POST', agent, headers, body })).status);
    }
    agent.destroy();
    expect(statuses).toEqual([400, 200, 400, 404]);
  });

  test('[COST-2] an unknown model and a provider out of reach: told, and each is in usage', async () => {
    const refused = await ask({ model: 'no-such-model' });
    expectError(refused, 404, 'model_not_found');
    const unreachable = await ask({ model: 'out-of-reach' });
    expectError(unreachable, 502, 'provider_unreachable');
    const ids = [refused, unreachable].map(({ headers }) => fromPublicId('request', String(headers['x-request-id'])) ?? '');
    await vi.waitFor(
      async () => {
        const rows = await database.superuser<{ id: string; told: string }[]>`
          SELECT id, concat_ws(' ', status, http_status, error_code, cost_nano_usd) AS told FROM usage_event WHERE id = ANY(${ids})`;
        expect(ids.map((id) => rows.find((row) => row.id === id)?.told)).toEqual([
          'refused 404 model_not_found 0',
          'failed 502 provider_unreachable 0',
        ]);
      },
      { timeout: 10_000, interval: 100 },
    );
  });
});

describe('[GW-10] what the management API is sent', () => {
  let cookie: string;

  const send = (method: string, path: string, body?: string | Buffer, headers: Readonly<Record<string, string>> = {}) =>
    httpCall(`${server.address}/api/v1${path}`, {
      ...(body === undefined ? {} : { body }),
      method,
      headers: { cookie, 'content-type': 'application/json', origin: server.address, ...headers },
    });

  function expectProblem(answer: HttpAnswer, status: number, code: string): Record<string, unknown> {
    expect([answer.status, answer.headers['content-type']]).toEqual([status, 'application/problem+json']);
    const problem = JSON.parse(answer.body);
    expect(problem).toMatchObject({ status, code, request_id: expect.stringMatching(requestIdPattern), title: expect.any(String) });
    expect(problem.detail).toMatch(/\w+ \w+/);
    expect(answer.headers['x-request-id']).toBe(problem.request_id);
    return problem;
  }

  beforeAll(async () => {
    cookie = await signedIn(database, tenant.tenantId, tenant.company.admin.userId);
    await server.consoleAnswers();
    expect((await send('GET', '/teams')).status).toBe(200);
  }, consoleTimeoutMs);

  test.each([
    ['no JSON', '{"name":', 400, 'malformed_json'],
    ['a list', '[]', 400, 'malformed_json'],
    ['a number for a name', '{"name": 7}', 422, 'validation_failed'],
    ['nothing of what is needed', '{}', 422, 'validation_failed'],
  ])('%s: a problem that says so', async (_what, body, status, code) => {
    expectProblem(await send('POST', '/teams', body), status, code);
  });

  test('an unknown field is named, and nothing is made', async () => {
    const problem = expectProblem(await send('POST', '/teams', '{"name": "Fields", "colour": "red"}'), 422, 'validation_failed');
    expect(problem.errors).toEqual([expect.objectContaining({ pointer: '/colour' })]);
    expect((await send('GET', '/teams')).body).not.toContain('Fields');
  });

  test('another content type, and a body of 50 MB', async () => {
    expectProblem(await send('POST', '/teams', '<a/>', { 'content-type': 'application/xml' }), 415, 'unsupported_media_type');
    expectProblem(await send('POST', '/teams', tooMuch), 413, 'body_too_large');
    expect((await send('GET', '/teams')).status).toBe(200);
  });

  test('nobody signed in, a forged session, another site', async () => {
    expectProblem(await send('GET', '/teams', undefined, { cookie: '' }), 401, 'unauthenticated');
    expectProblem(await send('GET', '/teams', undefined, { cookie: 'tollgate.session=forged' }), 401, 'unauthenticated');
    expectProblem(await send('POST', '/teams', '{"name": "Theirs"}', { origin: 'https://evil.example' }), 403, 'csrf_rejected');
  });

  test('unknown routes, ids and methods', async () => {
    expectProblem(await send('GET', '/no-such-thing'), 404, 'not_found');
    expectProblem(await send('GET', '/teams/team_nothing'), 422, 'validation_failed');
    expectProblem(await send('DELETE', '/teams'), 405, 'method_not_allowed');
  });
});
