import type { Job } from '#lib/process/job.ts';
import type { Runtime } from '#lib/runtime.ts';

/** Every background job, one line each; a file in this folder without its line here is an error. */
export const jobs: readonly Job<Runtime>[] = [];
