import { chmodSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openClient } from '#db/client.ts';
import { parseDatabaseUrl } from '#db/database-url.ts';
import { type EmbeddedPostgres, embeddedPostgres } from '../../scripts/postgres/embedded-postgres.ts';
import { isPostmasterOf, readPostmasterPid } from '../../scripts/postgres/postmaster-pid.ts';

const isRoot = process.getuid?.() === 0;
let parent: string;
let folder: string;
let lines: string[];
let servers: EmbeddedPostgres[];

beforeEach(() => {
  parent = mkdtempSync(join(realpathSync(tmpdir()), 'embedded-'));
  chmodSync(parent, 0o755);
  folder = join(parent, '.data');
  lines = [];
  servers = [];
});

afterEach(async () => {
  for (const server of servers) await server.stop('immediate');
  rmSync(parent, { recursive: true, force: true });
});

async function start(durable = false): Promise<EmbeddedPostgres> {
  const server = await embeddedPostgres({ folder, durable, report: (line) => lines.push(line) });
  servers.push(server);
  return server;
}

async function query<T>(server: EmbeddedPostgres, sql: string, url = server.url('postgres')): Promise<T[]> {
  const address = parseDatabaseUrl(url);
  const client = openClient(address, address, { max: 1, prepare: false });
  try {
    return [...(await client.unsafe<[T & object]>(sql))];
  } finally {
    await client.end({ timeout: 1 });
  }
}

const pidIn = (data: string): number => readPostmasterPid(data)?.pid ?? -1;

it('makes a cluster with UTF-8, the built-in collation, UTC, checksums, and passwords on both ways in', async () => {
  const server = await start();
  const [settings] = await query(
    server,
    `select current_setting('server_encoding') as encoding, current_setting('data_checksums') as checksums,
    current_setting('timezone') as zone, (select datlocprovider::text || ' ' || datlocale from pg_database where datname = 'postgres') as locale`,
  );
  expect(settings).toEqual({ encoding: 'UTF8', checksums: 'on', zone: 'UTC', locale: 'b C.UTF-8' });
  expect(await query(server, 'select 1 as one', server.tcpUrl('postgres'))).toEqual([{ one: 1 }]);
  for (const url of [server.url('postgres'), server.tcpUrl('postgres')]) {
    await expect(query(server, 'select 1', url.replace(/:[^:@]+@/, ':wrong@'))).rejects.toThrow('password authentication failed');
  }
  expect(statSync(join(folder, 'postgres.password')).mode & 0o777).toBe(0o600);
  expect(statSync(join(folder, 'postgres')).mode & 0o777).toBe(0o700);
});

it('adopts a running server, and stops it when nobody else is connected', async () => {
  const first = await start();
  const pid = pidIn(join(folder, 'postgres'));
  const second = await start();
  expect([first.adopted, second.adopted]).toEqual([false, true]);
  expect(second.url('x')).toBe(first.url('x'));

  const address = parseDatabaseUrl(second.url('postgres'));
  const other = openClient(address, address, { max: 1, prepare: false });
  await other`select 1`;
  expect(await second.stop()).toBe('left running');
  await other.end();
  expect(await (await start()).stop()).toBe('stopped');
  expect(isPostmasterOf(pid, join(folder, 'postgres'))).toBe(false);
  servers = [];
  await first.stop('immediate');
});

it('[OPS-1] recovers after kill -9 by itself, on the same address, with every committed row', async () => {
  const server = await start(true);
  await query(server, 'create table kept (n int)');
  await query(server, 'insert into kept select generate_series(1, 1000)');
  const pid = pidIn(join(folder, 'postgres'));
  process.kill(pid, 'SIGKILL');
  await vi.waitFor(() => expect(lines).toContain('PostgreSQL runs again.'), { timeout: 15_000 });
  expect(pidIn(join(folder, 'postgres'))).not.toBe(pid);
  expect(await query(server, 'select count(*)::int as rows from kept')).toEqual([{ rows: 1000 }]);
});

it('starts although a stale pid file names a living stranger', async () => {
  const server = await start();
  const pidFile = join(folder, 'postgres', 'postmaster.pid');
  const content = readFileSync(pidFile, 'utf8');
  await server.stop('fast');
  servers = [];
  writeFileSync(pidFile, content.replace(/^\d+/, String(process.pid)), { mode: 0o644 });
  const again = await start();
  expect(again.adopted).toBe(false);
  expect(await query(again, 'select 1 as one')).toEqual([{ one: 1 }]);
});

it('wakes a server that was stopped in its tracks', async () => {
  const server = await start();
  process.kill(pidIn(join(folder, 'postgres')), 'SIGSTOP');
  expect((await start()).adopted).toBe(true);
  expect(await query(server, 'select 1 as one')).toEqual([{ one: 1 }]);
});

it('finds a shorter place for the socket when the path is too long for one', async () => {
  folder = join(parent, 'd'.repeat(90), '.data');
  mkdirSync(dirname(folder));
  const server = await start();
  expect(await query(server, 'select 1 as one')).toEqual([{ one: 1 }]);
  await server.stop('immediate');
  servers = [];
  rmSync(new URL(server.url('x')).searchParams.get('host') ?? '', { recursive: true });
});

// Only root starts PostgreSQL as somebody else, so only root can meet this.
if (isRoot)
  it('moves out of a folder that only root can enter, says so, and finds its data again', async () => {
    const closed = join(parent, 'closed');
    mkdirSync(closed, { mode: 0o700 });
    folder = join(closed, '.data');
    const server = await start();
    const place = readFileSync(join(folder, 'postgres.location'), 'utf8');
    expect(place.startsWith(parent)).toBe(false);
    expect(lines.join()).toContain(dirname(place));
    await query(server, 'create table kept (n int)');
    await server.stop('fast');
    servers = [];
    chmodSync(closed, 0o755);
    const again = await start();
    expect(await query(again, 'select count(*)::int as rows from kept')).toEqual([{ rows: 0 }]);
    await again.stop('immediate');
    servers = [];
    rmSync(dirname(place), { recursive: true });
  });
