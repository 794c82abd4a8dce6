import { and, eq, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { environment, project, release, userAccount } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { Release } from '#lib/contracts/releases.ts';
import { AppError } from '#lib/core/errors.ts';
import { isKnownTo, type RowQuery } from './project-rows.ts';

const decider = alias(userAccount, 'decider');

/** Releases as callers see them; those of projects that the caller may know. */
export function readReleases(ctx: OperationContext, options: RowQuery): Promise<Release[]> {
  return ctx.tx
    .select({
      id: release.id,
      project_id: release.projectId,
      project_name: project.name,
      environment_id: release.environmentId,
      environment_name: environment.name,
      semantic_version: release.semanticVersion,
      name: release.name,
      notes: release.notes,
      status: release.status,
      coverage_percent: release.coveragePercent,
      test_success_percent: release.testSuccessPercent,
      created_by_name: userAccount.name,
      decided_by_name: decider.name,
      released_at: release.releasedAt,
      rolled_back_at: release.rolledBackAt,
      failed_at: release.failedAt,
      failure_note: release.failureNote,
      created_at: release.createdAt,
      updated_at: release.updatedAt,
      version: release.version,
    })
    .from(release)
    .innerJoin(project, and(eq(project.tenantId, release.tenantId), eq(project.id, release.projectId)))
    .leftJoin(environment, and(eq(environment.tenantId, release.tenantId), eq(environment.id, release.environmentId)))
    .leftJoin(userAccount, and(eq(userAccount.tenantId, release.tenantId), eq(userAccount.id, release.createdBy)))
    .leftJoin(decider, and(eq(decider.tenantId, release.tenantId), eq(decider.id, release.decidedBy)))
    .where(and(eq(release.tenantId, ctx.tenantId), isKnownTo(ctx), options.where))
    .orderBy(options.orderBy)
    .limit(options.limit);
}

export async function readRelease(ctx: OperationContext, id: string): Promise<Release> {
  const [found] = await readReleases(ctx, { where: eq(release.id, id), orderBy: sql`1`, limit: 1 });
  if (found === undefined) throw new AppError('not_found');
  return found;
}
