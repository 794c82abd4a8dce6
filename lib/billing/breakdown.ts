import { type SQL, sql } from 'drizzle-orm';
import { usageEvent, usageHour } from '#db/schema/index.ts';
import type { Period } from '#lib/budgets/period.ts';
import { type SpendScope, spendCondition } from '#lib/budgets/spend-scope.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { Billing } from '#lib/contracts/billing.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { correctedCost } from '#lib/usage/corrected-cost.ts';
import { nameDimensions } from '#lib/usage/name-dimensions.ts';
import { eventDimensionColumns } from '#lib/usage/search-events.ts';

type Breakdown = Pick<
  Billing['billing_period'],
  'total_cost' | 'total_requests' | 'breakdown_by_provider' | 'breakdown_by_model' | 'breakdown_by_member'
>;

interface ShareRow extends Record<string, unknown> {
  readonly of: 'total' | 'provider' | 'model' | 'member';
  /** 0 for none. */
  readonly item: number;
  readonly cost: bigint;
  readonly requests: bigint;
}

const hourMs = 3_600_000;
const hourColumns = { department: usageHour.departmentDim, team: usageHour.teamDim, project: usageHour.projectDim } as const;
const instant = (ms: number): SQL => sql`${new Date(ms).toISOString()}::timestamptz`;

/** Whole hours of a period from the kept sums, and the calls of hours that its ends cut in two. */
function cells({ tenantId }: OperationContext, scope: SpendScope, { startMs, endMs }: Period): SQL {
  const firstHour = Math.ceil(startMs / hourMs) * hourMs;
  const lastHour = Math.floor(endMs / hourMs) * hourMs;
  const calls = (fromMs: number, toMs: number): SQL[] =>
    fromMs >= toMs
      ? []
      : [
          sql`select provider_dim, model_dim, user_dim, ${correctedCost} as cost, 1::bigint as requests from usage_event
            where ${usageEvent.tenantId} = ${tenantId} and ${usageEvent.occurredAt} >= ${instant(fromMs)}
              and ${usageEvent.occurredAt} < ${instant(toMs)} and ${spendCondition(scope, eventDimensionColumns)}`,
        ];
  const hours = sql`select provider_dim, model_dim, user_dim, cost_nano_usd as cost, requests from usage_hour
    where ${usageHour.tenantId} = ${tenantId} and ${usageHour.hourAt} >= ${instant(firstHour)} and ${usageHour.hourAt} < ${instant(lastHour)}
      and ${spendCondition(scope, hourColumns)}`;
  return sql.join([hours, ...calls(startMs, firstHour), ...calls(Math.max(firstHour, lastHour), endMs)], sql` union all `);
}

/** What a place spent in a period, and split by provider, model and member; each split sums to the total. */
export async function readBreakdown(ctx: OperationContext, scope: SpendScope, period: Period): Promise<Breakdown> {
  const rows = await ctx.tx.execute<ShareRow>(sql`
    with cells as (${cells(ctx, scope, period)})
    select case grouping(provider_dim, model_dim, user_dim) when 7 then 'total' when 3 then 'provider' when 5 then 'model' else 'member' end as of,
      coalesce(provider_dim, model_dim, user_dim, 0) as item, coalesce(sum(cost), 0)::bigint as cost, coalesce(sum(requests), 0)::bigint as requests
    from cells group by grouping sets ((), (provider_dim), (model_dim), (user_dim)) order by 3 desc, 2`);
  const names = await nameDimensions(
    ctx,
    [...rows].map(({ item }) => item),
  );
  const shareOf = ({ cost, requests }: ShareRow) => ({ cost, requests: Number(requests) });
  const ofKind = (of: ShareRow['of']) => [...rows].filter((row) => row.of === of);
  const byName = (of: 'provider' | 'model') =>
    Object.fromEntries(ofKind(of).map((row) => [names.get(row.item)?.value ?? 'none', shareOf(row)]));
  const [total] = ofKind('total');
  return {
    total_cost: total?.cost ?? 0n,
    total_requests: Number(total?.requests ?? 0n),
    breakdown_by_provider: byName('provider'),
    breakdown_by_model: byName('model'),
    breakdown_by_member: Object.fromEntries(
      ofKind('member').map((row) => {
        const person = names.get(row.item);
        const key = person === undefined ? 'none' : toPublicId('user', person.value);
        return [key, { ...shareOf(row), name: person?.name ?? null }];
      }),
    ),
  };
}
