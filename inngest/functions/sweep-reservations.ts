import type { Job } from '#lib/process/job.ts';
import type { Runtime } from '#lib/runtime.ts';
import { EventPoster } from '#lib/usage/post-batch.ts';
import { silenceSecondsFor, sweepReservations as sweep } from '#lib/usage/sweep-reservations.ts';

/** Books the holds of direct mode whose processes have been silent for too long as interrupted calls. */
export const sweepReservations: Job<Runtime> = {
  id: 'sweep-reservations',
  everySeconds: 60,
  run: async ({ databases, env, logger }) => {
    const ingest = databases.ingest.$client;
    const scope = { deadIncarnations: [], silenceSeconds: silenceSecondsFor(env.GATEWAY_TOTAL_SECONDS) };
    const booked = await sweep(ingest, new EventPoster(ingest), scope);
    if (booked > 0) logger.warn({ booked }, 'Calls whose process fell silent are booked as interrupted');
  },
};
