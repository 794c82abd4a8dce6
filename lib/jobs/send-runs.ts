import { and, eq, inArray, lte, sql } from 'drizzle-orm';
import type { Database } from '#db/client.ts';
import { jobRun } from '#db/schema/index.ts';
import type { RunKey, RunRow } from './run-store.ts';

/** Who carries runs out. */
export interface Runner {
  readonly kind: 'embedded' | 'inngest';
  /** Hands a run over; it may be told of the same run twice. */
  send(run: RunRow): Promise<void>;
}

const runsAtOnce = 100;
/** Until a run is offered again that the runner did not take. */
const againMs = 10_000;

/** Hands runs that are due to the runner; answers how many. Rejects with the first error, after giving that run back. */
export async function sendDueRuns(jobs: Database, runner: Runner, now: Date): Promise<number> {
  const due = sql`(select tenant_id, id from job_run where state in ('waiting', 'sleeping') and due_at <= ${now.toISOString()}::timestamptz
    order by due_at limit ${runsAtOnce} for update skip locked)`;
  const taken = await jobs.update(jobRun).set({ state: 'sent' }).where(sql`(${jobRun.tenantId}, ${jobRun.id}) in ${due}`).returning();
  for (const [index, run] of taken.entries()) {
    try {
      await runner.send(run);
    } catch (error) {
      await giveBack(jobs, taken.slice(index), new Date(now.getTime() + againMs));
      throw error;
    }
  }
  return taken.length;
}

async function giveBack(jobs: Database, runs: readonly RunRow[], dueAt: Date): Promise<void> {
  const keys = runs.map((run): RunKey => ({ tenantId: run.tenantId, runId: run.id }));
  for (const { tenantId, runId } of keys) {
    await jobs
      .update(jobRun)
      .set({ state: 'waiting', dueAt })
      .where(and(eq(jobRun.tenantId, tenantId), eq(jobRun.id, runId), eq(jobRun.state, 'sent')));
  }
}

/**
 * Gives back what a process that is gone had in its hands, for the one process that carries runs out from now on. Runs that
 * wait for another try keep their time. A run under which processes keep dying is given up after `interruptionsMax`.
 */
export async function recoverRuns(jobs: Database, now: Date): Promise<number> {
  const lost = await jobs
    .update(jobRun)
    .set({
      state: sql`case when ${jobRun.state} = 'running' and ${jobRun.interruptions} >= ${interruptionsMax} then 'failed' else 'waiting' end`,
      dueAt: sql`case when ${jobRun.state} = 'retrying' then ${jobRun.dueAt} else ${now.toISOString()}::timestamptz end`,
      interruptions: sql`${jobRun.interruptions} + case when ${jobRun.state} = 'running' then 1 else 0 end`,
      errorKind: sql`case when ${jobRun.state} = 'running' then 'interrupted' else ${jobRun.errorKind} end`,
      endedAt: sql`case when ${jobRun.state} = 'running' and ${jobRun.interruptions} >= ${interruptionsMax} then ${now.toISOString()}::timestamptz end`,
      claimId: null,
    })
    .where(and(inArray(jobRun.state, ['sent', 'running', 'retrying']), lte(jobRun.createdAt, now)))
    .returning({ id: jobRun.id });
  return lost.length;
}

const interruptionsMax = 10;
