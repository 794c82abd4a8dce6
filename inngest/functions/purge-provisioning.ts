import type { DurableFunction } from '#lib/jobs/index.ts';
import type { Runtime } from '#lib/runtime.ts';
import { purgeProvisioning as purge } from '#lib/scim/index.ts';

/** The log of provisioning goes back thirty days; access tokens that ended are of no use. */
export const purgeProvisioning: DurableFunction<Runtime> = {
  id: 'purge-provisioning',
  summary: 'Takes away entries of the log of provisioning after thirty days, and access tokens that ended',
  triggers: [{ cron: '27 * * * *' }],
  run: async ({ databases, clock }, { steps, signal }) => {
    await steps.run('purge', async () => ({ purged: await purge(databases, new Date(clock.now()), signal) }));
  },
};
