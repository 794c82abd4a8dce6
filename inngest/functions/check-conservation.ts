import { checkTenants } from '#lib/conservation/index.ts';
import type { Job } from '#lib/process/job.ts';
import type { Runtime } from '#lib/runtime.ts';

/** Calls = sums = ledger = budgets, asserted for every tenant; what differs is logged as an error and opens an incident. */
export const checkConservation: Job<Runtime> = {
  id: 'check-conservation',
  everySeconds: 3600,
  run: async ({ databases, clock, logger }, signal) => {
    await checkTenants(databases, { now: new Date(clock.now()), logger, signal });
  },
};
