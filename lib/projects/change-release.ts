import { and, eq } from 'drizzle-orm';
import { release } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import type { Outcome } from '#lib/command/executable.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import { Release, releaseMarkFailure, releasePublish, releaseRollback, releaseUpdate } from '#lib/contracts/releases.ts';
import { AppError } from '#lib/core/errors.ts';
import { missedGates } from './missed-gates.ts';
import { readProject } from './project-rows.ts';
import { readRelease } from './release-rows.ts';

async function lockRelease(ctx: OperationContext, id: string): Promise<Release> {
  await lockRow(ctx.tx, release, ctx.tenantId, id);
  const before = await readRelease(ctx, id);
  ctx.expectVersion(before.version);
  return before;
}

async function write(ctx: OperationContext, before: Release, columns: Partial<typeof release.$inferInsert>): Promise<Outcome<Release>> {
  await ctx.tx
    .update(release)
    .set({ ...columns, updatedAt: ctx.now, version: before.version + 1 })
    .where(and(eq(release.tenantId, ctx.tenantId), eq(release.id, before.id)));
  const after = await readRelease(ctx, before.id);
  return { result: after, changes: [changeOf('release', 'release', Release, before, after)] };
}

function requireStatus({ semantic_version, status }: Release, wanted: Release['status']): void {
  if (status === wanted) return;
  throw new AppError('conflict', { detail: `${semantic_version} is ${status.replace('_', ' ')}; this needs it to be ${wanted}.` });
}

/** What was released is history: only a draft can be changed. */
export const updateRelease = defineCommand(releaseUpdate, async (ctx, input) => {
  const before = await lockRelease(ctx, input.release_id);
  requireStatus(before, 'draft');
  const columns = {
    ...(input.name === undefined || input.name === before.name ? {} : { name: input.name }),
    ...(input.notes === undefined || input.notes === before.notes ? {} : { notes: input.notes }),
    ...(input.coverage_percent === undefined || input.coverage_percent === before.coverage_percent
      ? {}
      : { coveragePercent: input.coverage_percent }),
    ...(input.test_success_percent === undefined || input.test_success_percent === before.test_success_percent
      ? {}
      : { testSuccessPercent: input.test_success_percent }),
  };
  return Object.keys(columns).length === 0 ? { result: before, changes: null } : write(ctx, before, columns);
});

export const publishRelease = defineCommand(releasePublish, async (ctx, input) => {
  const before = await lockRelease(ctx, input.release_id);
  requireStatus(before, 'draft');
  const project = await readProject(ctx, before.project_id);
  const unmet = project.unmet_requirements;
  const missed = [
    ...missedGates(project.quality_gates, before),
    ...(unmet.length === 0 ? [] : [`for ${project.compliance_requirements.join(', ')} the project needs ${unmet.join(', ')}`]),
  ];
  if (missed.length > 0)
    throw new AppError('conflict', { detail: `${before.semantic_version} does not pass the project’s gates: ${missed.join('; ')}.` });
  return write(ctx, before, { status: 'released', releasedAt: ctx.now, decidedBy: ctx.caller.userId });
});

export const rollbackRelease = defineCommand(releaseRollback, async (ctx, input) => {
  const before = await lockRelease(ctx, input.release_id);
  requireStatus(before, 'released');
  return write(ctx, before, { status: 'rolled_back', rolledBackAt: ctx.now, decidedBy: ctx.caller.userId });
});

/** A release fails once it is out. Saying so again changes what is said of it, not when; taking it back forgets both. */
export const markReleaseFailure = defineCommand(releaseMarkFailure, async (ctx, input) => {
  const before = await lockRelease(ctx, input.release_id);
  if (before.status === 'draft')
    throw new AppError('conflict', { detail: `${before.semantic_version} did not go out yet, so it cannot have failed.` });
  const failed = { failedAt: before.failed_at ?? ctx.now, failureNote: input.note };
  const columns = input.failed ? failed : { failedAt: null, failureNote: '' };
  const isSame = (before.failed_at !== null) === input.failed && before.failure_note === columns.failureNote;
  return isSame ? { result: before, changes: null } : write(ctx, before, columns);
});
