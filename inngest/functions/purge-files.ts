import { purgeFiles } from '#lib/files/index.ts';
import type { Job } from '#lib/process/job.ts';
import type { Runtime } from '#lib/runtime.ts';

/** Deletes files whose time is over. */
export const purgeExpiredFiles: Job<Runtime> = {
  id: 'purge-files',
  everySeconds: 600,
  run: async ({ databases, clock, logger }, signal) => {
    const purged = await purgeFiles(databases, new Date(clock.now()), signal);
    if (purged > 0) logger.info({ purged }, 'Files were deleted whose time was over');
  },
};
