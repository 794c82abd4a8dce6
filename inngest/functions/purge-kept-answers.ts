import { purgeKeptAnswers as purge } from '#lib/cache/index.ts';
import type { Job } from '#lib/process/job.ts';
import type { Runtime } from '#lib/runtime.ts';

/** Kept answers of gateway calls end with their time. */
export const purgeKeptAnswers: Job<Runtime> = {
  id: 'purge-kept-answers',
  everySeconds: 300,
  run: async ({ databases, clock }, signal) => {
    await purge(databases, new Date(clock.now()), signal);
  },
};
