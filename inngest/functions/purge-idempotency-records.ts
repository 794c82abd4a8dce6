import { purgeIdempotencyRecords as purge } from '#lib/command/purge-idempotency-records.ts';
import type { Job } from '#lib/process/job.ts';
import type { Runtime } from '#lib/runtime.ts';

/** Stored answers of idempotent writes end after a day. */
export const purgeIdempotencyRecords: Job<Runtime> = {
  id: 'purge-idempotency-records',
  everySeconds: 900,
  run: async ({ databases, clock }, signal) => {
    await purge(databases, new Date(clock.now()), signal);
  },
};
