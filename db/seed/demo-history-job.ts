import type { Databases } from '#db/client.ts';
import type { Logger } from '#lib/core/logger.ts';
import type { Job } from '#lib/process/job.ts';
import { fillHistory } from './fill-history.ts';
import { seedBudgets } from './seed-budgets.ts';

/** Once the history is complete, a run costs five queries. */
const everySeconds = 600;

/** Writes the demo organization's ninety days of calls, then its budgets, behind the first start's back; resumes where it was cut off. */
export const demoHistoryJob: Job<{ readonly databases: Databases; readonly logger: Logger }> = {
  id: 'fill-demo-history',
  everySeconds,
  // The gateway and the console come up first.
  firstAfterSeconds: 2,
  run: async ({ databases, logger }, signal) => {
    const posted = await fillHistory({ databases, signal });
    if (posted !== null && posted > 0) logger.info({ posted }, 'Demo history written');
    // Their limits follow from the history, which has to be whole.
    if (!signal.aborted) await seedBudgets(databases);
  },
};
