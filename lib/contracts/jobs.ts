import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';

export const jobRunStates = ['waiting', 'running', 'sleeping', 'retrying', 'succeeded', 'failed'] as const;
export const jobTriggers = ['schedule', 'event', 'manual'] as const;

/** Names a background function: kebab-case. */
const jobId = z
  .string()
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/)
  .max(60)
  .meta({ description: 'Id of the background function', examples: ['purge-runs'] });

/** One run of a background function. */
export const JobRun = z
  .strictObject({
    id: publicId('jobRun'),
    job_id: z.string(),
    of: z
      .enum(['installation', 'organization'])
      .meta({ description: 'Whether it works for the whole installation or for this organization' }),
    trigger: z.enum(jobTriggers),
    state: z.enum(jobRunStates),
    scheduled_at: instant.nullable().meta({ description: 'The occurrence of the schedule that it is for' }),
    due_at: instant.meta({ description: 'When it may begin, or go on after a sleep or a failure' }),
    failures: z.number().int().min(0).meta({ description: 'Attempts that failed since it was begun, or begun again by hand' }),
    interruptions: z.number().int().min(0).meta({ description: 'How often the process ended under it' }),
    error_kind: z.string().nullable(),
    error: z.string().nullable().meta({ description: 'The last failure; of runs for the whole installation the log of the worker has it' }),
    created_at: instant,
    started_at: instant.nullable(),
    ended_at: instant.nullable(),
  })
  .meta({ id: 'JobRun' });
export type JobRun = z.output<typeof JobRun>;

const JobStep = z.strictObject({
  name: z.string(),
  state: z.enum(['running', 'sleeping', 'succeeded', 'failed']),
  attempts: z.number().int().min(1),
  answer: z.unknown().meta({ description: 'What the step answered; of runs for the whole installation only its numbers' }),
  error_kind: z.string().nullable(),
  error: z.string().nullable(),
  started_at: instant,
  wake_at: instant.nullable().meta({ description: 'Of a sleep, when it is over' }),
  ended_at: instant.nullable(),
});

export const JobRunWithSteps = JobRun.extend({ steps: z.array(JobStep) });
export type JobRunWithSteps = z.output<typeof JobRunWithSteps>;

/** A background function and how it does. */
export const Job = z
  .strictObject({
    id: z.string(),
    summary: z.string(),
    crons: z.array(z.string()).meta({ description: 'Five-field cron expressions in UTC' }),
    events: z.array(z.string()),
    retries: z.number().int().min(0),
    runner: z.enum(['embedded', 'inngest']),
    next_at: instant.nullable().meta({ description: 'When it begins next by its schedule' }),
    last_run: JobRun.nullable(),
    seen_at: instant.meta({ description: 'When a worker last said that it knows the function' }),
  })
  .meta({ id: 'Job' });
export type Job = z.output<typeof Job>;

const runId = publicId('jobRun');
const exampleRun = 'run_01jdnhwyg0e008000000000001';

export const jobList = defineOperation({
  name: 'job.list',
  summary: 'List background functions with their last run and their next time',
  permission: 'jobs.read',
  scope: 'tenant',
  input: z.strictObject({}),
  output: z.strictObject({ data: z.array(Job) }),
  examples: [{}],
  http: { method: 'GET', path: '/jobs' },
});

export const jobRunList = defineOperation({
  name: 'job_run.list',
  summary: 'List runs of background functions, the newest first',
  permission: 'jobs.read',
  scope: 'tenant',
  input: z.strictObject({
    ...pageInput,
    job_id: jobId.optional(),
    state: z.enum([...jobRunStates, 'all']).default('all'),
    sort: z.enum(['-created_at', 'created_at']).default('-created_at'),
  }),
  output: pageOf(JobRun),
  errors: ['invalid_cursor'],
  examples: [{}, { job_id: 'purge-runs', state: 'failed' }],
  http: { method: 'GET', path: '/jobs/runs' },
});

/** How background work does, over the last day, told again when that changes. */
export const JobFigures = z.strictObject({
  under_way: z.number().int().min(0).meta({ description: 'Runs that wait, run, sleep or are tried again' }),
  failed: z.number().int().min(0),
  succeeded: z.number().int().min(0),
  changed_at: instant.nullable(),
});
export type JobFigures = z.output<typeof JobFigures>;

export const jobFollow = defineOperation({
  name: 'job.follow',
  summary: 'Follow background work as server-sent events',
  permission: 'jobs.read',
  scope: 'tenant',
  input: z.strictObject({}),
  output: JobFigures,
  examples: [{}],
  http: { method: 'GET', path: '/jobs/events', kind: 'sse' },
});

export const jobRunGet = defineOperation({
  name: 'job_run.get',
  summary: 'Get a run of a background function with its steps',
  permission: 'jobs.read',
  scope: 'tenant',
  input: z.strictObject({ run_id: runId }),
  output: JobRunWithSteps,
  examples: [{ run_id: exampleRun }],
  http: { method: 'GET', path: '/jobs/runs/{run_id}' },
});

export const jobRunStart = defineOperation({
  name: 'job_run.start',
  summary: 'Run a scheduled background function now',
  permission: 'jobs.write',
  scope: 'tenant',
  input: z.strictObject({ job_id: jobId }),
  output: JobRun,
  errors: ['conflict'],
  examples: [{ job_id: 'purge-runs' }],
  http: { method: 'POST', path: '/jobs/runs', status: 201 },
});

export const jobRunRetry = defineOperation({
  name: 'job_run.retry',
  summary: 'Begin a failed run again, after its last finished step',
  permission: 'jobs.write',
  scope: 'tenant',
  input: z.strictObject({ run_id: runId }),
  output: JobRun,
  errors: ['conflict'],
  examples: [{ run_id: exampleRun }],
  http: { method: 'POST', path: '/jobs/runs/{run_id}/retry' },
});
