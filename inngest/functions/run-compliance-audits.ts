import { auditTenants } from '#lib/compliance/index.ts';
import type { Job } from '#lib/process/job.ts';
import type { Runtime } from '#lib/runtime.ts';

/** Audits organizations whose schedule wants it. */
export const runComplianceAudits: Job<Runtime> = {
  id: 'run-compliance-audits',
  everySeconds: 900,
  run: async ({ databases, clock, logger }, signal) => {
    const audited = await auditTenants(databases, { now: new Date(clock.now()), logger, signal });
    if (audited > 0) logger.info({ audited }, 'Organizations were audited as scheduled');
  },
};
