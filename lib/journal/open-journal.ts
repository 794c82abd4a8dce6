import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, systemClock } from '#lib/core/clock.ts';
import { AppError } from '#lib/core/errors.ts';
import type { Logger } from '#lib/core/logger.ts';
import type { IsolatedOutcome } from '#lib/usage/post-isolating.ts';
import type { UsageEvent } from '#lib/usage/usage-event.ts';
import { claimFolder, hasCrashed, type Ownership } from './claim-folder.ts';
import { Journal } from './journal.ts';
import { JournalPoster, type PostingState } from './journal-poster.ts';
import { JournalRecorder } from './journal-recorder.ts';
import { type DeadProcesses, JournalRecovery } from './journal-recovery.ts';
import { keepRejected } from './keep-rejected.ts';
import { warnInDoubt } from './recover-folders.ts';
import type { ReplayOutcome } from './replay-folder.ts';
import { repostKept } from './repost-kept.ts';
import { listSegments, removeUnfinished } from './segment-file.ts';

export interface OpenJournalOptions {
  /** Such as `<DATA_DIR>/journal`, on a disk of this host; shared by all processes of the installation. */
  readonly root: string;
  /** Id of this run of this process; reservations of direct mode carry the same. */
  readonly incarnation: string;
  /** Posts to the database; `postIsolating` bound to a poster. */
  readonly post: (events: readonly UsageEvent[]) => Promise<IsolatedOutcome>;
  /** Whether a posted event is still in the database; `EventPoster.isStored`. Asked after outages. */
  readonly isStored: (event: UsageEvent) => Promise<boolean>;
  /** Told once of each settlement of this process that is in the database. */
  readonly onPosted?: (events: readonly UsageEvent[]) => void;
  /** Told which processes are proved dead by the replay of their journals, so that their reservations and leases can be ended too. */
  readonly onDead?: (dead: DeadProcesses) => Promise<void>;
  readonly logger: Logger;
  readonly clock?: Clock;
  /** For tests; the defaults below are the product's. */
  readonly limits?: Partial<JournalLimits>;
}

export interface JournalLimits {
  readonly segmentBytes: number;
  readonly totalBytesMax: number;
  readonly postedKeptMs: number;
  readonly syncEveryMs: number;
  readonly recoverEveryMs: number;
  readonly queueMax: number;
}

/** What /ready and the metrics show. */
export interface JournalState {
  readonly folder: string;
  readonly bytes: number;
  /** Why no further segment can be made; null while all is well. */
  readonly shortage: string | null;
  readonly liveHolds: number;
  readonly posting: PostingState;
}

export interface OpenJournal {
  readonly journal: Journal;
  readonly recorder: JournalRecorder;
  readonly poster: JournalPoster;
  /** Resolves when what earlier processes left is in the database; rejects only when the journal is closed before. */
  readonly recovered: Promise<readonly ReplayOutcome[]>;
  state(): JournalState;
  /**
   * Posts what is left for at most `drainMs`, then closes. Settle every running call before: a hold that is still open is
   * booked as interrupted by the next start.
   */
  close(drainMs: number): Promise<void>;
}

const foldersMax = 256;

const defaults: JournalLimits = {
  segmentBytes: 16 * 1024 * 1024,
  totalBytesMax: 1024 * 1024 * 1024,
  postedKeptMs: 30 * 60_000,
  syncEveryMs: 50,
  recoverEveryMs: 60_000,
  queueMax: 20_000,
};

/** Takes the first folder below the root that no living process owns. */
async function takeFolder(root: string, incarnation: string, logger: Logger): Promise<Ownership> {
  for (let number = 0; number < foldersMax; number += 1) {
    const claim = await claimFolder(join(root, number.toString()), incarnation);
    if (claim.outcome === 'owned') return claim.ownership;
    if (claim.outcome === 'in_doubt') warnInDoubt(join(root, number.toString()), claim.reason, logger);
  }
  throw new AppError('journal_unavailable', { internal: `All ${foldersMax} folders of ${root} have owners` });
}

/**
 * Opens a journal for this process and begins to replay what dead ones left. Rejects with `journal_unavailable` when the
 * disk has no room or cannot be written; the process may then run in direct mode.
 */
export async function openJournal(options: OpenJournalOptions): Promise<OpenJournal> {
  try {
    await mkdir(options.root, { recursive: true, mode: 0o700 });
    const ownership = await takeFolder(options.root, options.incarnation, options.logger);
    try {
      return await openIn(ownership, options);
    } catch (error) {
      await ownership.release();
      throw error;
    }
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('journal_unavailable', { cause: error, internal: error instanceof Error ? error.message : String(error) });
  }
}

async function openIn(ownership: Ownership, options: OpenJournalOptions): Promise<OpenJournal> {
  const { root, incarnation, logger } = options;
  const { folder } = ownership;
  const limits = { ...defaults, ...options.limits };
  const shared = { folder, incarnation, logger, clock: options.clock ?? systemClock, postedKeptMs: limits.postedKeptMs };
  await removeUnfinished(folder);
  const left = await listSegments(folder);
  if (ownership.previous?.hostRestarted === true && left.some(({ posted }) => !posted)) {
    logger.warn({ folder }, 'The host restarted since this journal was written; what its last moments held may be missing');
  }
  const bytesLeft = left.reduce((sum, { bytes }) => sum + bytes, 0);
  const firstSequence = (left.at(-1)?.sequence ?? 0) + 1;
  let recovery: JournalRecovery | undefined;
  const foreignBytes = () => recovery?.foreignBytes ?? bytesLeft;
  const journal = await Journal.open({ ...shared, ...limits, firstSequence, foreignBytes });
  const post = async (events: readonly UsageEvent[]): Promise<IsolatedOutcome> => {
    const outcome = await options.post(events);
    await keepRejected(root, outcome.rejected, logger);
    return outcome;
  };
  const onLoss = async () => {
    await repostKept(folder, post, logger);
  };
  const { isStored, onPosted = () => {} } = options;
  const poster = new JournalPoster({ ...shared, journal, post, isStored, onLoss, onPosted, queueMax: limits.queueMax });
  const own = { folder, firstSequence, hostCrashed: hasCrashed(ownership) };
  const onDead = options.onDead ?? (async () => {});
  recovery = new JournalRecovery({ ...shared, root, own, post, onDead, everyMs: limits.recoverEveryMs, foreignBytes: bytesLeft });
  return assemble(ownership, journal, poster, recovery);
}

function assemble(ownership: Ownership, journal: Journal, poster: JournalPoster, recovery: JournalRecovery): OpenJournal {
  return {
    journal,
    poster,
    recorder: new JournalRecorder(journal, poster),
    recovered: recovery.first,
    state: () => {
      const { bytes, shortage } = journal.shelf;
      return { folder: ownership.folder, bytes, shortage, liveHolds: journal.liveHoldCount, posting: poster.state };
    },
    async close(drainMs) {
      await recovery.stop();
      await poster.drain(drainMs);
      await poster.close();
      await journal.close();
      await ownership.release();
    },
  };
}
