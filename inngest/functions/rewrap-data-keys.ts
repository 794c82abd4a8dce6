import { rewrapAllDataKeys } from '#lib/connections/rewrap-all-data-keys.ts';
import type { Job } from '#lib/process/job.ts';
import type { Runtime } from '#lib/runtime.ts';

/** After a change of TOLLGATE_SECRET the tenants' data keys are wrapped by the new one; else there is nothing to do. */
export const rewrapDataKeys: Job<Runtime> = {
  id: 'rewrap-data-keys',
  everySeconds: 3600,
  run: async ({ databases, keys, logger }) => {
    await rewrapAllDataKeys(databases, keys.masterKeys, logger);
  },
};
