import { scanAnomalies } from '#lib/anomalies/index.ts';
import type { Job } from '#lib/process/job.ts';
import type { Runtime } from '#lib/runtime.ts';

/** Looks through each complete hour for what is not as it used to be. */
export const scanForAnomalies: Job<Runtime> = {
  id: 'scan-anomalies',
  everySeconds: 300,
  run: async ({ databases, clock, logger }, signal) => {
    await scanAnomalies(databases, { now: new Date(clock.now()), logger, signal });
  },
};
