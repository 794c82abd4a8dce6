import { setTimeout as sleep } from 'node:timers/promises';
import { type RecoveredFolder, type RecoveryOptions, recoverFolders } from './recover-folders.ts';
import type { ReplayOutcome } from './replay-folder.ts';
import { listSegments } from './segment-file.ts';

/** Processes that are proved dead, by the ids of their runs; what they wrote is in the database. */
export interface DeadProcesses {
  readonly incarnations: readonly string[];
  /** Those among them whose host went down with them: the last moments of their journals may be lost. */
  readonly crashed: readonly string[];
}

export interface JournalRecoveryOptions extends Omit<RecoveryOptions, 'signal'> {
  /** Told which processes are proved dead; asked again until it resolves. */
  readonly onDead: (dead: DeadProcesses) => Promise<void>;
  readonly everyMs: number;
  /** Bytes of earlier owners' segments in our folder, before the first round. */
  readonly foreignBytes: number;
}

/** Replays what dead processes left: at start, and from time to time, because peers die too. */
export class JournalRecovery {
  /** Resolves when the first round is through, to what it found; to nothing when the journal is closed before. */
  readonly first: Promise<readonly ReplayOutcome[]>;
  /** Bytes that segments of earlier owners still take in our folder. */
  foreignBytes: number;
  private readonly options: JournalRecoveryOptions;
  private readonly stopping = new AbortController();
  private readonly dead = new Set<string>();
  private readonly crashed = new Set<string>();
  private readonly running: Promise<void>;

  constructor(options: JournalRecoveryOptions) {
    this.options = options;
    this.foreignBytes = options.foreignBytes;
    const { promise, resolve } = Promise.withResolvers<readonly ReplayOutcome[]>();
    this.first = promise;
    this.running = this.repeat(resolve).finally(() => resolve([]));
  }

  /** Ends at the next posting; what is not replayed stays for the next start. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async repeat(onRound: (outcomes: readonly ReplayOutcome[]) => void): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        onRound(await this.round());
      } catch (error) {
        if (!signal.aborted) this.options.logger.error({ err: error }, 'The journals of dead processes could not be replayed');
      }
      await sleep(this.options.everyMs, undefined, { signal, ref: false }).catch(() => {});
    }
  }

  private note(outcomes: readonly RecoveredFolder[]): void {
    for (const { incarnations, hostCrashed } of outcomes) {
      for (const incarnation of incarnations) {
        this.dead.add(incarnation);
        if (hostCrashed) this.crashed.add(incarnation);
      }
    }
  }

  private async round(): Promise<readonly ReplayOutcome[]> {
    const { own, onDead } = this.options;
    const outcomes = await recoverFolders({ ...this.options, signal: this.stopping.signal });
    const foreign = (await listSegments(own.folder)).filter(({ sequence }) => sequence < own.firstSequence);
    this.foreignBytes = foreign.reduce((sum, { bytes }) => sum + bytes, 0);
    this.note(outcomes);
    if (this.dead.size > 0) await onDead({ incarnations: [...this.dead], crashed: [...this.crashed] });
    this.dead.clear();
    this.crashed.clear();
    return outcomes;
  }
}
