import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { systemClock } from '#lib/core/clock.ts';
import { newUuid } from '#lib/core/ids.ts';
import type { UsageEvent } from '#lib/usage/usage-event.ts';
import { logRecorder } from '#tests/support/log-recorder.ts';
import { SampleCalls } from '#tests/support/sample-calls.ts';
import { temporaryFolder } from '#tests/support/temporary-folder.ts';
import { Journal } from './journal.ts';
import { JournalPoster } from './journal-poster.ts';
import { JournalRecorder } from './journal-recorder.ts';

const calls = new SampleCalls({ seed: 4, tenants: 2 });

/** A journal whose postings go to `take`, which may reject. */
async function posting(take: (events: readonly UsageEvent[]) => Promise<void>, queueMax?: number) {
  const folder = temporaryFolder();
  const logger = logRecorder();
  const shared = { clock: systemClock, logger };
  const journal = await Journal.open({
    ...shared,
    ...{ folder: folder.path, incarnation: newUuid(), firstSequence: 1, segmentBytes: 256 * 1024, totalBytesMax: 64 * 1024 * 1024 },
    ...{ postedKeptMs: 0, syncEveryMs: 5, foreignBytes: () => 0 },
  });
  const post = async (events: readonly UsageEvent[]) => {
    await take(events);
    return { inserted: events.length, corrected: 0 };
  };
  const poster = new JournalPoster({ ...shared, journal, post, ...(queueMax === undefined ? {} : { queueMax }) });
  const recorder = new JournalRecorder(journal, poster);
  onTestFinished(async () => {
    await poster.close();
    await journal.close();
    folder[Symbol.dispose]();
  });
  const settle = async (count: number): Promise<string[]> => {
    const ids: string[] = [];
    for (let index = 0; index < count; index += 1) {
      const hold = calls.hold();
      recorder.hold(hold);
      recorder.settle({ ...calls.settlementOf(hold), latencyMs: 0 });
      ids.push(hold.id);
      if (index % 50 === 49) await journal.shelf.prepare();
    }
    return ids;
  };
  return { journal, poster, settle, logger };
}

const unreachable = () => Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe('journal poster', () => {
  test('a few settlements go together after a tenth of a second, five hundred at once', async () => {
    const batches: number[] = [];
    const { poster, settle } = await posting(async (events) => {
      batches.push(events.length);
    });
    await settle(7);
    expect(batches).toEqual([]);
    await vi.waitFor(() => expect(batches).toEqual([7]));
    await settle(1100);
    await vi.waitFor(() => expect(poster.state.inserted).toBe(1107));
    // A pause of the disk lets the tenth of a second pass in between, and a smaller one goes first.
    expect(batches.filter((size) => size === 500).length).toBeGreaterThan(0);
    expect(Math.max(...batches)).toBe(500);
    expect(poster.state).toMatchObject({ inserted: 1107, queued: 0, spilled: false, lagMs: 0 });
  });

  test('while the database is away it waits, says so once, and posts everything exactly once afterwards', async () => {
    let isAway = true;
    const posted: string[] = [];
    const { poster, settle, logger } = await posting(async (events) => {
      if (isAway) throw unreachable();
      posted.push(...events.map(({ id }) => id));
    });
    const ids = await settle(700);
    await vi.waitFor(() => expect(poster.state.failures).toBeGreaterThan(2));
    expect(posted).toEqual([]);
    expect(poster.state.lagMs).toBeGreaterThan(200);
    expect(await poster.drain(50)).toBe(false);
    isAway = false;
    expect(await poster.drain(5000)).toBe(true);
    expect(posted).toEqual(ids);
    expect(logger.lines.map(({ message }) => message)).toEqual([
      'Usage cannot be posted; it waits in the journal',
      'Usage is posted again',
    ]);
  });

  test('what does not fit into memory is read back from the files, while more is appended, and then memory is used again', async () => {
    let isAway = true;
    const posted: string[] = [];
    const { poster, settle, journal, logger } = await posting(async (events) => {
      if (isAway) throw unreachable();
      await pause(1);
      posted.push(...events.map(({ id }) => id));
    }, 300);
    const ids = await settle(4000);
    expect(poster.state).toMatchObject({ queued: 300, spilled: true });
    expect(journal.end.sequence).toBeGreaterThan(3);
    isAway = false;
    const draining = poster.drain(20_000);
    ids.push(...(await settle(1500)));
    expect(await draining).toBe(true);
    expect(await poster.drain(1000)).toBe(true);
    expect(posted.toSorted()).toEqual(ids.toSorted());
    expect(poster.state).toMatchObject({ queued: 0, spilled: false, lagMs: 0 });
    expect(logger.lines.map(({ message }) => message)).toContain('Usage posting has caught up with the journal');
    const last = await settle(10);
    await vi.waitFor(() => expect(posted.slice(-10)).toEqual(last));
    // Everything is posted, so only the segment that is written to and the one ahead are left.
    await journal.sync();
    await journal.tidy();
    expect(journal.shelf.segments.size).toBe(1);
  });

  test('closing ends the wait for the database; what is left stays in the journal', async () => {
    const { poster, settle, journal } = await posting(async () => {
      throw unreachable();
    });
    await settle(5);
    await vi.waitFor(() => expect(poster.state.failures).toBeGreaterThan(1));
    const start = performance.now();
    await poster.close();
    expect(performance.now() - start).toBeLessThan(100);
    expect(await poster.drain(1000)).toBe(false);
    await journal.sync();
    expect(journal.shelf.segments.get(1)?.unposted).toBe(5 + 5);
  });
});
