import { providers } from '#lib/gateway/providers/index.ts';
import type { Job } from '#lib/process/job.ts';
import { runRerates as run } from '#lib/rerates/run-rerates.ts';
import type { Runtime } from '#lib/runtime.ts';

/** Computes and books re-ratings, slice by slice. */
export const runRerates: Job<Runtime> = {
  id: 'run-rerates',
  everySeconds: 3,
  run: async ({ databases, logger }, signal) => {
    await run({ databases, providers, logger }, signal);
  },
};
