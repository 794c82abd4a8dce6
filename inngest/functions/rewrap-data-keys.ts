import { rewrapAllDataKeys } from '#lib/connections/rewrap-all-data-keys.ts';
import type { DurableFunction } from '#lib/jobs/index.ts';
import type { Runtime } from '#lib/runtime.ts';

/** After a change of TOLLGATE_SECRET the tenants' data keys are wrapped by the new one; else there is nothing to do. */
export const rewrapDataKeys: DurableFunction<Runtime> = {
  id: 'rewrap-data-keys',
  summary: "Wraps the organizations' data keys anew after a change of TOLLGATE_SECRET",
  triggers: [{ cron: '33 * * * *' }],
  run: async ({ databases, keys, logger }, { steps }) => {
    await steps.run('wrap', async () => {
      await rewrapAllDataKeys(databases, keys.masterKeys, logger);
      return undefined;
    });
  },
};
