import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '#lib/core/clock.ts';
import type { Logger } from '#lib/core/logger.ts';
import { claimFolder, hasCrashed } from './claim-folder.ts';
import { discardReplayed, type ReplayOptions, type ReplayOutcome, replayFolder } from './replay-folder.ts';
import { listSegments, removeUnfinished } from './segment-file.ts';

export interface RecoveryOptions extends Pick<ReplayOptions, 'post' | 'logger' | 'signal'> {
  /** Holds the numbered folders. */
  readonly root: string;
  readonly incarnation: string;
  /** The folder this process writes to, and where its own segments begin. */
  readonly own: { readonly folder: string; readonly firstSequence: number; readonly hostCrashed: boolean };
  readonly postedKeptMs: number;
  readonly clock: Clock;
}

/** What was replayed of a folder, and whether its end may be missing because the host went down. */
export interface RecoveredFolder extends ReplayOutcome {
  readonly hostCrashed: boolean;
}

const everything = Number.POSITIVE_INFINITY;

/** The numbered folders of a journal root, in order. */
export async function journalFolders(root: string): Promise<string[]> {
  const names = (await readdir(root)).filter((name) => /^\d+$/.test(name));
  return names.sort((a, b) => Number(a) - Number(b)).map((name) => join(root, name));
}

/**
 * Replays what dead processes left: in our own folder, and in those of peers that are proved dead. Folders of living
 * processes are left alone. Resolves to the replays that found something.
 */
export async function recoverFolders(options: RecoveryOptions): Promise<RecoveredFolder[]> {
  const { root, own, postedKeptMs, clock } = options;
  const replayed = await replayFolder({ ...options, folder: own.folder, before: own.firstSequence });
  const outcomes: RecoveredFolder[] = [{ ...replayed, hostCrashed: own.hostCrashed }];
  await discardReplayed(own.folder, own.firstSequence, postedKeptMs, clock.now());
  for (const folder of await journalFolders(root)) {
    if (folder !== own.folder && (await hasLeftovers(folder, postedKeptMs, clock.now())))
      outcomes.push(...(await recoverPeer(folder, options)));
  }
  return outcomes.filter(({ segments }) => segments > 0);
}

async function hasLeftovers(folder: string, postedKeptMs: number, nowMs: number): Promise<boolean> {
  const segments = await listSegments(folder).catch(() => []);
  return segments.some(({ posted, changedAtMs }) => !posted || nowMs - changedAtMs >= postedKeptMs);
}

async function recoverPeer(folder: string, options: RecoveryOptions): Promise<RecoveredFolder[]> {
  const claim = await claimFolder(folder, options.incarnation);
  if (claim.outcome !== 'owned') {
    if (claim.outcome === 'in_doubt') warnInDoubt(folder, claim.reason, options.logger);
    return [];
  }
  try {
    await removeUnfinished(folder);
    const outcome = await replayFolder({ ...options, folder, before: everything });
    await discardReplayed(folder, everything, options.postedKeptMs, options.clock.now());
    return [{ ...outcome, hostCrashed: hasCrashed(claim.ownership) }];
  } finally {
    await claim.ownership.release();
  }
}

/** The calls in such a folder are not lost, but nobody may book them as long as their process might live. */
export function warnInDoubt(folder: string, reason: string, logger: Logger): void {
  logger.warn({ folder, reason }, 'A journal folder is left as it is, because its owner cannot be proved dead');
}
