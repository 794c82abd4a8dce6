import type { DurableFunction } from '#lib/jobs/index.ts';
import { purgeRuns as purge } from '#lib/jobs/purge-runs.ts';
import type { Runtime } from '#lib/runtime.ts';

/** The history of background runs ends after a while. */
export const purgeRuns: DurableFunction<Runtime> = {
  id: 'purge-runs',
  summary: 'Takes away the history of background runs after forty days, of failed ones after ninety',
  triggers: [{ cron: '52 4 * * *' }],
  run: async ({ databases, clock }, { steps, signal }) => {
    await steps.run('purge', async () => ({ purged: await purge(databases.jobs, new Date(clock.now()), signal) }));
  },
};
