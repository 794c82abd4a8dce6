import { expireApprovals as expire } from '#lib/approvals/expire-approvals.ts';
import type { Job } from '#lib/process/job.ts';
import type { Runtime } from '#lib/runtime.ts';

/** Asks the next level of approvals that nobody decided in time, or ends them. */
export const expireApprovals: Job<Runtime> = {
  id: 'expire-approvals',
  everySeconds: 30,
  run: async ({ databases, clock, logger }, signal) => {
    const { escalated, expired } = await expire(databases, new Date(clock.now()), signal);
    if (escalated + expired > 0) logger.info({ escalated, expired }, 'The time of approvals was over');
  },
};
