import { fillHistory } from '#db/seed/fill-history.ts';
import type { Job } from '#lib/process/job.ts';
import type { Runtime } from '#lib/runtime.ts';

/** Once the history is complete, a run costs three queries. */
const everySeconds = 600;

/** Writes the demo organization's ninety days of calls behind the first start's back; resumes where it was cut off. */
export const fillDemoHistory: Job<Runtime> = {
  id: 'fill-demo-history',
  everySeconds,
  // The gateway and the console come up first.
  firstAfterSeconds: 2,
  run: async ({ databases, logger }, signal) => {
    const posted = await fillHistory({ databases, signal });
    if (posted !== null && posted > 0) logger.info({ posted }, 'Demo history written');
  },
};
