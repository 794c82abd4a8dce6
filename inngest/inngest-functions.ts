import { cron, type GetStepTools, type Inngest, type InngestFunction, NonRetriableError, StepError } from 'inngest';
import { z } from 'zod';
import { describeFailure } from '#lib/jobs/describe-failure.ts';
import { cronsOf, type DurableFunction, functionDefaults, installationId } from '#lib/jobs/durable-function.ts';
import { occasionOf } from '#lib/jobs/occasion-of.ts';
import type { RunRoom } from '#lib/jobs/perform-run.ts';
import { RecordedSteps } from '#lib/jobs/recorded-steps.ts';
import { HeldRun, type RunKey, resumeRun } from '#lib/jobs/run-store.ts';
import { InngestSteps } from './inngest-steps.ts';
import { uuidOfUlid } from './uuid-of-ulid.ts';

/** The event that asks for a run which is written down already. */
export const requestedEvent = (functionId: string): `tollgate/${string}.requested` => `tollgate/${functionId}.requested`;

/** What that event carries: ids alone. */
export const RunRequest = z.object({ tenant_id: z.uuid(), run_id: z.uuid() });

interface Call {
  readonly event: { readonly name: string; readonly data?: unknown };
  readonly step: Pick<GetStepTools<Inngest>, 'run' | 'sleep'>;
  readonly runId: string;
  readonly attempt: number;
  readonly maxAttempts?: number | undefined;
}

/** The run that a call is about: the one that was asked for, else the one of this occurrence of the schedule. */
function keyOf(declared: Pick<DurableFunction<never>, 'id'>, { event, runId }: Call): { key: RunKey; isScheduled: boolean } {
  if (event.name !== requestedEvent(declared.id)) return { key: { tenantId: installationId, runId: uuidOfUlid(runId) }, isScheduled: true };
  const request = RunRequest.parse(event.data);
  return { key: { tenantId: request.tenant_id, runId: request.run_id }, isScheduled: false };
}

/** One call of the server: the function from its beginning, of which what was done is not done again, up to the next step. */
async function answerCall<Context>(room: RunRoom<Context>, declared: DurableFunction<Context>, call: Call): Promise<void> {
  const { databases, clock } = room;
  const now = () => new Date(clock.now());
  const { key, isScheduled } = keyOf(declared, call);
  const begin = isScheduled ? { functionId: declared.id, trigger: 'schedule' as const } : undefined;
  const row = await resumeRun(databases.jobs, key, now(), begin);
  if (row === null) return;
  const held = new HeldRun(databases.jobs, row);
  const signal = AbortSignal.timeout((declared.timeoutSeconds ?? functionDefaults.timeoutSeconds) * 1000);
  const recorded = new RecordedSteps(held, await held.steps(), clock, signal);
  try {
    const occasion = await occasionOf(databases.app, row);
    await declared.run(room.context, { steps: new InngestSteps(call.step, recorded), occasion, signal });
    await held.succeed(now());
  } catch (error) {
    // A step comes here only after its last try.
    const isLast = error instanceof StepError || call.attempt + 1 >= (call.maxAttempts ?? 1);
    await held.fail(now(), describeFailure(error), isLast ? null : now());
    throw isLast ? new NonRetriableError(error instanceof Error ? error.message : String(error), { cause: error }) : error;
  }
}

const retriesMax = 20;
type Retries = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15 | 16 | 17 | 18 | 19 | 20;
const isRetries = (count: number): count is Retries => Number.isInteger(count) && count >= 0 && count <= retriesMax;

/** The functions as an Inngest server knows them: scheduled there, one run of each schedule at a time. */
export function inngestFunctions<Context>(client: Inngest, room: RunRoom<Context>): InngestFunction.Like[] {
  return room.functions.map((declared) => {
    const retries = declared.retries ?? functionDefaults.retries;
    if (!isRetries(retries))
      throw new Error(`The function ${declared.id} asks for ${retries} retries; an Inngest server allows ${retriesMax}`);
    const options = {
      ...{ id: declared.id, name: declared.summary, retries },
      triggers: [...cronsOf(declared).map((expression) => cron(expression)), { event: requestedEvent(declared.id) }],
      ...(cronsOf(declared).length === 0 ? {} : { concurrency: 1 }),
    };
    return client.createFunction(options, (call) => answerCall(room, declared, call));
  });
}
