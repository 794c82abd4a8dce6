import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '#db/client.ts';
import type { RunRoom } from './perform-run.ts';
import { relayEvents } from './relay-events.ts';
import { registerFunctions, scheduleRuns } from './schedule-runs.ts';
import { type Runner, recoverRuns, sendDueRuns } from './send-runs.ts';

/** Milliseconds between two looks at what is due. */
const turnMs = 1000;

/**
 * Makes runs of what is due, by schedule and by events, and hands them to the runner, until the signal. Done by one process
 * of an installation at a time; a second one for a moment does no harm.
 */
export async function leadRuns<Context>(room: RunRoom<Context>, runner: Runner, signal: AbortSignal): Promise<void> {
  const { databases, functions, clock, logger } = room;
  const now = () => new Date(clock.now());
  const startedAt = now();
  const begin = async (jobs: Database): Promise<void> => {
    const isNew = await registerFunctions(jobs, functions, runner.kind, startedAt);
    // An Inngest server still knows what it has in its hands; what a worker had is offered anew.
    if (runner.kind === 'embedded' || isNew) await recoverRuns(jobs, startedAt);
  };
  let begun = false;
  while (!signal.aborted) {
    try {
      if (!begun) await begin(databases.jobs);
      begun = true;
      await relayEvents(databases, functions, now(), signal);
      // An Inngest server has schedules of its own.
      if (runner.kind === 'embedded') await scheduleRuns(databases.jobs, functions, { now: now(), startedAt });
      await sendDueRuns(databases.jobs, runner, now());
    } catch (error) {
      if (!signal.aborted) logger.error({ err: error }, 'Background runs could not be made or handed over');
    }
    await sleep(turnMs, undefined, { signal }).catch(() => {});
  }
}
