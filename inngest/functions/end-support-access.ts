import type { Job } from '#lib/process/job.ts';
import type { Runtime } from '#lib/runtime.ts';
import { endDueSupportAccess } from '#lib/support/end-due-support-access.ts';

/** Closes the accounts of people of the platform whose hours in an organization are over. */
export const endSupport: Job<Runtime> = {
  id: 'end-support-access',
  everySeconds: 30,
  run: async ({ databases, clock, logger }, signal) => {
    const ended = await endDueSupportAccess(databases, new Date(clock.now()), signal);
    if (ended > 0) logger.info({ ended }, 'Access of the platform ended');
  },
};
