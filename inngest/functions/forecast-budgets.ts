import { forecastBudgets } from '#lib/alerts/index.ts';
import type { Job } from '#lib/process/job.ts';
import type { Runtime } from '#lib/runtime.ts';

/** Opens alerts of budgets that are forecast to be exceeded, and ends those that are not any more. */
export const tellForecasts: Job<Runtime> = {
  id: 'forecast-budgets',
  everySeconds: 3600,
  run: async ({ databases, clock }, signal) => {
    await forecastBudgets(databases, new Date(clock.now()), signal);
  },
};
