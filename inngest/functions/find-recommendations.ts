import type { Job } from '#lib/process/job.ts';
import { findRecommendations } from '#lib/recommendations/index.ts';
import type { Runtime } from '#lib/runtime.ts';

/** Looks once a day at each organization's usage for what would save money, and measures what was applied. */
export const findSavings: Job<Runtime> = {
  id: 'find-recommendations',
  everySeconds: 120,
  run: async ({ databases, clock, logger, command }, signal) => {
    await findRecommendations(databases, { now: new Date(clock.now()), logger, signal, runtime: command });
  },
};
