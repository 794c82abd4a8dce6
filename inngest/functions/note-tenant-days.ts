import type { DurableFunction } from '#lib/jobs/index.ts';
import { noteTenantDays } from '#lib/platform/note-tenant-days.ts';
import type { Runtime } from '#lib/runtime.ts';

/** Counts how each tenant did today and yesterday, for those who run the platform. */
export const noteTenants: DurableFunction<Runtime> = {
  id: 'note-tenant-days',
  summary: 'Counts how each organization did today and yesterday',
  triggers: [{ cron: '12 * * * *' }],
  run: async ({ databases, clock }, { steps }) => {
    await steps.run('count', async () => ({ written: await noteTenantDays(databases, new Date(clock.now())) }));
  },
};
