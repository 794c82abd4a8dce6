import type { DurableFunction } from '#lib/jobs/index.ts';
import { runDueSchedules } from '#lib/reconciliations/index.ts';
import type { Runtime } from '#lib/runtime.ts';

/** Providers' own cost reports are compared with what was metered, where an organization wants that. */
export const compareFigures: DurableFunction<Runtime> = {
  id: 'compare-figures',
  summary: 'Compares providers’ own cost reports with what was metered, by the schedules of organizations',
  triggers: [{ cron: '*/15 * * * *' }],
  run: async ({ command, clock, logger }, { steps, signal }) => {
    await steps.run('compare', async () => {
      const done = await runDueSchedules(command, new Date(clock.now()), signal);
      if (done.compared + done.failed > 0) logger.info({ ...done }, 'Scheduled comparisons were made');
      return { ...done };
    });
  },
};
