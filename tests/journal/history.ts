import { copyFileSync, mkdirSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '#lib/core/clock.ts';
import { newUuid } from '#lib/core/ids.ts';
import { silentLogger } from '#lib/core/logger.ts';
import { Journal } from '#lib/journal/journal.ts';
import { JournalPoster } from '#lib/journal/journal-poster.ts';
import { replayFolder } from '#lib/journal/replay-folder.ts';
import { listSegments } from '#lib/journal/segment-file.ts';
import { interruptedEvent } from '#lib/usage/interrupted-event.ts';
import { EventPoster, type PostOutcome } from '#lib/usage/post-batch.ts';
import { reconcileUsage, type UsageDifference } from '#lib/usage/reconcile.ts';
import type { Hold, UsageEvent } from '#lib/usage/usage-event.ts';
import type { TestDatabase } from '../support/database.ts';
import { Random } from '../support/random.ts';
import { SampleCalls } from '../support/sample-calls.ts';

/** Where a record of the running journal ends. */
interface RecordEnd {
  readonly sequence: number;
  readonly end: number;
}

/** What is known of one call, from outside: what the gateway was told, and what was cut off on disk afterwards. */
interface KnownCall {
  readonly hold: Hold | null;
  event: UsageEvent | null;
  held: RecordEnd | null;
  settled: RecordEnd | null;
}

/** One process: a journal, its poster, and the calls it made. */
interface Writer {
  readonly folder: string;
  readonly journal: Journal;
  readonly poster: JournalPoster;
  readonly calls: KnownCall[];
}

const lost = () => Object.assign(new Error('write CONNECTION_CLOSED'), { code: 'CONNECTION_CLOSED' });

/**
 * A random life of several processes over one database: calls, crashes with the disk cut at any byte, replays that are
 * doubled, raced or broken off, postings whose acknowledgement is lost. It keeps its own account of what must come out.
 */
export class History {
  readonly calls: SampleCalls;
  /** Ids of the calls that must be in the database as they were settled, and those that must be presumed. */
  readonly real = new Map<string, UsageEvent>();
  readonly presumed = new Map<string, Hold>();
  /** Found right after a commit; must stay empty. */
  readonly faults: UsageDifference[] = [];
  commits = 0;
  private readonly random: Random;
  private readonly database: TestDatabase;
  private readonly root: string;
  private readonly writers: Writer[] = [];
  private folders = 0;

  constructor(seed: number, database: TestDatabase, root: string) {
    this.random = new Random(seed);
    this.calls = new SampleCalls({ seed, tenants: 2 });
    this.database = database;
    this.root = root;
  }

  async run(steps: number): Promise<void> {
    await this.startWriter();
    for (let step = 0; step < steps; step += 1) {
      const writer = this.random.pick(this.writers);
      const choice = this.random.next();
      if (choice < 0.8) this.call(writer);
      else if (choice < 0.9) await this.settleOpen(writer);
      else if (choice < 0.96) await new Promise((resolve) => setTimeout(resolve, this.random.below(30)));
      else if (choice < 0.98) await this.startWriter();
      else await this.crash(writer);
    }
    while (this.writers[0] !== undefined) await this.end(this.writers[0]);
  }

  private newFolder(): string {
    this.folders += 1;
    const folder = join(this.root, `${this.folders}`);
    mkdirSync(folder);
    return folder;
  }

  private async startWriter(): Promise<void> {
    const folder = this.newFolder();
    const shared = { clock: systemClock, logger: silentLogger };
    const journal = await Journal.open({
      ...{ ...shared, folder, incarnation: newUuid(), firstSequence: 1, segmentBytes: 16 * 1024, totalBytesMax: 4 * 1024 * 1024 },
      ...{ postedKeptMs: 0, syncEveryMs: 5, foreignBytes: () => 0 },
    });
    const post = this.unreliablePost();
    const queueMax = this.random.pick([3, 20_000]);
    this.writers.push({ folder, journal, poster: new JournalPoster({ ...shared, journal, post, queueMax }), calls: [] });
  }

  /** A process's way to the database: sometimes away, sometimes it commits and the answer is lost. */
  private unreliablePost(): (events: readonly UsageEvent[]) => Promise<PostOutcome> {
    const poster = new EventPoster(this.database.databases.ingest.$client);
    return async (events) => {
      const fate = this.random.next();
      if (fate < 0.1) throw lost();
      const outcome = await poster.post(events);
      for (const event of events) if (event.usageSource !== 'presumed') this.real.set(event.id, event);
      this.commits += 1;
      await this.check();
      if (fate < 0.3) throw lost();
      return outcome;
    };
  }

  /** Sums of events, rollups and ledger, as they are for everybody right after a commit. */
  private async check(): Promise<void> {
    const range = { from: new Date(Date.now() - 7_200_000), to: new Date(Date.now() + 7_200_000) };
    for (const tenantId of this.calls.tenantIds) this.faults.push(...(await reconcileUsage(this.database.superuser, tenantId, range)));
  }

  private call(writer: Writer): void {
    if (this.random.chance(0.1)) {
      const event = this.calls.refused();
      writer.calls.push({ hold: null, event, held: null, settled: this.append(writer, () => this.settleNow(writer, event)) });
      return;
    }
    const hold = this.calls.hold();
    const known: KnownCall = { hold, event: null, held: null, settled: null };
    known.held = this.append(writer, () => writer.journal.hold(hold));
    writer.calls.push(known);
    if (known.held !== null && this.random.chance(0.8)) this.settle(writer, known);
  }

  private settle(writer: Writer, known: KnownCall): void {
    if (known.hold === null) return;
    const event = this.calls.settlementOf(known.hold);
    known.settled = this.append(writer, () => this.settleNow(writer, event));
    if (known.settled !== null) known.event = event;
  }

  private async settleOpen(writer: Writer): Promise<void> {
    await writer.journal.shelf.prepare();
    for (const known of writer.calls) {
      if (known.held !== null && known.settled === null && this.random.chance(0.5)) this.settle(writer, known);
    }
  }

  private settleNow({ journal, poster }: Writer, event: UsageEvent): void {
    poster.offer(event, journal.settle(event));
  }

  /** Null when the journal refused: then the gateway would not have dispatched, or would have gone to the database. */
  private append({ journal }: Writer, act: () => void): RecordEnd | null {
    try {
      act();
      return { sequence: journal.end.sequence, end: journal.end.offset };
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'journal_unavailable') return null;
      throw error;
    }
  }

  /** The process dies now; of its last records, the disk may have kept any number of bytes. */
  private async crash(writer: Writer): Promise<void> {
    const { sequence, offset } = writer.journal.end;
    const whole = await this.copyOf(writer.folder);
    const cutAt = this.random.chance(0.5) ? offset : Math.max(64, offset - this.random.below(900));
    const image = await this.copyOf(writer.folder);
    const keptTo = cutAt < offset ? cut(join(image, `${sequence.toString().padStart(10, '0')}.journal`), cutAt) : offset;
    // What is under way to the database at this moment may still arrive, at the same time as the replay.
    const dying = writer.poster.close();
    this.expectFrom(writer, (record) => record.sequence < sequence || record.end <= keptTo);
    await this.replay(image);
    await dying;
    await writer.journal.close();
    this.writers.splice(this.writers.indexOf(writer), 1);
    if (this.random.chance(0.3)) {
      // Better evidence turns up later: the disk that seemed to have lost its end.
      this.expectFrom(writer, () => true);
      await this.replay(whole);
    }
    if (this.writers.length === 0) await this.startWriter();
  }

  /** An orderly end, which leaves open holds to the next start. */
  private async end(writer: Writer): Promise<void> {
    await writer.poster.drain(20_000);
    await writer.poster.close();
    await writer.journal.close();
    this.expectFrom(writer, () => true);
    await this.replay(writer.folder);
    this.writers.splice(this.writers.indexOf(writer), 1);
  }

  private expectFrom(writer: Writer, isOnDisk: (record: RecordEnd) => boolean): void {
    for (const { hold, event, held, settled } of writer.calls) {
      if (event !== null && settled !== null && isOnDisk(settled)) this.real.set(event.id, event);
      else if (hold !== null && held !== null && isOnDisk(held)) this.presumed.set(hold.id, hold);
    }
  }

  private async copyOf(folder: string): Promise<string> {
    const copy = this.newFolder();
    for (const { path } of await listSegments(folder)) copyFileSync(path, path.replace(folder, copy));
    return copy;
  }

  /** Replays a folder in one of the ways in which it can happen. */
  private async replay(folder: string): Promise<void> {
    const once = (path: string, signal = new AbortController().signal) =>
      replayFolder({
        folder: path,
        before: Number.POSITIVE_INFINITY,
        post: this.unreliablePost(),
        logger: silentLogger,
        signal,
        retryMs: 1,
      });
    const way = this.random.next();
    if (way < 0.3) {
      const twin = await this.copyOf(folder);
      await Promise.all([once(folder), once(twin)]);
    } else if (way < 0.6) {
      const twin = await this.copyOf(folder);
      const broken = new AbortController();
      setTimeout(() => broken.abort(), this.random.below(20));
      await once(twin, broken.signal).catch(() => {});
      await once(folder);
      await once(folder);
    } else await once(folder);
  }

  /** The event that must be stored for a call; undefined for one that must not be there. */
  expected(id: string): UsageEvent | undefined {
    const real = this.real.get(id);
    if (real !== undefined) return real;
    const hold = this.presumed.get(id);
    return hold === undefined ? undefined : interruptedEvent(hold);
  }
}

/**
 * Cuts what is behind `at` off. The file keeps its length, as a preallocated segment does; what was cut off reads as zeros. Answers
 * up to where it reads as before: records end in fields that are empty most of the time, and zeros that are lost are zeros still.
 */
function cut(path: string, at: number): number {
  const whole = readFileSync(path);
  truncateSync(path, at);
  truncateSync(path, whole.length);
  let same = at;
  while (whole[same] === 0) same += 1;
  return same;
}
