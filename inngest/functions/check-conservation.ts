import { checkTenants } from '#lib/conservation/index.ts';
import type { DurableFunction } from '#lib/jobs/index.ts';
import type { Runtime } from '#lib/runtime.ts';

/** Calls = sums = ledger = budgets, asserted for every tenant; what differs is logged as an error and opens an incident. */
export const checkConservation: DurableFunction<Runtime> = {
  id: 'check-conservation',
  summary: "Compares every organization's calls, sums, ledger and budgets, and opens an incident where they differ",
  triggers: [{ cron: '43 * * * *' }],
  run: async ({ databases, clock, logger }, { steps, signal }) => {
    await steps.run('compare', async () => {
      const differing = await checkTenants(databases, { now: new Date(clock.now()), logger, signal });
      return { differing: differing.length };
    });
  },
};
