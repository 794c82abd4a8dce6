import { createHmac } from 'node:crypto';
import { publishPeers } from '#lib/analytics/index.ts';
import type { DurableFunction } from '#lib/jobs/index.ts';
import type { Runtime } from '#lib/runtime.ts';

/** Once a month is settled, the figures of those who share theirs are told, with noise and for good. */
export const publishPeerFigures: DurableFunction<Runtime> = {
  id: 'publish-peers',
  summary: 'Tells what is typical of the organizations that share their figures, a month at a time',
  triggers: [{ cron: '20 5 * * *' }],
  run: async ({ databases, keys, clock, logger }, { steps }) => {
    await steps.run('publish', async () => {
      const key = createHmac('sha256', keys.masterKeys.current.key).update('peer-benchmarks').digest();
      const metrics = await publishPeers(databases, key, new Date(clock.now()));
      if (metrics > 0) logger.info({ metrics }, 'Figures of peers were told');
      return { metrics };
    });
  },
};
