import { carryOutPrivacyRequests as carryOut } from '#lib/privacy/carry-out-requests.ts';
import type { Job } from '#lib/process/job.ts';
import type { Runtime } from '#lib/runtime.ts';

/** Makes the packages and carries out the erasures that people asked for. */
export const carryOutPrivacyRequests: Job<Runtime> = {
  id: 'carry-out-privacy-requests',
  everySeconds: 5,
  run: async ({ databases, keys, clock, logger }, signal) => {
    await carryOut({ databases, masters: keys.masterKeys, logger, now: () => clock.now() }, signal);
  },
};
