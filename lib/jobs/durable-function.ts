import type { z } from 'zod';
import type { EventName } from '#lib/events/events.ts';

/** What a step may answer: what JSON keeps as it is. */
export type StepAnswer = string | number | boolean | null | readonly StepAnswer[] | { readonly [name: string]: StepAnswer };

/** The parts a function consists of. A run that begins again, after a failure or a crash, goes on after the last finished part. */
export interface Steps {
  /**
   * Does the work once. A process that dies between the work's end and the note of it has the step done again, so its
   * effect must be safe to do twice. Names are the function's own; the second of one name counts as another step. What the
   * work answers is shown on the Jobs page, and nowhere else.
   */
  run(name: string, work: () => Promise<StepAnswer | undefined>): Promise<void>;
  /**
   * Like `run`, and keeps what the work answers: a run that begins again gets that. It is kept as JSON with the run, so it
   * is made of ids and counts only; what an older version of the function has kept is checked by the schema.
   */
  answer<Schema extends z.ZodType<StepAnswer>>(
    name: string,
    schema: Schema,
    work: () => Promise<z.output<Schema>>,
  ): Promise<z.output<Schema>>;
  /** Ends the attempt here and goes on after `seconds`, in whatever process then runs. */
  sleep(name: string, seconds: number): Promise<void>;
}

/** What a run was started by. */
export interface Occasion {
  readonly runId: string;
  /** Null for work of the whole installation. */
  readonly tenantId: string | null;
  /** The event as it lies in the outbox; null for a run by schedule or by hand. */
  readonly event: { readonly id: string; readonly name: string; readonly payload: unknown } | null;
}

/** What a function is given for one attempt at a run. */
export interface Attempt {
  readonly steps: Steps;
  readonly occasion: Occasion;
  /** Aborts when the process ends or the function's time is over. */
  readonly signal: AbortSignal;
}

export type Trigger = { readonly cron: string } | { readonly event: EventName };

/** A background function that runs durably: by the embedded runner, or by an Inngest server where one is configured. */
export interface DurableFunction<Context> {
  /** Kebab-case, verb first; unique, and never changed: runs that are under way carry it. */
  readonly id: string;
  /** One sentence for the Jobs page. */
  readonly summary: string;
  /** Five-field cron expressions in UTC, for work of the whole installation, and events, for work of their tenant. */
  readonly triggers: readonly Trigger[];
  /** Tries beyond the first, after 30 seconds and then twice as long each time; `functionDefaults` unless said. */
  readonly retries?: number;
  /** Seconds one attempt may take; `functionDefaults` unless said. */
  readonly timeoutSeconds?: number;
  /**
   * The work. Between steps it must do nothing that has an effect, because a run that begins again passes there again.
   * Rejections of steps are not to be caught. Ends soon after `signal` aborts.
   */
  readonly run: (context: Context, attempt: Attempt) => Promise<void>;
}

/** The expressions by which a function is scheduled. */
export const cronsOf = ({ triggers }: Pick<DurableFunction<never>, 'triggers'>): readonly string[] =>
  triggers.flatMap((trigger) => ('cron' in trigger ? [trigger.cron] : []));

/** The events that start a function. */
export const eventsOf = ({ triggers }: Pick<DurableFunction<never>, 'triggers'>): readonly EventName[] =>
  triggers.flatMap((trigger) => ('event' in trigger ? [trigger.event] : []));

/** The `tenant_id` of runs for the whole installation; no tenant has it, because ids of tenants are UUIDs of version 7. */
export const installationId = '00000000-0000-0000-0000-000000000000';

/** What functions leave unsaid. */
export const functionDefaults = { retries: 3, timeoutSeconds: 900 } as const;
