import { monitorTenants } from '#lib/compliance/index.ts';
import type { Job } from '#lib/process/job.ts';
import type { Runtime } from '#lib/runtime.ts';

/** Asks the cheap checks of compliance again: each hour, and after each change of an organization's configuration. */
export const monitorCompliance: Job<Runtime> = {
  id: 'monitor-compliance',
  everySeconds: 60,
  run: async ({ databases, clock, logger }, signal) => {
    const told = await monitorTenants(databases, { now: new Date(clock.now()), logger, signal });
    if (told > 0) logger.info({ told }, 'Rules of compliance are no longer kept');
  },
};
