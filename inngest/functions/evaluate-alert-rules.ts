import { evaluateRules } from '#lib/alerts/index.ts';
import type { Job } from '#lib/process/job.ts';
import type { Runtime } from '#lib/runtime.ts';

/** Looks once a minute whether the conditions of alert rules hold. */
export const evaluateAlertRules: Job<Runtime> = {
  id: 'evaluate-alert-rules',
  everySeconds: 15,
  run: async ({ databases, clock, logger }, signal) => {
    await evaluateRules(databases, { now: new Date(clock.now()), logger, signal });
  },
};
