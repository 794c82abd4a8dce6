import { alertBudgets } from '#lib/alerts/index.ts';
import type { Job } from '#lib/process/job.ts';
import type { Runtime } from '#lib/runtime.ts';

/** Opens alerts of budgets' thresholds that calls passed. */
export const tellThresholds: Job<Runtime> = {
  id: 'alert-budgets',
  everySeconds: 5,
  run: async ({ databases, clock }, signal) => {
    await alertBudgets(databases, new Date(clock.now()), signal);
  },
};
