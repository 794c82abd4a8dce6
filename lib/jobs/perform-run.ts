import type { Databases } from '#db/client.ts';
import type { Clock } from '#lib/core/clock.ts';
import type { Logger } from '#lib/core/logger.ts';
import { describeFailure } from './describe-failure.ts';
import { type DurableFunction, functionDefaults } from './durable-function.ts';
import { occasionOf } from './occasion-of.ts';
import { Asleep, RecordedSteps } from './recorded-steps.ts';
import { ClaimLost, claimRun, HeldRun, type RunKey } from './run-store.ts';

/** What carries runs out. */
export interface RunRoom<Context> {
  readonly databases: Pick<Databases, 'app' | 'jobs'>;
  readonly functions: readonly DurableFunction<Context>[];
  readonly context: Context;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Seconds to the second attempt; each further one waits twice as long. */
export const retryDelaySeconds = 30;

const retryAtOf = (failures: number, nowMs: number): Date => new Date(nowMs + retryDelaySeconds * 2 ** failures * 1000);

/**
 * One attempt at a run: takes it, goes through its steps and writes down how it ended. Rejects when the attempt failed and
 * another one is to come; resolves in every other case, also where somebody else has the run.
 */
export async function performRun<Context>(room: RunRoom<Context>, key: RunKey, stopping: AbortSignal): Promise<void> {
  const { databases, clock, logger } = room;
  const row = await claimRun(databases.jobs, key, new Date(clock.now()));
  if (row === null) return;
  const held = new HeldRun(databases.jobs, row);
  const found = room.functions.find(({ id }) => id === row.functionId);
  const facts = { function: row.functionId, run: row.id };
  try {
    if (found === undefined) throw new Error('No worker knows this function any more');
    const timeout = AbortSignal.timeout((found.timeoutSeconds ?? functionDefaults.timeoutSeconds) * 1000);
    const signal = AbortSignal.any([stopping, timeout]);
    const steps = new RecordedSteps(held, await held.steps(), clock, signal);
    const occasion = await occasionOf(databases.app, row);
    await found.run(room.context, { steps, occasion, signal });
    // What returns early because it was told to end is not done.
    signal.throwIfAborted();
    await held.succeed(new Date(clock.now()));
  } catch (error) {
    const now = new Date(clock.now());
    if (error instanceof ClaimLost) return logger.warn(facts, 'A background run was taken over');
    if (error instanceof Asleep) return held.sleep(error.wakeAt);
    if (stopping.aborted) return held.release(now);
    const isLast = found === undefined || row.failures >= (found.retries ?? functionDefaults.retries);
    logger.error({ err: error, ...facts, failures: row.failures + 1, isLast }, 'A background run failed');
    await held.fail(now, describeFailure(error), isLast ? null : retryAtOf(row.failures, now.getTime()));
    if (!isLast) throw error;
  }
}
