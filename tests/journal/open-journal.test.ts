import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { newUuid } from '#lib/core/ids.ts';
import { type OpenJournal, openJournal } from '#lib/journal/open-journal.ts';
import { listSegments } from '#lib/journal/segment-file.ts';
import { EventPoster } from '#lib/usage/post-batch.ts';
import { postIsolating } from '#lib/usage/post-isolating.ts';
import type { UsageEvent } from '#lib/usage/usage-event.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { logRecorder } from '../support/log-recorder.ts';
import { SampleCalls } from '../support/sample-calls.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { createUsageTenants, findUsageFaults } from '../support/usage-tenants.ts';

let database: TestDatabase;
let poster: EventPoster;
const calls = new SampleCalls({ seed: 31, tenants: 2 });

beforeAll(async () => {
  database = await createTestDatabase();
  await createUsageTenants(database, calls.tenantIds);
  poster = new EventPoster(database.databases.ingest.$client);
});

afterAll(() => database.drop());

/** `mayPost` is asked before each posting and throws while the database is away. */
async function open(root: string, mayPost: () => void = () => {}) {
  const logger = logRecorder();
  const dead: string[] = [];
  const opened = await openJournal({
    root,
    incarnation: newUuid(),
    post: async (events) => {
      mayPost();
      return await postIsolating(poster, events);
    },
    isStored: (event) => poster.isStored(event),
    onDead: async ({ incarnations }) => void dead.push(...incarnations),
    logger,
    limits: { segmentBytes: 64 * 1024, recoverEveryMs: 50 },
  });
  return {
    opened,
    logger,
    dead,
    messages: (level: string) => logger.lines.filter((line) => line.level === level).map(({ message }) => message),
  };
}

async function makeCalls({ recorder, journal }: OpenJournal, count: number, tenantIds = calls.tenantIds): Promise<UsageEvent[]> {
  const events: UsageEvent[] = [];
  for (let index = 0; index < count; index += 1) {
    const hold = calls.hold();
    if (!tenantIds.includes(hold.attribution.tenantId)) continue;
    recorder.hold(hold);
    const event = calls.settlementOf(hold);
    recorder.settle(event);
    events.push(event);
    if (index % 20 === 0) await journal.shelf.prepare();
  }
  return events;
}

const missingOf = async (events: readonly UsageEvent[]): Promise<string[]> => {
  const rows = await database.superuser<{ id: string }[]>`SELECT id FROM usage_event WHERE id = ANY(${events.map(({ id }) => id)})`;
  const found = new Set(rows.map(({ id }) => id));
  return events.map(({ id }) => id).filter((id) => !found.has(id));
};

const unreachable = () => {
  throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
};

describe('an opened journal', () => {
  test('an orderly close leaves nothing to replay, and the next start finds it so', async () => {
    using root = temporaryFolder();
    const first = await open(root.path);
    const events = await makeCalls(first.opened, 300);
    expect(first.opened.state()).toMatchObject({ shortage: null, liveHolds: 0 });
    await first.opened.close(10_000);
    expect(await missingOf(events)).toEqual([]);
    expect((await listSegments(join(root.path, '0'))).every(({ posted }) => posted)).toBe(true);
    const second = await open(root.path);
    expect(await second.opened.recovered).toEqual([]);
    await second.opened.close(1000);
    expect([...first.messages('error'), ...second.messages('error')]).toEqual([]);
    expect(await findUsageFaults(database, calls.tenantIds)).toEqual([]);
  });

  test('what could not be posted before the end is posted by the next start, which waits for the database', async () => {
    using root = temporaryFolder();
    const first = await open(root.path, unreachable);
    const events = await makeCalls(first.opened, 200);
    const running = calls.hold();
    first.opened.recorder.hold(running);
    await first.opened.close(50);
    expect(await missingOf(events)).toHaveLength(events.length);
    let isAway = true;
    const second = await open(root.path, () => {
      if (isAway) unreachable();
    });
    await vi.waitFor(() => expect(second.messages('error')).toContain('The replay of the journal waits for the database'));
    const meanwhile = await makeCalls(second.opened, 50);
    isAway = false;
    expect(await second.opened.recovered).toMatchObject([
      { settlements: events.length, inserted: events.length, unsettled: 1, interrupted: 1, faults: 0 },
    ]);
    expect(second.dead).toHaveLength(1);
    await second.opened.close(10_000);
    expect(await missingOf([...events, ...meanwhile])).toEqual([]);
    expect(await findUsageFaults(database, calls.tenantIds)).toEqual([]);
  });

  test('a damaged segment costs its damaged record only, and its bytes are kept', async () => {
    using root = temporaryFolder();
    const first = await open(root.path, unreachable);
    const events = await makeCalls(first.opened, 400);
    await first.opened.close(20);
    const folder = join(root.path, '0');
    const [segment] = await listSegments(folder);
    const bytes = await readFile(segment?.path ?? '');
    bytes.writeUInt8(bytes.readUInt8(9000) ^ 0x10, 9000);
    await writeFile(segment?.path ?? '', bytes);

    const second = await open(root.path);
    const [replay] = await second.opened.recovered;
    expect(replay).toMatchObject({ faults: 2 });
    await second.opened.close(1000);
    // Either a settlement was hit, and its hold is booked as interrupted, or a hold, and its settlement is there.
    expect(await missingOf(events)).toEqual([]);
    const kept = await readdir(join(folder, 'quarantine'));
    expect(kept.filter((name) => name.endsWith('.corrupt'))).toHaveLength(1);
    expect(second.messages('error')).toEqual(['A part of the journal cannot be read', 'A part of the journal cannot be read']);
    expect(await findUsageFaults(database, calls.tenantIds)).toEqual([]);
  });

  test('an event that the database refuses is kept aside, loudly, and holds nothing up', async () => {
    using root = temporaryFolder();
    const { opened, messages } = await open(root.path);
    const stranger = {
      ...calls.event(),
      attribution: { tenantId: newUuid(), departmentId: null, teamId: null, userId: null, keyId: null },
    };
    const before = await makeCalls(opened, 5);
    opened.recorder.settle(stranger);
    const after = await makeCalls(opened, 5);
    await opened.close(10_000);
    expect(await missingOf([...before, ...after])).toEqual([]);
    expect(messages('error')).toEqual(['The database refuses a usage event']);
    const lines = (await readFile(join(root.path, 'rejected.ndjson'), 'utf8')).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { because: expect.stringContaining('foreign key'), event: expect.objectContaining({ id: stranger.id }) },
    ]);
    expect((await listSegments(join(root.path, '0'))).every(({ posted }) => posted)).toBe(true);
  });

  test('a database that comes back without its last commits gets them again', async () => {
    using root = temporaryFolder();
    let isAway = false;
    const { opened, messages } = await open(root.path, () => {
      if (isAway) unreachable();
    });
    const events = await makeCalls(opened, 600);
    expect(await opened.poster.drain(10_000)).toBe(true);
    isAway = true;
    const meanwhile = await makeCalls(opened, 20);
    await vi.waitFor(() => expect(opened.state().posting.failures).toBeGreaterThan(0));
    // A restore from before all of it.
    for (const table of ['usage_event', 'usage_hour', 'usage_work_hour', 'usage_latency_hour', 'usage_batch', 'ledger_entry']) {
      await database.superuser`DELETE FROM ${database.superuser(table)} WHERE tenant_id = ANY(${[...calls.tenantIds]})`;
    }
    isAway = false;
    expect(await opened.poster.drain(10_000)).toBe(true);
    expect(await missingOf([...events, ...meanwhile])).toEqual([]);
    expect(messages('warn')).toContain('Posted again what the database had lost');
    await opened.close(1000);
    expect(await findUsageFaults(database, calls.tenantIds)).toEqual([]);
  });

  test('a call that the first recorder cannot take is recorded in the database, and does not keep a segment', async () => {
    using root = temporaryFolder();
    const { opened } = await open(root.path);
    const hold = calls.hold();
    opened.recorder.hold(hold);
    opened.journal.forget(hold.id);
    await opened.close(1000);
    expect((await listSegments(join(root.path, '0'))).map(({ posted }) => posted)).toEqual([true]);
  });

  test('without room or rights the journal is unavailable, and the folder is free again', async () => {
    using root = temporaryFolder();
    await writeFile(join(root.path, 'file'), '');
    await expect(open(join(root.path, 'file', 'journal'))).rejects.toMatchObject({ code: 'journal_unavailable' });
    const limits = { segmentBytes: 64 * 1024, totalBytesMax: 10 };
    const parts = {
      root: root.path,
      incarnation: newUuid(),
      isStored: async () => true,
      post: async () => ({ inserted: 0, corrected: 0, rejected: [] }),
    };
    await expect(openJournal({ ...parts, logger: logRecorder(), limits })).rejects.toMatchObject({ code: 'journal_unavailable' });
    const { opened } = await open(root.path);
    expect(opened.state().folder).toBe(join(root.path, '0'));
    await opened.close(100);
  });
});
