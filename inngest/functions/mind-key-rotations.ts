import type { DurableFunction } from '#lib/jobs/index.ts';
import { mindKeyRotations as mind } from '#lib/keys/mind-key-rotations.ts';
import type { Runtime } from '#lib/runtime.ts';

/** Tells people of keys that are to be replaced, and gives overdue ones an end where the rules say so. */
export const mindKeyRotations: DurableFunction<Runtime> = {
  id: 'mind-key-rotations',
  summary: 'Tells people of keys that are to be replaced, and ends overdue ones where the rules say so',
  triggers: [{ cron: '*/10 * * * *' }],
  run: async ({ databases, clock, logger }, { steps, signal }) => {
    await steps.run('mind', async () => {
      const minded = await mind(databases, new Date(clock.now()), signal);
      if (minded.reminded + minded.warned + minded.ended > 0) logger.info({ ...minded }, 'Keys are to be replaced');
      return { ...minded };
    });
  },
};
