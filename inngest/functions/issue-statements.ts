import type { Job } from '#lib/process/job.ts';
import type { Runtime } from '#lib/runtime.ts';
import { issueDueStatements } from '#lib/statements/index.ts';

/** Statements of periods that have closed are issued where an organization wants that. */
export const issueStatements: Job<Runtime> = {
  id: 'issue-statements',
  everySeconds: 3600,
  run: async ({ databases, clock, logger }, signal) => {
    const issued = await issueDueStatements(databases, { now: new Date(clock.now()), logger, signal });
    if (issued > 0) logger.info({ issued }, 'Statements were issued');
  },
};
