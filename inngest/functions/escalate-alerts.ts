import { escalateAlerts } from '#lib/alerts/index.ts';
import type { Job } from '#lib/process/job.ts';
import type { Runtime } from '#lib/runtime.ts';

/** Tells the next in line of alerts that nobody has acknowledged. */
export const escalateUnanswered: Job<Runtime> = {
  id: 'escalate-alerts',
  everySeconds: 15,
  run: async ({ databases, clock }, signal) => {
    await escalateAlerts(databases, new Date(clock.now()), signal);
  },
};
