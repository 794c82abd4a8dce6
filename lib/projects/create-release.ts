import { and, eq, isNull } from 'drizzle-orm';
import { environment, release } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import { Release, releaseCreate } from '#lib/contracts/releases.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import { requireActive } from '#lib/organization/require-active.ts';
import { readProject } from './project-rows.ts';
import { readRelease } from './release-rows.ts';

const versionTaken = { pointer: '/semantic_version', detail: 'The project has a release of this version' };

async function requireEnvironment({ tx, tenantId }: OperationContext, projectId: string, id: string | undefined): Promise<void> {
  if (id === undefined) return;
  const rows = await tx
    .select({ id: environment.id })
    .from(environment)
    .where(
      and(eq(environment.tenantId, tenantId), eq(environment.id, id), eq(environment.projectId, projectId), isNull(environment.archivedAt)),
    );
  if (rows.length === 0)
    throw new AppError('not_found', {
      errors: [{ pointer: '/environment_id', detail: 'The project has no active environment with this id' }],
    });
}

export const createRelease = defineCommand(releaseCreate, async (ctx, input) => {
  const { tx, tenantId, now } = ctx;
  requireActive(await readProject(ctx, input.project_id));
  await requireEnvironment(ctx, input.project_id, input.environment_id);
  const id = newUuid(now.getTime());
  const row = {
    ...{ tenantId, id, projectId: input.project_id, environmentId: input.environment_id ?? null, name: input.name, notes: input.notes },
    ...{ coveragePercent: input.coverage_percent, testSuccessPercent: input.test_success_percent },
    ...{ semanticVersion: input.semantic_version, createdBy: ctx.caller.userId, createdAt: now, updatedAt: now },
  };
  await refuseDuplicate('release_version', versionTaken, tx.insert(release).values(row));
  const after = await readRelease(ctx, id);
  return { result: after, changes: [changeOf('release', 'release', Release, null, after)] };
});
