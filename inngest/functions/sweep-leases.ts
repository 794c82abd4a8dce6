import { sweepLeases as sweep } from '#lib/budgets/engine/sweep-leases.ts';
import type { Job } from '#lib/process/job.ts';
import type { Runtime } from '#lib/runtime.ts';
import { silenceSecondsFor } from '#lib/usage/sweep-reservations.ts';

/** Marks budget leases of silent processes as in doubt, presumes them spent after the longest call, closes periods that have ended. */
export const sweepLeases: Job<Runtime> = {
  id: 'sweep-leases',
  everySeconds: 10,
  run: async ({ databases, env, logger }) => {
    const { doubted, presumed } = await sweep(databases.ingest.$client, silenceSecondsFor(env.GATEWAY_TOTAL_SECONDS));
    if (doubted > 0) logger.warn({ doubted }, 'Processes fell silent; what they hold of budgets is in doubt and still counted');
    if (presumed > 0) logger.error({ presumed }, 'What silent processes held of budgets is presumed spent');
  },
};
