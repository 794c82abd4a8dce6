import type { Job } from '#lib/process/job.ts';
import { writeDueExports } from '#lib/reports/index.ts';
import type { Runtime } from '#lib/runtime.ts';

/** Exports that wait are written, page by page. */
export const writeExports: Job<Runtime> = {
  id: 'write-exports',
  everySeconds: 3,
  run: async ({ command, logger }, signal) => {
    const written = await writeDueExports({ runtime: command, signal });
    if (written > 0) logger.info({ written }, 'Exports were written');
  },
};
