import { and, eq, inArray, isNotNull, lt, or } from 'drizzle-orm';
import type { Database } from '#db/client.ts';
import { jobRun, jobStep } from '#db/schema/index.ts';

/** Days that ended runs are kept; longer than `scheduleRuns` looks back for what was missed. */
export const keptDays = { succeeded: 40, failed: 90 } as const;

const dayMs = 86_400_000;
const runsAtOnce = 500;

/** Takes away ended runs, with their steps, whose time is over; answers how many. */
export async function purgeRuns(jobs: Database, now: Date, signal: AbortSignal): Promise<number> {
  const before = (days: number) => new Date(now.getTime() - days * dayMs);
  let purged = 0;
  while (!signal.aborted) {
    const gone = await jobs.transaction(async (tx) => {
      const over = or(
        and(eq(jobRun.state, 'succeeded'), lt(jobRun.endedAt, before(keptDays.succeeded))),
        and(eq(jobRun.state, 'failed'), lt(jobRun.endedAt, before(keptDays.failed))),
      );
      const ended = await tx
        .select({ tenantId: jobRun.tenantId, id: jobRun.id })
        .from(jobRun)
        .where(and(isNotNull(jobRun.endedAt), over))
        .limit(runsAtOnce);
      if (ended.length === 0) return 0;
      const ids = ended.map(({ id }) => id);
      await tx.delete(jobStep).where(inArray(jobStep.runId, ids));
      await tx.delete(jobRun).where(inArray(jobRun.id, ids));
      return ended.length;
    });
    purged += gone;
    if (gone < runsAtOnce) break;
  }
  return purged;
}
