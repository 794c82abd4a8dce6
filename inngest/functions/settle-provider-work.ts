import type { Job } from '#lib/process/job.ts';
import type { Runtime } from '#lib/runtime.ts';
import { settleProviderWork as settle } from '#lib/settle-provider-work.ts';

/** Asks providers what became of batches and fine-tuning jobs, and settles those that have ended. */
export const settleProviderWork: Job<Runtime> = {
  id: 'settle-provider-work',
  everySeconds: 20,
  run: async ({ databases, keys, command, clock, logger }, signal) => {
    const parts = { databases, masterKeys: keys.masterKeys, outbound: command.outbound.transport, clock, logger };
    const { settled, unknown } = await settle(parts, signal);
    if (settled + unknown > 0) logger.info({ settled, unknown }, 'Work at providers was looked after');
  },
};
