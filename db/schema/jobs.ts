import { sql } from 'drizzle-orm';
import { index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { at, createdAt, id, tenantId } from './columns.ts';

/** What the workers of this installation run in the background, as the newest of them declares it; nothing of any tenant. */
export const jobFunction = pgTable('job_function', {
  id: text('id').primaryKey(),
  /** One sentence for people: what it does. */
  summary: text('summary').notNull(),
  /** Five-field cron expressions in UTC. */
  crons: text('crons').array().notNull(),
  /** Events of the outbox that start it. */
  events: text('events').array().notNull(),
  /** Tries beyond the first. */
  retries: integer('retries').notNull(),
  /** Who carries it out: this installation's workers, or an Inngest server. */
  runner: text('runner', { enum: ['embedded', 'inngest'] }).notNull(),
  seenAt: at('seen_at').notNull(),
});

/**
 * One run of a background function. Its `tenant_id` is the tenant whose event started it, or the nil UUID for work of the
 * whole installation, which is why there is no foreign key: nobody's token names the nil tenant.
 */
export const jobRun = pgTable(
  'job_run',
  {
    tenantId: tenantId(),
    id: id(),
    functionId: text('function_id').notNull(),
    trigger: text('trigger', { enum: ['schedule', 'event', 'manual'] }).notNull(),
    /** The event of the outbox that started it; the function reads it there. */
    eventId: uuid('event_id'),
    /** The occurrence of the schedule that it is for. */
    scheduledAt: at('scheduled_at'),
    /** `waiting` and `sleeping` are handed to the runner when they are due; `sent` lies in its queue. */
    state: text('state', { enum: ['waiting', 'sent', 'running', 'sleeping', 'retrying', 'succeeded', 'failed'] })
      .notNull()
      .default('waiting'),
    /** When it may be handed to the runner, again after a sleep. */
    dueAt: at('due_at').notNull(),
    /** Who carries it out at this moment: what another one still writes is refused. */
    claimId: uuid('claim_id'),
    /** Attempts that failed since the run was begun, or begun again by hand. */
    failures: integer('failures').notNull().default(0),
    /** How often it was cut off: a process ended under it. */
    interruptions: integer('interruptions').notNull().default(0),
    /** Class and code of the last failure, which say nothing about any data. */
    errorKind: text('error_kind'),
    error: text('error'),
    createdAt: createdAt(),
    startedAt: at('started_at'),
    endedAt: at('ended_at'),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    uniqueIndex('job_run_occurrence').on(table.tenantId, table.functionId, table.scheduledAt).where(sql`scheduled_at is not null`),
    uniqueIndex('job_run_event').on(table.tenantId, table.functionId, table.eventId).where(sql`event_id is not null`),
    index('job_run_newest').on(table.tenantId, table.createdAt, table.id),
    // Found for all tenants at once by whoever hands runs to the runner.
    index('job_run_due').on(table.state, table.dueAt).where(sql`state not in ('succeeded', 'failed')`),
  ],
);

/** One step of a run. What a finished step answered is kept, so that a run that begins again goes on after it. */
export const jobStep = pgTable(
  'job_step',
  {
    tenantId: tenantId(),
    runId: uuid('run_id').notNull(),
    /** The step's name in its function; the second of the same name is `name#2`. */
    name: text('name').notNull(),
    /** The how many-th step of the run it is, from 1. */
    position: integer('position').notNull(),
    state: text('state', { enum: ['running', 'sleeping', 'succeeded', 'failed'] }).notNull(),
    /** Ids and counts only. */
    result: jsonb('result'),
    errorKind: text('error_kind'),
    error: text('error'),
    /** How often it was begun. */
    attempts: integer('attempts').notNull().default(1),
    startedAt: at('started_at').notNull(),
    /** Of a sleep, when it is over. */
    wakeAt: at('wake_at'),
    endedAt: at('ended_at'),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.runId, table.name] })],
);
