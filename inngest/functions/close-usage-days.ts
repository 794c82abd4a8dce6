import type { DurableFunction } from '#lib/jobs/index.ts';
import type { Runtime } from '#lib/runtime.ts';
import { closeDays } from '#lib/usage/close-days.ts';

/** Days that ended a while ago are added up, so that overviews of months read days instead of hours. */
export const closeUsageDays: DurableFunction<Runtime> = {
  id: 'close-usage-days',
  summary: 'Adds up days of usage that have ended, for overviews of months',
  triggers: [{ cron: '8,38 * * * *' }],
  run: async ({ databases, logger }, { steps, signal }) => {
    await steps.run('close', async () => {
      const closed = await closeDays(databases, { logger, signal });
      if (closed > 0) logger.info({ closed }, 'Days of usage were closed');
      return { closed };
    });
  },
};
