import { alertLeaks } from '#lib/alerts/index.ts';
import type { Job } from '#lib/process/job.ts';
import type { Runtime } from '#lib/runtime.ts';

/** Opens alerts of what calls cost above their bounds and of money that silent processes hold. */
export const tellLeaks: Job<Runtime> = {
  id: 'alert-leaks',
  everySeconds: 15,
  run: async ({ databases, clock }, signal) => {
    await alertLeaks(databases, new Date(clock.now()), signal);
  },
};
