'use server';
import { revalidatePath } from 'next/cache';
import { perform } from '#lib/http/page-invocation.ts';
import { retryJobRun, startJobRun } from '#lib/jobs/index.ts';

/** Server actions: thin adapters over the same commands that the API runs. */

export async function startJobRunAction(jobId: string) {
  const done = await perform(startJobRun, { job_id: jobId });
  revalidatePath('/jobs', 'layout');
  return done;
}

export async function retryJobRunAction(runId: string) {
  const done = await perform(retryJobRun, { run_id: runId });
  revalidatePath('/jobs', 'layout');
  return done;
}
