import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { newUuid } from '#lib/core/ids.ts';
import type { Logger } from '#lib/core/logger.ts';
import { logRecorder } from '#tests/support/log-recorder.ts';
import { SampleCalls } from '#tests/support/sample-calls.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';
import { Journal, type JournalOptions, type SettlePosition } from './journal.ts';
import { readSegment } from './read-segment.ts';
import { listSegments } from './segment-file.ts';

const calls = new SampleCalls({ seed: 21, tenants: 2 });
const unavailable = expect.objectContaining({ code: 'journal_unavailable' });

class SettableClock {
  ms = Date.now();
  now(): number {
    return this.ms;
  }
}

function optionsOf(folder: string, more: Partial<JournalOptions> = {}): JournalOptions {
  return {
    folder,
    incarnation: newUuid(),
    firstSequence: 1,
    segmentBytes: 64 * 1024,
    totalBytesMax: 1024 * 1024,
    postedKeptMs: 60_000,
    syncEveryMs: 5,
    clock: new SettableClock(),
    logger: logRecorder(),
    foreignBytes: () => 0,
    ...more,
  };
}

/** Everything that can be read from a folder, oldest first. */
async function contentOf(folder: string) {
  const read = { holds: [] as string[], settles: [] as string[], faults: [] as string[] };
  for (const { path } of await listSegments(folder)) {
    for (const { record, fault } of (await readSegment(path)).items()) {
      if (fault !== undefined) read.faults.push(fault.fault);
      else if (record.kind === 'hold') read.holds.push(record.hold.id);
      else if (record.kind === 'settle') read.settles.push(record.event.id);
    }
  }
  return read;
}

/** Appends calls until the journal has gone through so many segments. */
async function fill(journal: Journal, segments: number) {
  const written: { id: string; position: SettlePosition }[] = [];
  while (journal.end.sequence <= segments) {
    const hold = calls.hold();
    journal.hold(hold);
    written.push({ id: hold.id, position: journal.settle(calls.settlementOf(hold)) });
    // As in a server, where the loop turns between calls: the next segment has time to be made.
    if (written.length % 20 === 0) await journal.shelf.prepare();
  }
  return written;
}

describe('journal', () => {
  test('what was appended is in the files at once, over many segments, with nothing missing and nothing twice', async () => {
    using folder = temporaryFolder();
    const journal = await Journal.open(optionsOf(folder.path));
    const written = (await fill(journal, 4)).map(({ id }) => id);
    const open = calls.hold();
    journal.hold(open);
    expect(await contentOf(folder.path)).toEqual({ holds: [...written, open.id], settles: written, faults: [] });
    await journal.close();
    expect(await contentOf(folder.path)).toEqual({ holds: [...written, open.id], settles: written, faults: [] });
    expect(() => journal.hold(calls.hold())).toThrow(unavailable);
  });

  test('a segment is given up only when everything in it is posted and it was kept long enough', async () => {
    using folder = temporaryFolder();
    const clock = new SettableClock();
    const journal = await Journal.open(optionsOf(folder.path, { clock }));
    const long = calls.hold();
    journal.hold(long);
    const written = await fill(journal, 3);
    for (const { position } of written) journal.posted(position);
    await journal.sync();
    await journal.tidy();
    const names = async () => (await listSegments(folder.path)).map(({ sequence, posted }) => `${sequence}${posted ? ' posted' : ''}`);
    // The first segment still has the hold of a running call; the fourth is being written, the fifth is ready.
    expect(await names()).toEqual(['1', '2 posted', '3 posted', '4', '5']);
    clock.ms += 60_000;
    await journal.tidy();
    expect(await names()).toEqual(['1', '4', '5']);
    journal.posted(journal.settle(calls.settlementOf(long)));
    await journal.tidy();
    expect(await names()).toEqual(['1 posted', '4', '5']);
    await journal.close();
    expect(await names()).toEqual(['1 posted', '4 posted']);
  });

  test('at its size limit it gives up posted segments early, and otherwise refuses holds while settlements still fit', async () => {
    using folder = temporaryFolder();
    const logger = logRecorder();
    const journal = await Journal.open(optionsOf(folder.path, { totalBytesMax: 6 * 64 * 1024, logger }));
    const first = await fill(journal, 2);
    for (const { position } of first) journal.posted(position);
    await journal.sync();
    await journal.tidy();
    await fill(journal, 7).catch((error: unknown) => expect(error).toEqual(unavailable));
    expect(logger.lines).toContainEqual({ level: 'error', message: 'The journal cannot make another segment' });
    // Segments 1 and 2 made room for 7 and 8.
    expect((await listSegments(folder.path)).map(({ sequence }) => sequence)).toEqual([3, 4, 5, 6, 7, 8]);
    await journal.close();
  });

  test('every call that was held can be settled, however full the journal is', async () => {
    using folder = temporaryFolder();
    const journal = await Journal.open(optionsOf(folder.path, { totalBytesMax: 3 * 64 * 1024 }));
    const held = [];
    for (;;) {
      const hold = calls.hold();
      try {
        journal.hold(hold);
        held.push(hold);
      } catch (error) {
        expect(error).toEqual(unavailable);
        // A roll to the last segment frees nothing: the journal is as full as it gets when that one is being written.
        if (journal.end.sequence === 3) break;
        for (const one of held.splice(0, 40)) journal.settle(calls.settlementOf(one));
      }
      await journal.shelf.prepare();
    }
    expect(held.length).toBeGreaterThan(10);
    for (const one of held) journal.settle(calls.settlementOf(one));
    expect(journal.liveHoldCount).toBe(0);
    await journal.close();
  });

  test('a failed write throws, leaves nothing, and the next record goes to the next segment', async () => {
    using folder = temporaryFolder();
    const logger = logRecorder();
    const journal = await Journal.open(optionsOf(folder.path, { logger, syncEveryMs: 100_000 }));
    const [before, lost, after] = [calls.hold(), calls.hold(), calls.hold()];
    journal.hold(before);
    await journal.shelf.segments.get(1)?.file.close();
    expect(() => journal.hold(lost)).toThrow(unavailable);
    expect(journal.liveHoldCount).toBe(1);
    journal.hold(after);
    journal.settle(calls.settlementOf(before));
    expect(journal.end.sequence).toBe(2);
    expect(await contentOf(folder.path)).toEqual({ holds: [before.id, after.id], settles: [before.id], faults: [] });
    expect(logger.lines.filter(({ level }) => level === 'error')).toHaveLength(1);
  });

  test('a record that cannot be encoded throws, and the journal goes on', async () => {
    using folder = temporaryFolder();
    const journal = await Journal.open(optionsOf(folder.path));
    const hold = calls.hold();
    expect(() => journal.hold({ ...hold, tags: { large: 'x'.repeat(100_000) } })).toThrow(unavailable);
    expect(() => journal.hold({ ...hold, id: 'not a uuid' })).toThrow(unavailable);
    journal.hold(hold);
    expect(await contentOf(folder.path)).toEqual({ holds: [hold.id], settles: [], faults: [] });
    await journal.close();
  });

  test('a further hold of a call takes the place of the first, and forgetting a call ends it', async () => {
    using folder = temporaryFolder();
    const journal = await Journal.open(optionsOf(folder.path));
    const hold = calls.hold();
    journal.hold(hold);
    journal.hold({ ...hold, boundNanoUsd: 99n });
    expect(journal.liveHoldCount).toBe(1);
    journal.forget(hold.id);
    journal.forget(hold.id);
    expect(journal.liveHoldCount).toBe(0);
    await journal.close();
    expect((await listSegments(folder.path)).map(({ posted }) => posted)).toEqual([true]);
  });

  test('a changed byte in a closed segment is found, by its checksum and by the count in the seal', async () => {
    using folder = temporaryFolder();
    const journal = await Journal.open(optionsOf(folder.path));
    const written = await fill(journal, 2);
    await journal.close();
    const [first] = await listSegments(folder.path);
    const bytes = await readFile(first?.path ?? '');
    bytes.writeUInt8(bytes.readUInt8(5000) ^ 4, 5000);
    await writeFile(first?.path ?? '', bytes);
    const { holds, settles, faults } = await contentOf(folder.path);
    expect(faults).toEqual(['corrupt', 'count']);
    expect(holds.length + settles.length).toBe(2 * written.length - 1);
  });

  test('a damaged header makes the whole segment one fault', async () => {
    using folder = temporaryFolder();
    const journal = await Journal.open(optionsOf(folder.path));
    journal.hold(calls.hold());
    await journal.close();
    const [first] = await listSegments(folder.path);
    const bytes = await readFile(first?.path ?? '');
    for (let index = 0; index < 64; index += 1) {
      const damaged = Buffer.from(bytes);
      damaged.writeUInt8(bytes.readUInt8(index) ^ 0x41, index);
      await writeFile(first?.path ?? '', damaged);
      expect(await contentOf(folder.path)).toEqual({ holds: [], settles: [], faults: ['header'] });
    }
  });

  test('a folder that cannot be written is unavailable from the start, and nothing half made stays', async () => {
    using folder = temporaryFolder();
    const logger: Logger = logRecorder();
    await expect(Journal.open(optionsOf(join(folder.path, 'missing'), { logger }))).rejects.toEqual(unavailable);
    await expect(Journal.open(optionsOf(folder.path, { totalBytesMax: 1000 }))).rejects.toEqual(unavailable);
    expect(await readdir(folder.path)).toEqual([]);
  });
});
