import { purgeIdempotencyRecords as purge } from '#lib/command/purge-idempotency-records.ts';
import type { DurableFunction } from '#lib/jobs/index.ts';
import type { Runtime } from '#lib/runtime.ts';

/** Stored answers of idempotent writes end after a day. */
export const purgeIdempotencyRecords: DurableFunction<Runtime> = {
  id: 'purge-idempotency-records',
  summary: 'Takes away stored answers of idempotent writes after a day',
  triggers: [{ cron: '*/15 * * * *' }],
  run: async ({ databases, clock }, { steps, signal }) => {
    await steps.run('purge', async () => ({ purged: await purge(databases, new Date(clock.now()), signal) }));
  },
};
