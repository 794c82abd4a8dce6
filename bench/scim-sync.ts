import { randomBytes } from 'node:crypto';
import { parseEnv } from '#lib/core/env.ts';
import { createToken } from '#lib/credentials/index.ts';
import { handleScim } from '#lib/http/scim/scim-route.ts';
import { createRuntime, installRuntime } from '#lib/runtime.ts';
import { createFreshDatabase } from '#tests/support/fresh-database.ts';
import { createSampleCompany, invocationOf } from '#tests/support/sample-company.ts';
import { temporaryPostgres } from '../scripts/postgres/temporary-postgres.ts';

/**
 * A directory's first synchronisation, its next one, and what it asks in between, through the handler of the route:
 * `node bench/scim-sync.ts [people]`, 10,000 unless said. As Entra ID and Okta do it: one request a person, four at a time,
 * each looked for before it is created. Entra ID gives a request up after 60 s.
 */

const people = Number(process.argv[2] ?? 10_000);
const atOnce = 4;
const timeOutMs = 60_000;

const server = await temporaryPostgres();
const database = await createFreshDatabase(server.url('postgres'));
const env = { DATABASE_URL: database.url, TOLLGATE_SECRET: database.secret, LOG_LEVEL: 'silent', MANAGEMENT_REQUESTS_PER_MINUTE: '0' };
const runtime = installRuntime(createRuntime(parseEnv(env), 'bench'));

interface Answer {
  readonly id?: string;
  readonly totalResults?: number;
  readonly Resources?: readonly { readonly id: string }[];
}

const took: number[] = [];
let token = '';

async function scim(method: string, path: string, body?: object, expected = 200): Promise<Answer> {
  const startedAt = performance.now();
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' };
  const init = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
  const answer = await handleScim(new Request(`https://tollgate.test/api/v1/scim/v2${path}`, init));
  took.push(performance.now() - startedAt);
  const text = await answer.text();
  if (answer.status !== expected) throw new Error(`${method} ${path} gave ${answer.status}: ${text.slice(0, 300)}`);
  return text === '' ? {} : JSON.parse(text);
}

/** Carries out the work for each, some at a time, and prints how it went. */
async function measure(what: string, count: number, work: (index: number) => Promise<unknown>): Promise<void> {
  took.length = 0;
  let next = 0;
  const startedAt = performance.now();
  const worker = async () => {
    for (let index = next++; index < count; index = next++) await work(index);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  const seconds = (performance.now() - startedAt) / 1000;
  const sorted = [...took].sort((left, right) => left - right);
  const at = (share: number) => (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1).padStart(8);
  const rate = (sorted.length / seconds).toFixed(0).padStart(5);
  console.log(
    `${what.padEnd(44)} ${String(sorted.length).padStart(6)} requests ${rate}/s   p50 ${at(0.5)}  p99 ${at(0.99)}  max ${at(1)} ms`,
  );
  if ((sorted.at(-1) ?? 0) > timeOutMs)
    throw new Error(`A request took longer than ${timeOutMs / 1000} s, after which a directory gives up`);
}

const find = (filter: string) => `/Users?filter=${encodeURIComponent(filter)}`;
const nameOf = (index: number) => `person.${index}@example.com`;
const resource = (index: number) => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'],
  userName: nameOf(index),
  externalId: `external-${index}`,
  displayName: `Person ${index}`,
  name: { givenName: 'Person', familyName: String(index) },
  emails: [{ value: nameOf(index), type: 'work', primary: true }],
  title: 'Engineer',
  active: true,
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { department: `Department ${index % 40}`, employeeNumber: String(index) },
});

try {
  const company = await createSampleCompany(database, `bench-${randomBytes(2).toString('hex')}`);
  await database.superuser`update tenant set settings = ${JSON.stringify({ limits: { users_max: people + 10 } })}::jsonb where tenant_id = ${company.tenantId}`;
  const asked = { name: 'Directory', owner: 'tenant', permissions: ['scim.provision'] };
  token = (await createToken.execute(invocationOf(runtime.command, company, company.admin), asked)).secret;
  const ids: string[] = [];
  await measure('first synchronisation (look, create)', people, async (index) => {
    const { totalResults } = await scim('GET', find(`userName eq "${nameOf(index)}"`));
    if (totalResults !== 0) throw new Error('Somebody is there before they were created');
    ids[index] = (await scim('POST', '/Users', resource(index), 201)).id ?? '';
  });
  await database.superuser`analyze`;
  const group = (await scim('POST', '/Groups', { displayName: 'Everybody' }, 201)).id ?? '';
  const half = Math.floor(people / 2);
  const members = (from: number, to: number) => ids.slice(from, to).map((value) => ({ value }));
  await measure('group of half of them, by PUT', 1, () =>
    scim('PUT', `/Groups/${group}`, { displayName: 'Everybody', members: members(0, half) }),
  );
  await measure('the other half, by one PATCH', 1, () =>
    scim('PATCH', `/Groups/${group}`, { Operations: [{ op: 'Add', path: 'members', value: members(half, people) }] }),
  );
  await measure('one member out of all', 20, (index) =>
    scim('PATCH', `/Groups/${group}`, { Operations: [{ op: 'Remove', path: `members[value eq "${ids[index] ?? ''}"]` }] }),
  );
  await measure('the group without members', 20, () => scim('GET', `/Groups/${group}?excludedAttributes=members`));
  await measure('by userName', 500, (index) => scim('GET', find(`userName eq "${nameOf(index)}"`)));
  await measure('by externalId', 500, (index) => scim('GET', find(`externalId eq "external-${index}"`)));
  await measure('by emails[type eq "work"].value', 500, (index) => scim('GET', find(`emails[type eq "work"].value eq "${nameOf(index)}"`)));
  await measure('pages of 200 through all', Math.ceil(people / 200), (index) =>
    scim('GET', `/Users?startIndex=${index * 200 + 1}&count=200`),
  );
  await measure('next synchronisation, nothing new (PUT)', Math.min(people, 1000), (index) =>
    scim('PUT', `/Users/${ids[index] ?? ''}`, resource(index)),
  );
  await measure('people who leave', Math.min(people, 500), (index) =>
    scim('PATCH', `/Users/${ids[index] ?? ''}`, { Operations: [{ op: 'replace', value: { active: false } }] }),
  );
  const { totalResults } = await scim('GET', `${find('userName sw "person."')}&count=0`);
  if (totalResults !== people) throw new Error(`${totalResults} people are there in place of ${people}`);
} finally {
  await runtime.databases.close(1);
  await database.drop();
  await server.stop();
}
