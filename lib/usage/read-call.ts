import { sql } from 'drizzle-orm';
import { usageEvent } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { UsageEventDetail } from '#lib/contracts/usage.ts';
import { AppError } from '#lib/core/errors.ts';
import { uuidTimeMs } from '#lib/core/ids.ts';
import { hasTime } from './event-time.ts';
import { explainPrice, explanationOf } from './explain-price.ts';
import { nameConnections } from './name-connections.ts';
import { nameCostCenters } from './name-cost-centers.ts';
import { nameDimensions } from './name-dimensions.ts';
import { namePolicies } from './name-policies.ts';
import { correctedOf, readCorrections } from './read-corrections.ts';
import { type EventRow, eventColumns, eventDimensionColumns } from './search-events.ts';
import { dimensionsOf, toUsageResource } from './to-usage-resource.ts';
import { isEmptyScope, resolveUsageScope, scopeConditions } from './usage-scope.ts';

/** A call with everything that is known of it; `not_found` for one that the caller does not see. */
export async function readCall(ctx: OperationContext, requestId: string): Promise<UsageEventDetail> {
  if (!hasTime(requestId)) throw new AppError('not_found');
  const scope = await resolveUsageScope(ctx, {});
  if (isEmptyScope(scope)) throw new AppError('not_found');
  const at = new Date(uuidTimeMs(requestId)).toISOString();
  const conditions = [
    sql`${usageEvent.tenantId} = ${ctx.tenantId}`,
    sql`${usageEvent.occurredAt} = ${at}::timestamptz`,
    sql`${usageEvent.id} = ${requestId}`,
    ...scopeConditions(scope, eventDimensionColumns),
  ];
  const [row] = await ctx.tx.execute<EventRow>(sql`select ${eventColumns} from usage_event where ${sql.join(conditions, sql` and `)}`);
  if (row === undefined) throw new AppError('not_found');
  const names = await nameDimensions(ctx, dimensionsOf(row));
  const corrections = (await readCorrections(ctx, [row.id])).get(row.id);
  const known = {
    names,
    centers: await nameCostCenters(ctx, names.values()),
    policies: await namePolicies(ctx, [row]),
    connections: await nameConnections(ctx, [row]),
  };
  const event = toUsageResource(row, known, correctedOf(row.cost_nano_usd, corrections));
  const price = await explainPrice(ctx, row, event);
  return {
    ...event,
    bound_usd: row.bound_nano_usd,
    overrun_usd: row.overrun_nano_usd,
    tags: row.tags,
    corrections: [...(corrections ?? [])],
    price,
    explanation: explanationOf(event, price),
  };
}
