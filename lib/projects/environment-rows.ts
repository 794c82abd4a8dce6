import { and, eq, type SQL, sql } from 'drizzle-orm';
import { budget, environment, project, virtualKey } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { Environment } from '#lib/contracts/environments.ts';
import { AppError } from '#lib/core/errors.ts';
import { parseUsd } from '#lib/core/money.ts';
import { actualCosts } from './actual-cost.ts';
import { isKnownTo, type RowQuery } from './project-rows.ts';

/** The limit of the oldest active budget over the environment with this period, in decimal dollars. */
const limitOf = (period: 'daily' | 'monthly'): SQL<string | null> => sql`(
  select (b.limit_nano_usd::numeric / 1000000000)::numeric(30, 9)::text from ${budget} b
  where b.tenant_id = ${environment.tenantId} and b.scope_kind = 'environment' and b.scope_value = ${environment.id}::text
    and b.period_kind = ${period} and b.archived_at is null order by b.created_at, b.id limit 1)`;

/** Environments as callers see them, with what they cost; those of projects that the caller may know. */
export async function readEnvironments(ctx: OperationContext, options: RowQuery): Promise<Environment[]> {
  const rows = await ctx.tx
    .select({
      row: environment,
      projectName: project.name,
      daily: limitOf('daily'),
      monthly: limitOf('monthly'),
      keys: sql<number>`(select count(*)::integer from ${virtualKey} k
        where k.tenant_id = ${environment.tenantId} and k.environment_id = ${environment.id} and k.status = 'active')`,
    })
    .from(environment)
    .innerJoin(project, and(eq(project.tenantId, environment.tenantId), eq(project.id, environment.projectId)))
    .where(and(eq(environment.tenantId, ctx.tenantId), isKnownTo(ctx), options.where))
    .orderBy(options.orderBy)
    .limit(options.limit);
  const costs = await actualCosts(
    ctx,
    'environment',
    rows.map(({ row }) => row.id),
  );
  return rows.map(({ row, projectName, daily, monthly, keys }, place) => ({
    ...{ id: row.id, project_id: row.projectId, project_name: projectName, slug: row.slug, name: row.name, kind: row.kind, url: row.url },
    ...{ status: row.status, primary_model: row.primaryModel, fallback_model: row.fallbackModel },
    daily_cost_limit_usd: daily === null ? null : (parseUsd(daily) ?? null),
    monthly_cost_limit_usd: monthly === null ? null : (parseUsd(monthly) ?? null),
    ...{ actual_cost_usd: costs[place]?.costNanoUsd ?? 0n, request_count: costs[place]?.requests ?? 0, key_count: keys },
    ...{ created_at: row.createdAt, updated_at: row.updatedAt, archived_at: row.archivedAt, version: row.version },
  }));
}

export async function readEnvironment(ctx: OperationContext, id: string): Promise<Environment> {
  const [found] = await readEnvironments(ctx, { where: eq(environment.id, id), orderBy: sql`1`, limit: 1 });
  if (found === undefined) throw new AppError('not_found');
  return found;
}
