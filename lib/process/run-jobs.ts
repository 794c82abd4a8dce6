import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '#lib/core/logger.ts';
import type { Job } from './job.ts';
import type { LoopFigures } from './loop-figures.ts';

/** Who is told how loops do. */
export interface LoopWatch {
  readonly logger: Logger;
  readonly figures?: LoopFigures;
}

/** Repeats one job until the signal. A failed run is logged and does not stop the repetition. */
async function repeat<Context>(job: Job<Context>, context: Context, signal: AbortSignal, { logger, figures }: LoopWatch): Promise<void> {
  let waitMs = (job.firstAfterSeconds ?? job.everySeconds * Math.random()) * 1000;
  while (!signal.aborted) {
    await sleep(waitMs, undefined, { signal }).catch(() => {});
    if (signal.aborted) return;
    const startedAt = performance.now();
    let failed = false;
    try {
      await job.run(context, signal);
      logger.debug({ job: job.id, ms: Math.round(performance.now() - startedAt) }, 'Job done');
    } catch (error) {
      failed = !signal.aborted;
      if (!signal.aborted) logger.error({ job: job.id, err: error }, 'Job failed');
    }
    figures?.add(job.id, (performance.now() - startedAt) / 1000, failed);
    waitMs = job.everySeconds * 1000;
  }
}

/** Runs all jobs, each on its own interval and never twice at once, until the signal; resolves when the last run ended. */
export async function runJobs<Context>(
  jobs: readonly Job<Context>[],
  context: Context,
  signal: AbortSignal,
  watch: LoopWatch,
): Promise<void> {
  await Promise.all(jobs.map((job) => repeat(job, context, signal, watch)));
}
