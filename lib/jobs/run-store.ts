import { and, eq, inArray, notInArray, sql } from 'drizzle-orm';
import type { Database } from '#db/client.ts';
import { jobRun, jobStep } from '#db/schema/index.ts';
import { newUuid } from '#lib/core/ids.ts';
import type { Failure } from './describe-failure.ts';
import type { StepAnswer } from './durable-function.ts';

export type RunRow = typeof jobRun.$inferSelect;
export type StepRow = typeof jobStep.$inferSelect;

/** Names a run; both parts are UUIDs. */
export interface RunKey {
  readonly tenantId: string;
  readonly runId: string;
}

/** Names a step within its run. */
export interface StepKey {
  readonly name: string;
  /** The how many-th step it is, from 1. */
  readonly position: number;
}

/** Another process has taken the run over: what this one still does is not noted. */
export class ClaimLost extends Error {
  override readonly name = 'ClaimLost';
}

const ofRun = ({ tenantId, runId }: RunKey) => and(eq(jobRun.tenantId, tenantId), eq(jobRun.id, runId));
const noFailure = { errorKind: null, error: null } as const;

/** Takes a run that the runner was given, for this caller alone; null where it is not to be run (any more). */
export async function claimRun(jobs: Database, key: RunKey, now: Date): Promise<RunRow | null> {
  const [row] = await jobs
    .update(jobRun)
    .set({
      state: 'running',
      claimId: newUuid(now.getTime()),
      startedAt: sql`coalesce(${jobRun.startedAt}, ${now.toISOString()}::timestamptz)`,
    })
    .where(and(ofRun(key), inArray(jobRun.state, ['sent', 'retrying'])))
    .returning();
  return row ?? null;
}

/**
 * Takes a run for a runner that never carries out one run twice at a time and comes back to it after each step, so that what
 * is under way is under way for this caller. `begin` is the run where it is not there yet. Null where it has ended.
 */
export async function resumeRun(
  jobs: Database,
  key: RunKey,
  now: Date,
  begin?: Pick<RunRow, 'functionId' | 'trigger'>,
): Promise<RunRow | null> {
  if (begin !== undefined) {
    const made = { tenantId: key.tenantId, id: key.runId, ...begin, state: 'sent' as const, dueAt: now, createdAt: now };
    await jobs.insert(jobRun).values(made).onConflictDoNothing();
  }
  const [row] = await jobs
    .update(jobRun)
    .set({
      state: 'running',
      claimId: newUuid(now.getTime()),
      startedAt: sql`coalesce(${jobRun.startedAt}, ${now.toISOString()}::timestamptz)`,
    })
    .where(and(ofRun(key), notInArray(jobRun.state, ['succeeded', 'failed'])))
    .returning();
  return row ?? null;
}

/** A run that somebody holds, as it is written down. Everything rejects with ClaimLost once somebody else holds it. */
export class HeldRun {
  readonly row: RunRow;
  private readonly jobs: Database;
  private readonly key: RunKey;

  constructor(jobs: Database, row: RunRow) {
    this.jobs = jobs;
    this.row = row;
    this.key = { tenantId: row.tenantId, runId: row.id };
  }

  /** Steps that were begun before, by name. */
  async steps(): Promise<Map<string, StepRow>> {
    const rows = await this.jobs
      .select()
      .from(jobStep)
      .where(and(eq(jobStep.tenantId, this.key.tenantId), eq(jobStep.runId, this.key.runId)));
    return new Map(rows.map((row) => [row.name, row]));
  }

  /** Notes that a step begins; `wakeAt` makes it a sleep. */
  async beginStep({ name, position }: StepKey, now: Date, wakeAt: Date | null = null): Promise<void> {
    const begun = { state: wakeAt === null ? ('running' as const) : ('sleeping' as const), startedAt: now, wakeAt, endedAt: null };
    await this.whileHeld(async (tx) => {
      await tx
        .insert(jobStep)
        .values({ ...this.key, name, position, ...begun })
        .onConflictDoUpdate({
          target: [jobStep.tenantId, jobStep.runId, jobStep.name],
          set: { ...begun, ...noFailure, attempts: sql`${jobStep.attempts} + 1` },
        });
    });
  }

  async finishStep({ name }: StepKey, now: Date, result: StepAnswer): Promise<void> {
    await this.changeStep(name, { state: 'succeeded', endedAt: now, result });
  }

  async failStep({ name }: StepKey, now: Date, failure: Failure): Promise<void> {
    await this.changeStep(name, { state: 'failed', endedAt: now, errorKind: failure.kind, error: failure.message });
  }

  async succeed(now: Date): Promise<void> {
    await this.change({ state: 'succeeded', endedAt: now, ...noFailure });
  }

  async sleep(wakeAt: Date): Promise<void> {
    await this.change({ state: 'sleeping', dueAt: wakeAt });
  }

  /** Gives the run back because this process ends; the next one goes on with it. */
  async release(now: Date): Promise<void> {
    await this.change({ state: 'waiting', dueAt: now, interruptions: this.row.interruptions + 1 });
  }

  /** Notes a failed attempt. `retryAt` null: it was the last one. */
  async fail(now: Date, failure: Failure, retryAt: Date | null): Promise<void> {
    const noted = { failures: this.row.failures + 1, errorKind: failure.kind, error: failure.message };
    await this.change(retryAt === null ? { state: 'failed', endedAt: now, ...noted } : { state: 'retrying', dueAt: retryAt, ...noted });
  }

  private async change(set: Partial<RunRow>): Promise<void> {
    const held = and(ofRun(this.key), eq(jobRun.claimId, this.row.claimId ?? ''), eq(jobRun.state, 'running'));
    const changed = await this.jobs
      .update(jobRun)
      .set({ ...set, claimId: null })
      .where(held)
      .returning({ id: jobRun.id });
    if (changed.length === 0) throw new ClaimLost('The run is held by another process');
  }

  private async changeStep(name: string, set: Partial<StepRow>): Promise<void> {
    const step = and(eq(jobStep.tenantId, this.key.tenantId), eq(jobStep.runId, this.key.runId), eq(jobStep.name, name));
    await this.whileHeld(async (tx) => {
      await tx.update(jobStep).set(set).where(step);
    });
  }

  private async whileHeld(work: (tx: Pick<Database, 'insert' | 'update'>) => Promise<void>): Promise<void> {
    await this.jobs.transaction(async (tx) => {
      const held = and(ofRun(this.key), eq(jobRun.claimId, this.row.claimId ?? ''), eq(jobRun.state, 'running'));
      const [row] = await tx.select({ id: jobRun.id }).from(jobRun).where(held).for('update');
      if (row === undefined) throw new ClaimLost('The run is held by another process');
      await work(tx);
    });
  }
}
