import type { Job } from '#lib/process/job.ts';
import type { Runtime } from '#lib/runtime.ts';
import { closeDays } from '#lib/usage/close-days.ts';

/** Days that ended a while ago are added up, so that overviews of months read days instead of hours. */
export const closeUsageDays: Job<Runtime> = {
  id: 'close-usage-days',
  everySeconds: 1800,
  run: async ({ databases, logger }, signal) => {
    const closed = await closeDays(databases, { logger, signal });
    if (closed > 0) logger.info({ closed }, 'Days of usage were closed');
  },
};
