import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseEnv } from '#lib/core/env.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { gatewayNodeArgs } from '#lib/process/gateway-node-args.ts';
import { createRuntime } from '#lib/runtime.ts';
import { cookieFor } from '#tests/api/walk/world.ts';
import { temporaryPostgres } from '../scripts/postgres/temporary-postgres.ts';
import { createLargeOrganization, type LargeOrganization } from './support/large-organization.ts';
import { launch } from './support/launch.ts';
import { printTable } from './support/print-table.ts';

/**
 * The management API of an organization of 10,000 people and 5,000 teams under 100 clients at once, over HTTP through the built
 * server, and how long the server takes for the main pages of its console, one at a time (design: performance.md).
 */

export interface ManagementLoadOptions {
  readonly seconds: number;
  readonly organizations: number;
}

const clients = 100;
/** What a person takes to read before the next request, in the mean. */
const pauseMs = 1000;
const pageRuns = 21;
const apiTargetMs = 50;
const pageTargetMs = 150;

interface Operation {
  readonly name: string;
  readonly path: string;
  /** JSON of a PATCH; a GET without it. */
  readonly change?: (turn: number) => unknown;
}

/** What administrators and leads do all day; one in fifteen changes something. */
function operationsOf({ company }: LargeOrganization): readonly Operation[] {
  const team = toPublicId('team', company.searchId);
  const department = toPublicId('department', company.engineeringId);
  return [
    { name: 'who am I', path: '/users/me' },
    { name: 'one team', path: `/teams/${team}` },
    { name: 'teams: a page', path: '/teams' },
    { name: 'teams: search', path: '/teams?search=499' },
    { name: 'people: a page', path: '/users' },
    { name: 'people: search', path: '/users?search=p999' },
    { name: 'members of a team', path: `/teams/${team}/members` },
    { name: 'keys: a page', path: '/keys' },
    { name: 'tree: top', path: '/organization/nodes?limit=200' },
    { name: 'tree: one department', path: `/organization/nodes?department_id=${department}&limit=200` },
    { name: 'settings of a team', path: `/teams/${team}/settings` },
    { name: 'usage: a page', path: '/usage?limit=50' },
    { name: 'budgets: a page', path: '/budgets' },
    { name: 'audit log: a page', path: '/audit-logs' },
    { name: 'change a team', path: `/teams/${team}`, change: (turn) => ({ description: `As of turn ${turn}` }) },
  ];
}

const pages = [
  ...['/overview', '/organization', '/teams', '/users', '/keys', '/roles', '/groups', '/projects', '/security'],
  ...['/usage', '/costs', '/budgets', '/approvals', '/audit-logs', '/cost-centers', '/pools'],
] as const;

/** How long requests took, in milliseconds. */
type Times = Map<string, number[]>;

function note(times: Times, name: string, ms: number): void {
  const known = times.get(name);
  if (known === undefined) times.set(name, [ms]);
  else known.push(ms);
}

interface Asked {
  readonly headers: Readonly<Record<string, string>>;
  readonly method?: 'PATCH';
  readonly body?: string;
}

const agent = new Agent({ keepAlive: true, maxSockets: clients });

/** Milliseconds to the last byte; by node:http, which takes half as much of the machine that it measures as fetch does. */
function timed(url: string, name: string, { body, ...init }: Asked): Promise<number> {
  const startMs = performance.now();
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const headers = { ...init.headers, 'accept-encoding': 'gzip, br' };
  const asked = request(url, { ...init, headers, agent }, (answer) => {
    if (answer.statusCode !== 200) reject(new Error(`${name} was answered with ${answer.statusCode}`));
    answer
      .on('end', () => resolve(performance.now() - startMs))
      .on('error', reject)
      .resume();
  });
  asked.on('error', reject).end(body);
  return promise;
}

interface Client {
  readonly index: number;
  readonly cookie: string;
}

/**
 * A pause as TPC-C has its think times: exponentially distributed, cut at ten times the mean. Were all exactly as long, those
 * who once waited for the same slow request would come back together each second from then on, as people do not.
 */
const aPauseMs = (): number => Math.min(-Math.log(1 - Math.random()), 10) * pauseMs;

/** One person who asks, reads and asks again. */
async function work(address: string, client: Client, operations: readonly Operation[], until: number, times: Times): Promise<void> {
  await sleep(aPauseMs());
  for (let turn = client.index; performance.now() < until; turn += 1) {
    const operation = operations[turn % operations.length];
    if (operation === undefined) return;
    const { name, path, change } = operation;
    const headers = { cookie: client.cookie, 'content-type': 'application/json', origin: address };
    const init: Asked = change === undefined ? { headers } : { headers, method: 'PATCH', body: JSON.stringify(change(turn)) };
    note(times, name, await timed(`${address}/api/v1${path}`, name, init));
    await sleep(aPauseMs());
  }
}

interface Figures {
  readonly count: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

function figuresOf(values: readonly number[]): Figures {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => Math.round((sorted[Math.floor(share * (sorted.length - 1))] ?? 0) * 10) / 10;
  return { count: sorted.length, p50Ms: at(0.5), p95Ms: at(0.95) };
}

function table(title: string, times: Times): Record<string, Figures> {
  const results = Object.fromEntries([...times].map(([name, values]) => [name, figuresOf(values)]));
  const rows = Object.entries(results).map(([name, { count, p50Ms, p95Ms }]) => [name, String(count), p50Ms.toFixed(1), p95Ms.toFixed(1)]);
  printTable(title, ['', 'requests', 'p50 ms', 'p95 ms'], rows);
  return results;
}

/** A hundred people of the organization who have signed in; every other one an administrator, the rest members of some team. */
async function signIn({ database, company }: LargeOrganization): Promise<readonly Client[]> {
  const runtime = createRuntime(parseEnv({ DATABASE_URL: database.url, TOLLGATE_SECRET: database.secret }), 'console');
  try {
    const people = await database.superuser<{ id: string }[]>`select id from user_account
      where tenant_id = ${company.tenantId} and email like 'p%@example.com' order by email limit ${clients}`;
    await database.superuser`insert into role_assignment (tenant_id, id, user_id, role_id, scope_kind)
      select ${company.tenantId}, gen_random_uuid(), u.id, r.id, 'tenant' from user_account u join role r on r.tenant_id = u.tenant_id and r.name = 'tenant_admin'
      where u.tenant_id = ${company.tenantId} and u.id = any(${people.map(({ id }) => id)}::uuid[])`;
    const signed: Client[] = [];
    for (const [index, { id }] of people.entries()) signed.push({ index, cookie: (await cookieFor(runtime, company.tenantId, id)).cookie });
    return signed;
  } finally {
    await runtime.databases.close(1);
  }
}

/** The first answers of a process compile and fill caches; nobody measures those. */
async function warm(address: string, signed: readonly Client[], operations: readonly Operation[]): Promise<void> {
  const [first] = signed;
  if (first === undefined) return;
  const headers = { cookie: first.cookie };
  for (const deadline = Date.now() + 60_000; Date.now() < deadline; await sleep(200)) {
    const answer = await fetch(`${address}/overview`, { headers, redirect: 'manual' });
    await answer.arrayBuffer();
    if (answer.status === 200) break;
  }
  for (const page of pages) for (let run = 0; run < 3; run += 1) await timed(address + page, page, { headers });
  await Promise.all(signed.map((client) => work(address, client, operations, performance.now() + warmMs, new Map())));
}

const warmMs = 30_000;
const settleWithinMs = 240_000;
/** The worker makes up for what it missed when it has run for two minutes. */
const makesUpAfterMs = 125_000;

/** Waits until the worker has caught up with organizations that all came at once, as they do in no installation. */
async function untilCaughtUp({ database }: LargeOrganization): Promise<void> {
  await sleep(makesUpAfterMs);
  let idle = 0;
  for (const deadline = Date.now() + settleWithinMs; Date.now() < deadline && idle < 5; await sleep(1000)) {
    const [runs] = await database.superuser<{ open: number }[]>`
      select count(*)::integer as open from job_run where state in ('sent', 'running') or (state = 'waiting' and due_at <= now())`;
    idle = runs?.open === 0 ? idle + 1 : 0;
  }
}

/** Names what the worker did since then, with the seconds each kind of run took. */
async function printRuns({ database }: LargeOrganization, since: Date): Promise<void> {
  const runs = await database.superuser<{ name: string; seconds: number }[]>`
    select function_id as name, round(sum(extract(epoch from coalesce(ended_at, now()) - started_at)), 1)::float8 as seconds
    from job_run where started_at is not null and (ended_at is null or ended_at > ${since.toISOString()}) group by 1 order by 2 desc limit 6`;
  console.log(
    `Runs beside it in the worker, whose loops keep no history: ${runs.map(({ name, seconds }) => `${name} ${seconds} s`).join(', ') || 'nothing'}.`,
  );
}

/** Runs the benchmark, prints its tables and writes `bench/results/management-load.json`. Needs the console to be built; resolves to whether both targets were met. */
export async function benchManagementLoad({ seconds, organizations }: ManagementLoadOptions): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'tollgate-bench-'));
  const postgres = await temporaryPostgres();
  try {
    const large = await createLargeOrganization(postgres.url('postgres'), organizations);
    const signed = await signIn(large);
    const operations = operationsOf(large);
    const { url, secret } = large.database;
    const server = await launch({
      name: 'Tollgate',
      entry: 'server.ts',
      nodeArgs: gatewayNodeArgs,
      env: {
        ...{ DATABASE_URL: url, TOLLGATE_SECRET: secret, TOLLGATE_ROLE: 'all', DATA_DIR: folder },
        ...{ HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'error' },
      },
    });
    try {
      const address = `http://127.0.0.1:${server.target}`;
      await untilCaughtUp(large);
      await warm(address, signed, operations);
      const begunAt = new Date();
      const [api, drawn]: [Times, Times] = [new Map(), new Map()];
      const until = performance.now() + seconds * 1000;
      await Promise.all(signed.map((client) => work(address, client, operations, until, api)));
      const load = loadavg();
      await printRuns(large, begunAt);
      const headers = { cookie: signed[0]?.cookie ?? '' };
      for (let run = 0; run < pageRuns; run += 1)
        for (const page of pages) note(drawn, page, await timed(address + page, page, { headers }));
      const all = figuresOf([...api.values()].flat());
      const operationFigures = table(
        `Management API, ${clients} clients with pauses of ${pauseMs / 1000} s in the mean for ${seconds} s`,
        api,
      );
      const pageFigures = table(`Pages of the console, one at a time, to their last byte`, drawn);
      const slowest = Math.max(...Object.values(pageFigures).map(({ p95Ms }) => p95Ms));
      const isMet = all.p95Ms <= apiTargetMs && slowest <= pageTargetMs;
      console.log(
        `\nAll requests: p50 ${all.p50Ms} ms, p95 ${all.p95Ms} ms (target ${apiTargetMs}); slowest page p95 ${slowest} ms (target ${pageTargetMs})`,
      );
      console.log(
        `Load of the machine behind the requests: ${load.map((one) => one.toFixed(1)).join(', ')}. Targets ${isMet ? 'met' : 'MISSED'}.`,
      );
      const results = new URL('results/', import.meta.url);
      await mkdir(results, { recursive: true });
      const told = {
        at: new Date().toISOString(),
        seconds,
        organizations,
        loadAverage: load,
        all,
        operations: operationFigures,
        pages: pageFigures,
      };
      await writeFile(new URL('management-load.json', results), `${JSON.stringify(told, null, 2)}\n`);
      return isMet;
    } finally {
      await server.stop();
      await large.database.drop();
    }
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
