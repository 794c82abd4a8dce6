import { setTimeout as sleep } from 'node:timers/promises';
import { type EmbeddedRunnerOptions, openEmbeddedRunner } from './embedded/embedded-runner.ts';
import { leadRuns } from './lead-runs.ts';

/** Seconds to the next try where the queue cannot be opened. */
const openAgainSeconds = 5;

/** Schedules and carries out durable functions in this process until the signal; resolves when the last run has ended. */
export async function runEmbedded<Context>(options: EmbeddedRunnerOptions<Context>): Promise<void> {
  const { signal, logger } = options;
  while (!signal.aborted) {
    try {
      const runner = await openEmbeddedRunner(options);
      await leadRuns(options, runner, signal);
      await runner.close();
    } catch (error) {
      logger.error({ err: error }, 'The queue of background runs could not be opened');
      await sleep(openAgainSeconds * 1000, undefined, { signal }).catch(() => {});
    }
  }
}
