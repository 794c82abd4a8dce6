import { deliverNotifications, mailMessages } from '#lib/notifications/index.ts';
import type { Job } from '#lib/process/job.ts';
import type { Runtime } from '#lib/runtime.ts';

/** Sends what is due to channels and webhooks. */
export const deliverMessages: Job<Runtime> = {
  id: 'deliver-notifications',
  everySeconds: 2,
  run: async ({ databases, keys, command, clock, logger, env }, signal) => {
    const now = () => clock.now();
    const publicUrl = (env.PUBLIC_URL ?? `http://localhost:${env.PORT}`).replace(/\/+$/, '');
    const means = { ...command.outbound, now, publicUrl, mail: mailMessages(databases.app, now) };
    await deliverNotifications({ databases, masters: keys.masterKeys, means, logger, random: Math.random }, signal);
  },
};
