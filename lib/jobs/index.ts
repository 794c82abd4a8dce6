export type { DurableFunction } from './durable-function.ts';
export { followJobs } from './follow-jobs.ts';
export { getJobRun } from './get-job-run.ts';
export { listJobRuns } from './list-job-runs.ts';
export { listJobs } from './list-jobs.ts';
export { retryJobRun } from './retry-job-run.ts';
export { startJobRun } from './start-job-run.ts';
