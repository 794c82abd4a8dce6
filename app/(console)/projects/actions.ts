'use server';
import { revalidatePath } from 'next/cache';
import { type PerformOptions, perform, submit } from '#lib/http/page-invocation.ts';
import {
  archiveProject,
  createEnvironment,
  createProject,
  createRelease,
  markReleaseFailure,
  publishRelease,
  restoreProject,
  rollbackRelease,
  updateProject,
} from '#lib/projects/index.ts';

/** Server actions: thin adapters over the same commands that the API runs. */

export async function createProjectAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(createProject, values, options);
}

export async function updateProjectAction(values: Record<string, unknown>, options: PerformOptions) {
  const done = await submit(updateProject, values, options);
  revalidatePath('/projects', 'layout');
  return done;
}

export async function archiveProjectAction(projectId: string) {
  const done = await perform(archiveProject, { project_id: projectId });
  revalidatePath('/projects', 'layout');
  return done;
}

export async function restoreProjectAction(projectId: string) {
  const done = await perform(restoreProject, { project_id: projectId });
  revalidatePath('/projects', 'layout');
  return done;
}

export async function createEnvironmentAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(createEnvironment, values, options);
}

export async function createReleaseAction(values: Record<string, unknown>, options: PerformOptions) {
  return submit(createRelease, values, options);
}

export async function publishReleaseAction(releaseId: string) {
  const done = await perform(publishRelease, { release_id: releaseId });
  revalidatePath('/projects', 'layout');
  return done;
}

export async function rollbackReleaseAction(releaseId: string) {
  const done = await perform(rollbackRelease, { release_id: releaseId });
  revalidatePath('/projects', 'layout');
  return done;
}

export async function markReleaseFailureAction(releaseId: string, failed: boolean) {
  const done = await perform(markReleaseFailure, { release_id: releaseId, failed });
  revalidatePath('/projects', 'layout');
  return done;
}

export async function startProjectAction(projectId: string) {
  const done = await perform(updateProject, { project_id: projectId, status: 'active' });
  revalidatePath('/projects', 'layout');
  return done;
}
