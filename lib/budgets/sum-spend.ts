import { type SQL, sql } from 'drizzle-orm';
import { usageEvent, usageHour } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { eventDimensionColumns } from '#lib/usage/search-events.ts';
import { type SpendScope, spendCondition } from './spend-scope.ts';

/** What a scope spent in stretches of time that follow each other. */
export interface SpendQuery {
  readonly scope: SpendScope;
  /** Where the stretches meet, ascending; the first is where the first begins, the last where the last ends. */
  readonly edges: readonly number[];
}

export interface Spend {
  readonly costNanoUsd: bigint;
  readonly requests: number;
}

export const noSpend: Spend = { costNanoUsd: 0n, requests: 0 };

interface SumRow extends Record<string, unknown> {
  readonly place: number;
  /** From 1 on. */
  readonly stretch: number;
  readonly cost: bigint;
  readonly requests: bigint;
}

const hourMs = 3_600_000;
const hourColumns = {
  department: usageHour.departmentDim,
  team: usageHour.teamDim,
  user: usageHour.userDim,
  key: usageHour.keyDim,
  provider: usageHour.providerDim,
  model: usageHour.modelDim,
} as const;

const instants = (all: readonly number[]): SQL => sql`${`{${all.map((ms) => new Date(ms).toISOString()).join(',')}}`}::timestamptz[]`;
const instant = (ms: number): SQL => sql`${new Date(ms).toISOString()}::timestamptz`;

/** Hours that an edge cuts in two: they are summed from their calls. */
const cutHours = (edges: readonly number[]): number[] => [
  ...new Set(edges.filter((ms) => ms % hourMs !== 0).map((ms) => ms - (ms % hourMs))),
];

/** Whole hours from the kept sums. */
function fromHours({ tenantId }: OperationContext, { scope, edges }: SpendQuery, place: number): SQL {
  const [first = 0, last = 0] = [edges[0], edges.at(-1)];
  const cut = cutHours(edges);
  const conditions = [
    sql`${usageHour.tenantId} = ${tenantId} and ${usageHour.hourAt} >= ${instant(first)} and ${usageHour.hourAt} < ${instant(last)}`,
    ...(cut.length === 0 ? [] : [sql`not ${usageHour.hourAt} = any(${instants(cut)})`]),
    spendCondition(scope, hourColumns),
  ];
  return sql`select ${place}::integer as place, width_bucket(${usageHour.hourAt}, ${instants(edges)}) as stretch,
    sum(${usageHour.costNanoUsd})::bigint as cost, sum(${usageHour.requests})::bigint as requests
    from usage_hour where ${sql.join(conditions, sql` and `)} group by 2`;
}

/** Calls of cut hours; of all hours where the scope is a tag, of which no sums are kept. */
function fromCalls({ tenantId }: OperationContext, { scope, edges }: SpendQuery, place: number): SQL[] {
  const [first = 0, last = 0] = [edges[0], edges.at(-1)];
  const within = sql`${usageEvent.occurredAt} >= ${instant(first)} and ${usageEvent.occurredAt} < ${instant(last)}`;
  const ranges =
    scope.of === 'tag'
      ? [sql`true`]
      : cutHours(edges).map((ms) => sql`${usageEvent.occurredAt} >= ${instant(ms)} and ${usageEvent.occurredAt} < ${instant(ms + hourMs)}`);
  return ranges.map((range) => {
    const conditions = [sql`${usageEvent.tenantId} = ${tenantId}`, within, range, spendCondition(scope, eventDimensionColumns)];
    return sql`select ${place}::integer as place, width_bucket(${usageEvent.occurredAt}, ${instants(edges)}) as stretch,
      sum(${usageEvent.costNanoUsd})::bigint as cost, count(*)::bigint as requests
      from usage_event where ${sql.join(conditions, sql` and `)} group by 2`;
  });
}

/**
 * What scopes spent in each of their stretches, exactly, in one statement. The answer has a list for each query, with one
 * element a stretch.
 */
export async function sumSpend(ctx: OperationContext, queries: readonly SpendQuery[]): Promise<readonly (readonly Spend[])[]> {
  const parts = queries.flatMap((query, place) => {
    if (query.edges.length < 2 || (query.scope.of === 'dimension' && query.scope.dims.length === 0)) return [];
    return [...(query.scope.of === 'tag' ? [] : [fromHours(ctx, query, place)]), ...fromCalls(ctx, query, place)];
  });
  const rows =
    parts.length === 0
      ? []
      : await ctx.tx.execute<SumRow>(sql`
          select place, stretch, sum(cost)::bigint as cost, sum(requests)::bigint as requests
          from (${sql.join(parts, sql` union all `)}) as parts group by 1, 2`);
  const sums = queries.map(({ edges }) => edges.slice(1).map((): Spend => noSpend));
  for (const { place, stretch, cost, requests } of rows) {
    const of = sums[place];
    if (of !== undefined && stretch >= 1 && stretch <= of.length) of[stretch - 1] = { costNanoUsd: cost, requests: Number(requests) };
  }
  return sums;
}
