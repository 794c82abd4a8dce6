import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { type Client, openClient, roleCredentials } from '#db/client.ts';
import { parseDatabaseUrl } from '#db/database-url.ts';
import { campaign } from '#lib/process/leader-lock.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';

let database: TestDatabase;
let clients: Client[];
let ending: AbortController;
let campaigns: Promise<void>[];
/** Names of those who lead now. */
let leading: Set<string>;
let terms: string[];

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

beforeEach(() => {
  clients = [];
  campaigns = [];
  ending = new AbortController();
  leading = new Set();
  terms = [];
});

afterEach(async () => {
  ending.abort();
  await Promise.all(campaigns);
  await Promise.all(clients.map((client) => client.end({ timeout: 1 })));
});

function run(name: string): void {
  const address = parseDatabaseUrl(database.url);
  const client = openClient(address, roleCredentials(database.secret, address.database, 'jobs'), {
    max: 1,
    prepare: false,
    applicationName: name,
  });
  clients.push(client);
  const lead = async (lost: AbortSignal) => {
    terms.push(name);
    leading.add(name);
    await new Promise<void>((resolve) => lost.addEventListener('abort', () => resolve()));
    leading.delete(name);
  };
  campaigns.push(campaign({ client, name: 'clerk', beatMs: 50, signal: ending.signal, onError: () => {} }, lead));
}

const eventually = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 20 });

it('lets one lead', async () => {
  for (const name of ['a', 'b', 'c']) run(name);
  await eventually(() => expect(leading.size).toBe(1));
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect([leading.size, terms.length]).toEqual([1, 1]);
});

it('passes the lead on when the leader ends', async () => {
  run('a');
  await eventually(() => expect([...leading]).toEqual(['a']));
  run('b');
  await clients[0]?.end({ timeout: 1 });
  await eventually(() => expect([...leading]).toEqual(['b']));
  expect(terms).toEqual(['a', 'b']);
});

it('resigns when its connection is cut, and leads again after', async () => {
  run('a');
  await eventually(() => expect(terms).toEqual(['a']));
  await database.superuser`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'a'`;
  await eventually(() => expect(terms).toEqual(['a', 'a']));
  expect([...leading]).toEqual(['a']);
});
