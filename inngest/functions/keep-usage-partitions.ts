import type { DurableFunction } from '#lib/jobs/index.ts';
import type { Runtime } from '#lib/runtime.ts';
import { keepUsagePartitions as keep } from '#lib/usage/keep-partitions.ts';

/** Months of usage to come have their partitions before the first call of the month. */
export const keepUsagePartitions: DurableFunction<Runtime> = {
  id: 'keep-usage-partitions',
  summary: 'Makes the partitions of usage for the months to come',
  triggers: [{ cron: '2 * * * *' }],
  run: async ({ databases, clock, logger }, { steps }) => {
    await steps.run('make', async () => {
      const made = await keep(databases, new Date(clock.now()));
      if (made > 0) logger.info({ made }, 'Made partitions for usage');
      return { made };
    });
  },
};
