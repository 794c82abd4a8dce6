import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseEnv } from '#lib/core/env.ts';
import { createRuntime, installRuntime, type Runtime } from '#lib/runtime.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { createSampleCompany, type SampleCompany } from '#tests/support/sample-company.ts';
import { GET } from '../../app/api/v1/(management)/teams/route.ts';
import { cookieFor } from './walk/world.ts';

let database: TestDatabase;
let runtime: Runtime;
let company: SampleCompany;

beforeAll(async () => {
  database = await createTestDatabase();
  const variables = {
    DATABASE_URL: database.url,
    TOLLGATE_SECRET: database.secret,
    LOG_LEVEL: 'silent',
    MANAGEMENT_REQUESTS_PER_MINUTE: '3',
  };
  runtime = installRuntime(createRuntime(parseEnv(variables), 'test'));
  company = await createSampleCompany(database, 'acme');
});
afterAll(async () => {
  await runtime.databases.close(1);
  await database.drop();
});

const ask = (headers: Record<string, string>): Promise<Response> =>
  GET(new Request('http://localhost/api/v1/teams', { headers }), { params: Promise.resolve({}) });

test('[RATE-1] a session makes so many requests to the management API a minute, and hears when to come back', async () => {
  const { cookie } = await cookieFor(runtime, company.tenantId, company.admin.userId);
  for (let times = 0; times < 3; times += 1) expect((await ask({ cookie })).status).toBe(200);
  const refused = await ask({ cookie });
  expect(refused.status).toBe(429);
  expect(await refused.json()).toMatchObject({ code: 'rate_limited', detail: expect.stringContaining('3 in 60 s') });
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(50);
  expect(refused.headers.get('ratelimit-policy')).toBe('"management";q=3;w=60;qu="requests"');
  expect(refused.headers.get('ratelimit')).toMatch(/^"management";r=0;t=\d+$/);
  // Another session is another matter, and so is an address that nobody has signed in from.
  const other = await cookieFor(runtime, company.tenantId, company.lead.userId);
  expect((await ask({ cookie: other.cookie })).status).toBe(200);
  for (let times = 0; times < 3; times += 1) expect((await ask({ 'x-forwarded-for': '192.0.2.7' })).status).toBe(401);
  expect((await ask({ 'x-forwarded-for': '192.0.2.7' })).status).toBe(429);
  expect((await ask({ 'x-forwarded-for': '192.0.2.8' })).status).toBe(401);
});
