import { recordRefusals } from '#lib/audit/record-refusals.ts';
import type { Job } from '#lib/process/job.ts';
import type { Runtime } from '#lib/runtime.ts';

/** Sums up in the audit trail what the gateway refused in the minutes that are over. */
export const recordRefused: Job<Runtime> = {
  id: 'record-refusals',
  everySeconds: 30,
  run: async ({ databases, clock }, signal) => {
    await recordRefusals(databases, new Date(clock.now()), signal);
  },
};
