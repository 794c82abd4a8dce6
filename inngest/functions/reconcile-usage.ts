import type { Job } from '#lib/process/job.ts';
import type { Runtime } from '#lib/runtime.ts';
import { reconcileTenants } from '#lib/usage/reconcile-tenants.ts';

/** sum(calls) = sum(rollups) = ledger, asserted for every tenant; what differs is logged as an error. */
export const reconcileUsage: Job<Runtime> = {
  id: 'reconcile-usage',
  everySeconds: 3600,
  run: async ({ databases, clock, logger }, signal) => {
    await reconcileTenants(databases, { now: new Date(clock.now()), logger, signal });
  },
};
