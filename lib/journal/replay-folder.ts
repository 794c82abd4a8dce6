import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '#lib/core/logger.ts';
import { interruptedEvent } from '#lib/usage/interrupted-event.ts';
import type { PostOutcome } from '#lib/usage/post-batch.ts';
import type { Hold, UsageEvent } from '#lib/usage/usage-event.ts';
import { quarantineFault } from './quarantine.ts';
import { readSegment } from './read-segment.ts';
import { listSegments, markPosted, type SegmentFile } from './segment-file.ts';

export interface ReplayOptions {
  readonly folder: string;
  /** Segments from this sequence on belong to the running process. */
  readonly before: number;
  /** Like JournalPosterOptions.post; asked again until it resolves. */
  readonly post: (events: readonly UsageEvent[]) => Promise<PostOutcome>;
  readonly logger: Logger;
  /** Ends the replay between two postings; the segments stay as they are. */
  readonly signal: AbortSignal;
  /** Pause before a failed posting is tried again; a second by default. */
  readonly retryMs?: number;
}

export interface ReplayOutcome {
  readonly segments: number;
  /** Settlements read, and how many of them were not in the database. */
  readonly settlements: number;
  readonly inserted: number;
  readonly corrected: number;
  /** Calls that were held and never settled, and how many of them were not in the database. */
  readonly unsettled: number;
  readonly interrupted: number;
  /** Parts that could not be read, the unfinished end of the log left out; their bytes are in the folder's quarantine. */
  readonly faults: number;
  /** Incarnations of the processes that wrote here. */
  readonly incarnations: readonly string[];
}

const batchSize = 500;

/**
 * Brings what dead processes left in a folder into the database: first every settlement, then, for each hold without one,
 * an interrupted event. The caller owns the folder. Doing it twice, or half and then again, changes nothing more.
 */
export async function replayFolder(options: ReplayOptions): Promise<ReplayOutcome> {
  const { folder, before, logger } = options;
  const segments = (await listSegments(folder)).filter(({ posted, sequence }) => !posted && sequence < before);
  const outcome = { segments: segments.length, settlements: 0, inserted: 0, corrected: 0, unsettled: 0, interrupted: 0, faults: 0 };
  const holds = new Map<string, Hold>();
  const incarnations = new Set<string>();
  let unsealed: string | undefined;
  for (const segment of segments) {
    const read = await replaySegment(segment, holds, options);
    // The segment that is made ahead is empty, and the one before it not full yet: only a later record proves a missing seal.
    if (!read.empty && unsealed !== undefined) {
      outcome.faults += 1;
      logger.error({ path: unsealed }, 'A journal segment ends without its seal although a later one has records; some may be missing');
    }
    if (!read.empty) unsealed = read.sealed ? undefined : segment.path;
    outcome.settlements += read.settlements;
    outcome.inserted += read.inserted;
    outcome.corrected += read.corrected;
    outcome.faults += read.faults;
    if (read.incarnation !== undefined) incarnations.add(read.incarnation);
  }
  outcome.unsettled = holds.size;
  const unsettled = [...holds.values()].map(interruptedEvent);
  for (let start = 0; start < unsettled.length; start += batchSize) {
    outcome.interrupted += (await postUntilTaken(unsettled.slice(start, start + batchSize), options)).inserted;
  }
  for (const { path } of segments) await markPosted(path);
  if (segments.length > 0) logger.info({ folder, ...outcome }, 'Replayed the journal of a process that ended');
  return { ...outcome, incarnations: [...incarnations] };
}

async function replaySegment(segment: SegmentFile, holds: Map<string, Hold>, options: ReplayOptions) {
  const read = { settlements: 0, inserted: 0, corrected: 0, faults: 0, sealed: false, empty: true };
  const { header, items } = await readSegment(segment.path);
  let batch: UsageEvent[] = [];
  const flush = async () => {
    const { inserted, corrected } = await postUntilTaken(batch, options);
    read.inserted += inserted;
    read.corrected += corrected;
    batch = [];
  };
  for (const { record, fault } of items()) {
    read.empty = false;
    if (fault !== undefined) {
      if (fault.fault !== 'torn') read.faults += 1;
      await quarantineFault(segment.path, fault, options.logger);
    } else if (record.kind === 'hold') holds.set(record.hold.id, record.hold);
    else if (record.kind === 'seal') read.sealed = true;
    else {
      holds.delete(record.event.id);
      read.settlements += 1;
      batch.push(record.event);
      if (batch.length === batchSize) await flush();
    }
  }
  await flush();
  return { ...read, incarnation: header?.incarnation };
}

async function postUntilTaken(
  events: readonly UsageEvent[],
  { post, logger, signal, retryMs = 1000 }: ReplayOptions,
): Promise<PostOutcome> {
  if (events.length === 0) return { inserted: 0, corrected: 0 };
  for (let failures = 0; ; failures += 1) {
    signal.throwIfAborted();
    try {
      return await post(events);
    } catch (error) {
      if (failures === 0) logger.error({ err: error }, 'The replay of the journal waits for the database');
      await sleep(retryMs, undefined, { signal, ref: false });
    }
  }
}

/** Removes posted segments that were kept long enough. The caller owns the folder. */
export async function discardReplayed(folder: string, before: number, keptMs: number, nowMs: number): Promise<void> {
  for (const { path, posted, sequence, changedAtMs } of await listSegments(folder)) {
    if (posted && sequence < before && nowMs - changedAtMs >= keptMs) await rm(path, { force: true });
  }
}
