import { purgeKeptAnswers as purge } from '#lib/cache/index.ts';
import type { DurableFunction } from '#lib/jobs/index.ts';
import type { Runtime } from '#lib/runtime.ts';

/** Kept answers of gateway calls end with their time. */
export const purgeKeptAnswers: DurableFunction<Runtime> = {
  id: 'purge-kept-answers',
  summary: 'Takes away kept answers of gateway calls whose time is over',
  triggers: [{ cron: '*/5 * * * *' }],
  run: async ({ databases, clock }, { steps, signal }) => {
    await steps.run('purge', async () => ({ purged: await purge(databases, new Date(clock.now()), signal) }));
  },
};
