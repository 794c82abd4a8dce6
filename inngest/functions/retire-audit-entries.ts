import { retireAuditEntries as retire } from '#lib/privacy/retire-audit-entries.ts';
import type { Job } from '#lib/process/job.ts';
import type { Runtime } from '#lib/runtime.ts';

/** Deletes audit entries whose time is over, where an organization has set one. */
export const retireAuditEntries: Job<Runtime> = {
  id: 'retire-audit-entries',
  everySeconds: 60,
  run: async ({ databases, clock, logger }, signal) => {
    await retire({ databases, logger, now: () => clock.now() }, signal);
  },
};
