import { tellEvents } from '#lib/notifications/index.ts';
import { notifyTargets } from '#lib/policies/index.ts';
import type { Job } from '#lib/process/job.ts';
import type { Runtime } from '#lib/runtime.ts';

/** Hands events to the channels and webhooks that want to be told of them, and to whom policies name. */
export const tellOfEvents: Job<Runtime> = {
  id: 'tell-events',
  everySeconds: 2,
  run: async ({ databases, clock }, signal) => {
    await tellEvents(databases, new Date(clock.now()), signal, notifyTargets);
  },
};
