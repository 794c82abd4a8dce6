import { and, eq, isNotNull, sql } from 'drizzle-orm';
import { release } from '#db/schema/index.ts';
import { resolveSpendScopes } from '#lib/budgets/spend-scope.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { projectDelivery } from '#lib/contracts/projects.ts';
import { type DeliveredRelease, deliveryFigures } from './delivery-figures.ts';
import { readProject } from './project-rows.ts';

const dayMs = 86_400_000;

/** Releases that went out since a time, and the last one before it. */
async function readReleased({ tx, tenantId }: OperationContext, projectId: string, since: Date): Promise<readonly DeliveredRelease[]> {
  const at = sql`${since.toISOString()}::timestamptz`;
  const rows = await tx
    .select({ drafted: release.createdAt, released: release.releasedAt, rolledBack: release.rolledBackAt, failed: release.failedAt })
    .from(release)
    .where(
      and(
        ...[eq(release.tenantId, tenantId), eq(release.projectId, projectId), isNotNull(release.releasedAt)],
        sql`${release.releasedAt} >= coalesce((select max(r.released_at) from release r
          where r.tenant_id = ${tenantId} and r.project_id = ${projectId} and r.released_at < ${at}), ${at})`,
      ),
    );
  return rows.flatMap(({ drafted, released, rolledBack, failed }) =>
    released === null
      ? []
      : [
          {
            ...{ draftedMs: drafted.getTime(), releasedMs: released.getTime() },
            ...{ rolledBackMs: rolledBack?.getTime() ?? null, failedMs: failed?.getTime() ?? null },
          },
        ],
  );
}

interface CallSums extends Record<string, unknown> {
  readonly requests: bigint;
  readonly failed: bigint;
  readonly cost: bigint;
}

const noCalls: CallSums = { requests: 0n, failed: 0n, cost: 0n };

/** What calls of the project came to, from the hourly sums. */
async function readCalls(ctx: OperationContext, projectId: string, since: Date): Promise<CallSums> {
  const { tx, tenantId } = ctx;
  const [scope] = await resolveSpendScopes(ctx, [{ kind: 'project', value: projectId }]);
  if (scope?.of !== 'dimension' || scope.dims.length === 0) return noCalls;
  const [sums] = await tx.execute<CallSums>(sql`
    select coalesce(sum(requests), 0)::bigint as requests, coalesce(sum(failed), 0)::bigint as failed,
      coalesce(sum(cost_nano_usd), 0)::bigint as cost from usage_hour
    where tenant_id = ${tenantId} and hour_at >= ${since.toISOString()}::timestamptz
      and project_dim = any(${`{${scope.dims.join(',')}}`}::int4[])`);
  return sums ?? noCalls;
}

/** How a project delivers and what its calls came to, in the last days. */
export const getDelivery = defineQuery(projectDelivery, async (ctx, { project_id: id, days }) => {
  await readProject(ctx, id);
  const nowMs = ctx.now.getTime();
  const since = new Date(nowMs - days * dayMs);
  const figures = deliveryFigures(await readReleased(ctx, id, since), nowMs, days);
  const { requests, failed, cost } = await readCalls(ctx, id, since);
  return {
    days,
    ...{ releases: figures.releases, releases_per_week: figures.perWeek, lead_time_hours: figures.leadTimeHours },
    ...{ between_hours: figures.betweenHours, failures: figures.failures, failure_percent: figures.failurePercent },
    ...{ recovery_hours: figures.recoveryHours, open_failures: figures.openFailures },
    ...{ requests: Number(requests), cost_usd: cost },
    failed_request_percent: requests === 0n ? null : Math.round((Number(failed) / Number(requests)) * 10_000) / 100,
    cost_per_request_usd: requests === 0n ? null : cost / requests,
  };
});
