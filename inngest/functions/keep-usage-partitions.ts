import type { Job } from '#lib/process/job.ts';
import type { Runtime } from '#lib/runtime.ts';
import { keepUsagePartitions as keep } from '#lib/usage/keep-partitions.ts';

/** Months of usage to come have their partitions before the first call of the month. */
export const keepUsagePartitions: Job<Runtime> = {
  id: 'keep-usage-partitions',
  everySeconds: 3600,
  run: async ({ databases, clock, logger }) => {
    const made = await keep(databases, new Date(clock.now()));
    if (made > 0) logger.info({ made }, 'Made partitions for usage');
  },
};
