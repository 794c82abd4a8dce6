import { eq } from 'drizzle-orm';
import { encode } from 'next-auth/jwt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabases } from '#db/client.ts';
import { auditEntry, session } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import { parseEnv } from '#lib/core/env.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { createRuntime, installRuntime, type Runtime } from '#lib/runtime.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { createSampleCompany, type SampleCompany } from '#tests/support/sample-company.ts';
import { loadRoutes, type Route } from './walk/routes.ts';
import { cookieFor } from './walk/world.ts';

/** What HTTP itself can get wrong, tried on real route files. */

let database: TestDatabase;
let runtime: Runtime;
let routes: readonly Route[];
let company: SampleCompany;
let cookie: string;
let sessionId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  const env = parseEnv({ DATABASE_URL: database.url, TOLLGATE_SECRET: database.secret, LOG_LEVEL: 'silent' });
  runtime = installRuntime(createRuntime(env, 'test'));
  routes = await loadRoutes();
  company = await createSampleCompany(database, 'edges');
  ({ cookie, sessionId } = await cookieFor(runtime, company.tenantId, company.admin.userId));
});
afterAll(async () => {
  await runtime.databases.close(1);
  await database.drop();
});

interface Sent {
  readonly method?: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly body?: BodyInit;
  readonly headers?: Readonly<Record<string, string>>;
}

async function send(path: string, { method = 'GET', params, query = '', body, headers = {} }: Sent = {}) {
  const route = routes.find((candidate) => candidate.path === path && candidate.method === method);
  if (route === undefined) throw new Error(`No route ${method} ${path}`);
  const url = `http://tollgate.test/api/v1${path.replaceAll(/\{(\w+)\}/g, (_, name: string) => params?.[name] ?? '')}${query}`;
  const request = new Request(url, {
    method,
    headers: { host: 'tollgate.test', cookie, ...headers },
    ...(body === undefined ? {} : { body }),
  });
  const response = await route.handler(request, { params: Promise.resolve(params) });
  const text = await response.text();
  const json: Record<string, unknown> = text === '' ? {} : { ...JSON.parse(text) };
  return { status: response.status, headers: response.headers, json };
}

const json = { 'content-type': 'application/json' };
const team = () => ({ team_id: toPublicId('team', company.searchId) });
const rename = (body: BodyInit, headers: Readonly<Record<string, string>> = json) =>
  send('/teams/{team_id}', { method: 'PATCH', params: team(), body, headers });

describe('bodies', () => {
  it.each([
    ['no JSON', '{"name": "x",}', 400, 'malformed_json'],
    ['an array', '[]', 400, 'malformed_json'],
    ['a text', '"x"', 400, 'malformed_json'],
    ['null', 'null', 400, 'malformed_json'],
    ['a number in place of a text', '{"name": 7}', 422, 'validation_failed'],
    ['a field nobody declared', '{"name": "x", "owner": "y"}', 422, 'validation_failed'],
    ['a prototype', '{"__proto__": {"admin": true}}', 422, 'validation_failed'],
    ['another id than the path', '{"team_id": "team_01jdnhwyg0e008000000000009"}', 422, 'validation_failed'],
  ])('%s is refused', async (_, body, status, code) => {
    const answer = await rename(body);
    expect(answer).toMatchObject({ status, json: { code, type: `/docs/errors/${code}`, status } });
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.headers.get('x-should-retry')).toBe('false');
    expect(answer.headers.get('x-request-id')).toBe(answer.json.request_id);
  });

  it('of another content type is refused, parameters and case aside', async () => {
    expect(await rename('name=x', { 'content-type': 'application/x-www-form-urlencoded' })).toMatchObject({
      status: 415,
      json: { code: 'unsupported_media_type' },
    });
    expect(await rename('{"description":"a"}', { 'content-type': 'Application/JSON; charset=utf-8' })).toMatchObject({ status: 200 });
  });

  it('of more bytes than the route takes is refused, whether its length is said or not', async () => {
    const large = JSON.stringify({ description: 'x'.repeat(1024 * 1024) });
    expect(await rename(large, { ...json, 'content-length': String(large.length) })).toMatchObject({
      status: 413,
      json: { code: 'body_too_large' },
    });
    let pulled = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new Uint8Array(64 * 1024).fill(0x20));
      },
    });
    const route = routes.find(({ path, method }) => path === '/teams/{team_id}' && method === 'PATCH');
    const init = { method: 'PATCH', headers: { host: 'tollgate.test', cookie, ...json }, body: endless, duplex: 'half' };
    const response = await route?.handler(new Request('http://tollgate.test/api/v1/teams/x', init), { params: Promise.resolve(team()) });
    expect(response?.status).toBe(413);
    expect(pulled).toBeLessThan(30);
  });

  it('of an upload are refused by type and size', async () => {
    const upload = (body: BodyInit, type: string) =>
      send('/teams/{team_id}/members/import', { method: 'POST', params: team(), body, headers: { 'content-type': type } });
    expect(await upload('email\n', 'application/json')).toMatchObject({ status: 415 });
    expect(await upload(`email\n${'x@example.com\n'.repeat(200_000)}`, 'text/csv')).toMatchObject({
      status: 413,
      json: { code: 'body_too_large' },
    });
  });
});

describe('queries', () => {
  it('refuse a parameter that is given twice, unknown or of the wrong kind, and a cursor that is none of ours', async () => {
    for (const query of ['?limit=1&limit=2', '?limits=1', '?limit=0', '?limit=201', '?limit=x', '?sort=size', '?department_id=7'])
      expect({ query, ...(await send('/teams', { query })) }).toMatchObject({ query, status: 422, json: { code: 'validation_failed' } });
    expect(await send('/teams', { query: '?cursor=xyz' })).toMatchObject({ status: 400, json: { code: 'invalid_cursor' } });
  });
});

describe('versions', () => {
  it('travel as ETag and come back as If-Match, strong or weak', async () => {
    const read = await send('/teams/{team_id}', { params: team() });
    const etag = read.headers.get('etag') ?? '';
    expect(etag).toBe(`"${read.json.version}"`);
    const change = (ifMatch: string, description: string) => rename(JSON.stringify({ description }), { ...json, 'if-match': ifMatch });
    expect(await change(`W/${etag}`, 'one')).toMatchObject({ status: 200 });
    expect(await change(etag, 'two')).toMatchObject({ status: 412, json: { code: 'precondition_failed' } });
    expect(await change('*', 'three')).toMatchObject({ status: 200 });
    expect(await change('three', 'four')).toMatchObject({ status: 400, json: { code: 'invalid_request' } });
  });
});

describe('the session cookie', () => {
  const me = (value: string) => send('/users/me', { headers: { cookie: value } });

  it('is taken among others; a forged, foreign or cut one is none', async () => {
    expect(await me(`theme=dark; ${cookie}; x=y`)).toMatchObject({ status: 200 });
    const foreign = await encode({ token: { sessionSecret: 'x' }, secret: 'another secret' });
    const unknown = await encode({ token: { sessionSecret: 'x' }, secret: runtime.keys.nextAuthSecret });
    const odd = await encode({ token: { sub: 'x' }, secret: runtime.keys.nextAuthSecret });
    for (const value of [
      '',
      'tollgate.session=',
      `${cookie.slice(0, -8)}`,
      `tollgate.session=${foreign}`,
      `tollgate.session=${unknown}`,
      `tollgate.session=${odd}`,
      'tollgate.session=%E0%A4%A',
    ])
      expect({ value, ...(await me(value)) }).toMatchObject({ value, status: 401, json: { code: 'unauthenticated' } });
  });

  it('does not open anything for a page of another site [IAM-6]', async () => {
    const from = (headers: Readonly<Record<string, string>>) => rename('{"description":"y"}', { ...json, ...headers });
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ])
      expect({ sent: headers, ...(await from(headers)) }).toMatchObject({ sent: headers, status: 403, json: { code: 'csrf_rejected' } });
    expect(await from({ origin: 'http://tollgate.test', 'sec-fetch-site': 'same-origin' })).toMatchObject({ status: 200 });
    expect(await send('/teams', { headers: { 'sec-fetch-site': 'cross-site' } })).toMatchObject({ status: 200 });
  });
});

describe('a request', () => {
  it('is known by one id in the answer, the problem and the audit trail, with its address', async () => {
    const requestId = toPublicId('request', '01936b1e-7a00-7000-8000-00000000abcd');
    const facts = { 'x-request-id': requestId, 'x-forwarded-for': '2001:db8::7', 'user-agent': 'probe/1' };
    const answer = await rename('{"description":"traced"}', { ...json, ...facts });
    expect(answer.headers.get('x-request-id')).toBe(requestId);
    const [entry] = await inTenant(runtime.databases.app, company.tenantId, (tx) =>
      tx.select().from(auditEntry).where(eq(auditEntry.requestId, '01936b1e-7a00-7000-8000-00000000abcd')),
    );
    expect(entry).toMatchObject({ ip: '2001:db8::7', userAgent: 'probe/1', action: 'team.update' });
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });
});

describe('while the database is away', () => {
  it('the answer is 503 with Retry-After, never 401, and nothing of the cause', async () => {
    const away = openDatabases({ url: 'postgres://nobody:secret-password@127.0.0.1:1/away', secret: database.secret });
    const there = { ...runtime.command.databases };
    Object.assign(runtime.command.databases, away);
    try {
      for (const answer of [await send('/teams'), await rename('{"description":"z"}')]) {
        expect(answer).toMatchObject({ status: 503, json: { code: 'database_unavailable' } });
        expect(answer.headers.get('retry-after')).toBe('2');
        expect(JSON.stringify(answer.json)).not.toMatch(/127\.0\.0\.1|ECONNREFUSED|secret-password/);
      }
    } finally {
      Object.assign(runtime.command.databases, there);
      await away.close(0);
    }
    const row = await inTenant(runtime.databases.app, company.tenantId, (tx) => tx.select().from(session).where(eq(session.id, sessionId)));
    expect(row).toMatchObject([{ revokedAt: null }]);
    expect(await send('/teams')).toMatchObject({ status: 200 });
  });
});
