import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { newUuid } from '#lib/core/ids.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { createUsageTenants, findUsageFaults } from '../support/usage-tenants.ts';
import type { Orders } from './calling-process.ts';
import { type FullDisk, fileSizeLimit, smallFileSystem } from './full-disk.ts';
import { CallingProcess } from './start-calling.ts';

let database: TestDatabase;
let root: ReturnType<typeof temporaryFolder>;
let tenantIds: string[];
let running: CallingProcess[] = [];
let disk: FullDisk | undefined;

beforeAll(async () => {
  database = await createTestDatabase();
});

afterAll(() => database.drop());

afterEach(async () => {
  await Promise.all(running.map((process) => process.kill()));
  running = [];
  disk?.remove();
  disk = undefined;
  root[Symbol.dispose]();
});

async function prepare(): Promise<void> {
  root = temporaryFolder();
  tenantIds = [newUuid()];
  await createUsageTenants(database, tenantIds);
}

function start(more: Partial<Orders> = {}): CallingProcess {
  const { url, secret } = database;
  const seed = Math.floor(Math.random() * 1e9);
  const process = new CallingProcess({ url, secret, root: root.path, tenantIds, seed, concurrency: 8, segmentBytes: 256 * 1024, ...more });
  running.push(process);
  return process;
}

const hasCalled = (process: CallingProcess, calls: number) =>
  vi.waitFor(() => expect(process.settled.size).toBeGreaterThan(calls), { timeout: 60_000, interval: 5 });

/** Recovers what is left and compares what the processes said with what is stored. */
async function expectExact(processes: readonly CallingProcess[]): Promise<{ readonly interrupted: number }> {
  const recovering = start({ concurrency: 0 });
  await vi.waitFor(() => expect(recovering.lines.join('\n')).toContain('recovered'), { timeout: 60_000 });
  await recovering.end();
  const rows = await database.superuser<{ id: string; source: string; status: string }[]>`
    SELECT id, usage_source AS source, status FROM usage_event WHERE tenant_id = ANY(${tenantIds})`;
  const presumed = new Set(rows.filter(({ source }) => source === 'presumed').map(({ id }) => id));
  const stored = new Set(rows.map(({ id }) => id));
  expect(stored.size).toBe(rows.length);
  for (const { held, settled } of processes) {
    for (const id of settled.keys())
      if (!stored.has(id) || presumed.has(id)) expect.fail(`The settled call ${id} is not stored as settled`);
    for (const id of held.keys()) if (!stored.has(id)) expect.fail(`The held call ${id} is not stored`);
  }
  expect(await findUsageFaults(database, tenantIds)).toEqual([]);
  expect(await database.superuser`SELECT id FROM reservation WHERE tenant_id = ANY(${tenantIds}) AND state = 'held'`).toHaveLength(0);
  return { interrupted: presumed.size };
}

// Node starts some twenty times here; a busy machine takes a second or more each time.
describe('journals of real processes', { timeout: 120_000 }, () => {
  test('kill -9 in the middle of calls, again and again: each call exactly once, those cut off as interrupted', async () => {
    await prepare();
    const processes: CallingProcess[] = [];
    for (let round = 0; round < 4; round += 1) {
      const process = start();
      processes.push(process);
      await hasCalled(process, 50);
      await sleep(Math.random() * 200);
      await process.kill();
    }
    const { interrupted } = await expectExact(processes);
    expect(interrupted).toBeGreaterThan(0);
    // All of them wrote to the same folder, one after the other.
    expect(processes.map(({ folder }) => basename(folder))).toEqual(['0', '0', '0', '0']);
  });

  test('a stopped process keeps its folder and its calls: the next one works beside it', async () => {
    await prepare();
    const first = start();
    await hasCalled(first, 30);
    first.signal('SIGSTOP');
    const second = start();
    await hasCalled(second, 30);
    expect([basename(first.folder), basename(second.folder)]).toEqual(['0', '1']);
    expect(second.lines).toContain('recovered 0');
    const seen = first.settled.size;
    first.signal('SIGCONT');
    await hasCalled(first, seen + 30);
    await first.end();
    await second.end();
    expect(await expectExact([first, second])).toEqual({ interrupted: 0 });
  });

  test('a peer that dies is replayed by one that lives, without a restart', async () => {
    await prepare();
    const [first, second] = [start(), start()];
    await Promise.all([hasCalled(first, 30), hasCalled(second, 30)]);
    await second.kill();
    const unsettled = [...second.held.keys()].filter((id) => !second.settled.has(id));
    await vi.waitFor(
      async () => {
        const rows = await database.superuser`SELECT id FROM usage_event WHERE id = ANY(${unsettled})`;
        expect(rows).toHaveLength(unsettled.length);
      },
      { timeout: 60_000 },
    );
    await first.end();
    await expectExact([first, second]);
  });

  test('several starters at once over folders of dead processes: each gets its own, and every call is booked once', async () => {
    await prepare();
    const dead = [start(), start(), start()];
    await Promise.all(dead.map((process) => hasCalled(process, 20)));
    await Promise.all(dead.map((process) => process.kill()));
    const starters = [start(), start(), start(), start(), start()];
    await Promise.all(starters.map((process) => hasCalled(process, 20)));
    expect(new Set(starters.map(({ folder }) => folder)).size).toBe(starters.length);
    await Promise.all(starters.map((process) => process.end()));
    await expectExact([...dead, ...starters]);
  });

  test('connections to the database cut again and again, commits of unknown outcome among them: nothing twice, nothing lost', async () => {
    await prepare();
    const process = start({ concurrency: 30 });
    await hasCalled(process, 10);
    for (let cut = 0; cut < 40; cut += 1) {
      await sleep(30 + Math.random() * 60);
      await database.superuser`
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = ${`${database.name}_ingest`}`;
    }
    await process.end();
    expect(await expectExact([process])).toEqual({ interrupted: 0 });
  });

  test.each([
    { what: 'files that may not grow', make: () => fileSizeLimit },
    // Where nothing may be mounted, the limit above has to stand for both.
    { what: 'a file system without space', make: () => smallFileSystem(root.path, 8 * 1024 * 1024) ?? fileSizeLimit },
  ])('$what in the middle of calls: they get slower, and none is stopped or lost', async ({ make }) => {
    await prepare();
    disk = make();
    console.info(`The disk is ${disk.name}.`);
    const process = start({ segmentBytes: 64 * 1024 });
    await hasCalled(process, 20);
    disk.fill(process.pid);
    const heldIn = (where: string, from = 0) => [...process.held.values()].slice(from).filter((place) => place === where).length;
    const waiting = { timeout: 60_000, interval: 20 };
    await vi.waitFor(() => expect(heldIn('database')).toBeGreaterThan(20), waiting);
    disk.free(process.pid);
    const before = process.held.size;
    await vi.waitFor(() => expect(heldIn('journal', before)).toBeGreaterThan(20), waiting);
    await process.end();
    expect(process.lines.filter((line) => line.startsWith('refused'))).toEqual([]);
    expect(await expectExact([process])).toEqual({ interrupted: 0 });
  });
});
