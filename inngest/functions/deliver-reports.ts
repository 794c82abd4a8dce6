import type { Job } from '#lib/process/job.ts';
import { databaseNow, deliverDueReports } from '#lib/reports/index.ts';
import type { Runtime } from '#lib/runtime.ts';

/** Scheduled reports that are due are made and given to the mail. */
export const deliverReports: Job<Runtime> = {
  id: 'deliver-reports',
  everySeconds: 30,
  run: async ({ command, logger }, signal) => {
    const { mailed, failed } = await deliverDueReports({ runtime: command, now: await databaseNow(command), signal });
    if (mailed > 0 || failed > 0) logger.info({ mailed, failed }, 'Scheduled reports were made');
  },
};
