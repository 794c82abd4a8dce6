import { and, count, eq, isNull } from 'drizzle-orm';
import { environment } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import { Environment, environmentCreate, environmentsMax } from '#lib/contracts/environments.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import { requireActive } from '#lib/organization/require-active.ts';
import { requireSlug } from './create-project.ts';
import { setLimits } from './environment-limits.ts';
import { readEnvironment } from './environment-rows.ts';
import { readProject } from './project-rows.ts';

export const environmentSlugTaken = { pointer: '/slug', detail: 'Another active environment of the project has this slug' };

export async function requireRoomForEnvironment({ tx, tenantId }: OperationContext, projectId: string): Promise<void> {
  const [row] = await tx
    .select({ environments: count() })
    .from(environment)
    .where(and(eq(environment.tenantId, tenantId), eq(environment.projectId, projectId), isNull(environment.archivedAt)));
  if ((row?.environments ?? 0) >= environmentsMax)
    throw new AppError('limit_reached', { detail: `The project has ${environmentsMax} environments, which is the most.` });
}

export const createEnvironment = defineCommand(environmentCreate, async (ctx, input) => {
  const { tx, tenantId, now } = ctx;
  await lockTenant(tx, tenantId);
  requireActive(await readProject(ctx, input.project_id));
  await requireRoomForEnvironment(ctx, input.project_id);
  const id = newUuid(now.getTime());
  const row = {
    ...{ tenantId, id, projectId: input.project_id, name: input.name, slug: requireSlug(input.slug, input.name) },
    ...{ kind: input.kind ?? ('other' as const), url: input.url ?? null, status: input.status ?? ('active' as const) },
    ...{ primaryModel: input.primary_model ?? null, fallbackModel: input.fallback_model ?? null, createdAt: now, updatedAt: now },
  };
  await refuseDuplicate('environment_slug', environmentSlugTaken, tx.insert(environment).values(row));
  const made = await readEnvironment(ctx, id);
  const budgets = await setLimits(ctx, made, { daily: input.daily_cost_limit_usd, monthly: input.monthly_cost_limit_usd });
  const after = await readEnvironment(ctx, id);
  return { result: after, changes: [changeOf('environment', 'environment', Environment, null, after), ...budgets] };
});
