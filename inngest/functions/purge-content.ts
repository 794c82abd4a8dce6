import { purgeContent as purge } from '#lib/content-log/index.ts';
import type { Job } from '#lib/process/job.ts';
import type { Runtime } from '#lib/runtime.ts';

/** Kept prompts and answers end with their time. */
export const purgeContent: Job<Runtime> = {
  id: 'purge-content',
  everySeconds: 300,
  run: async ({ databases, clock }, signal) => {
    await purge(databases, new Date(clock.now()), signal);
  },
};
