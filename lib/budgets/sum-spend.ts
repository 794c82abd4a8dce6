import { type SQL, sql } from 'drizzle-orm';
import { usageEvent, usageHour } from '#db/schema/index.ts';
import type { TenantReading } from '#lib/command/context.ts';
import { correctedCost } from '#lib/usage/corrected-cost.ts';
import { eventDimensionColumns } from '#lib/usage/search-events.ts';
import { needsCalls, type SpendScope, spendAmount, spendCondition } from './spend-scope.ts';

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
  project: usageHour.projectDim,
  environment: usageHour.environmentDim,
  cost_centers: usageHour.costCentersDim,
} as const;

const instants = (all: readonly number[]): SQL => sql`${`{${all.map((ms) => new Date(ms).toISOString()).join(',')}}`}::timestamptz[]`;
const instant = (ms: number): SQL => sql`${new Date(ms).toISOString()}::timestamptz`;

/** Hours that an edge cuts in two: they are summed from their calls. */
const cutHours = (edges: readonly number[]): number[] => [
  ...new Set(edges.filter((ms) => ms % hourMs !== 0).map((ms) => ms - (ms % hourMs))),
];

/** Whole hours from the kept sums. */
function fromHours({ tenantId }: TenantReading, { scope, edges }: SpendQuery, place: number): SQL {
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

/** Calls of cut hours; of all hours where sums do not tell what the scope spent. */
function fromCalls({ tenantId }: TenantReading, { scope, edges }: SpendQuery, place: number): SQL[] {
  const [first = 0, last = 0] = [edges[0], edges.at(-1)];
  const within = sql`${usageEvent.occurredAt} >= ${instant(first)} and ${usageEvent.occurredAt} < ${instant(last)}`;
  const ranges = needsCalls(scope)
    ? [sql`true`]
    : cutHours(edges).map((ms) => sql`${usageEvent.occurredAt} >= ${instant(ms)} and ${usageEvent.occurredAt} < ${instant(ms + hourMs)}`);
  return ranges.map((range) => {
    const conditions = [sql`${usageEvent.tenantId} = ${tenantId}`, within, range, spendCondition(scope, eventDimensionColumns)];
    return sql`select ${place}::integer as place, width_bucket(${usageEvent.occurredAt}, ${instants(edges)}) as stretch,
      sum(${spendAmount(scope, correctedCost, sql`${usageEvent.costCentersDim}`)})::bigint as cost, count(*)::bigint as requests
      from usage_event where ${sql.join(conditions, sql` and `)} group by 2`;
  });
}

/** More scopes than this share one pass over the hours in which they are wanted, if they are wanted in the same stretches. */
const alonePassesMax = 2;

interface PlacedQuery extends SpendQuery {
  readonly place: number;
}

const dimensionKinds = ['department', 'team', 'user', 'key', 'project', 'environment', 'provider', 'model'] as const;

/**
 * Whole hours of many scopes with the same stretches, in one pass: sums by each kind of thing that a scope names, and those
 * that are wanted picked from them. However many budgets there are, the hours are read once.
 */
function fromHoursTogether({ tenantId }: TenantReading, queries: readonly PlacedQuery[]): SQL {
  const edges = queries[0]?.edges ?? [];
  const [first = 0, last = 0] = [edges[0], edges.at(-1)];
  const cut = cutHours(edges);
  const wanted = queries.flatMap(({ place, scope }) => {
    if (scope.of === 'everything') return [{ place, kind: 'all', dim: 0 }];
    return scope.of === 'dimension' ? scope.dims.map((dim) => ({ place, kind: scope.kind, dim })) : [];
  });
  const kinds = dimensionKinds.filter((kind) => wanted.some((one) => one.kind === kind));
  const column = (kind: (typeof dimensionKinds)[number]): SQL => sql.raw(`${kind}_dim`);
  const sets = [sql`(stretch)`, ...kinds.map((kind) => sql`(stretch, ${column(kind)})`)];
  const kindOf = kinds.map((kind) => sql`when grouping(${column(kind)}) = 0 then ${sql.raw(`'${kind}'`)}`);
  const named = kinds.length === 0 ? sql`'all'` : sql`case ${sql.join(kindOf, sql` `)} else 'all' end`;
  const dims = kinds.length === 0 ? sql`0` : sql`coalesce(${sql.join(kinds.map(column), sql`, `)}, 0)`;
  return sql`select w.place, g.stretch, sum(g.cost)::bigint as cost, sum(g.requests)::bigint as requests from (
      select stretch, ${named} as kind, ${dims} as dim, sum(cost_nano_usd) as cost, sum(requests) as requests from (
        select *, width_bucket(hour_at, ${instants(edges)}) as stretch from usage_hour
        where ${usageHour.tenantId} = ${tenantId} and ${usageHour.hourAt} >= ${instant(first)} and ${usageHour.hourAt} < ${instant(last)}
          ${cut.length === 0 ? sql`` : sql`and not ${usageHour.hourAt} = any(${instants(cut)})`}
      ) as h group by grouping sets (${sql.join(sets, sql`, `)})
    ) as g join json_to_recordset(${JSON.stringify(wanted)}::json) as w (place integer, kind text, dim integer)
      on w.kind = g.kind and w.dim = g.dim group by 1, 2`;
}

/** Cost centers are named by sets of shares and not by an id of their own, so each has a pass of its own. */
function passesOf(ctx: TenantReading, group: readonly PlacedQuery[]): SQL[] {
  const together = group.filter(({ scope }) => scope.of !== 'cost_center');
  const alone = together.length > alonePassesMax ? group.filter(({ scope }) => scope.of === 'cost_center') : group;
  const passes = alone.map((query) => fromHours(ctx, query, query.place));
  return together.length > alonePassesMax ? [...passes, fromHoursTogether(ctx, together)] : passes;
}

/** The parts of the statement: passes over hours, shared where many scopes want the same stretches, and calls of cut hours. */
function partsOf(ctx: TenantReading, queries: readonly SpendQuery[]): SQL[] {
  const placed = queries
    .map((query, place): PlacedQuery => ({ ...query, place }))
    .filter(({ edges, scope }) => edges.length >= 2 && !(scope.of === 'dimension' && scope.dims.length === 0));
  const byEdges = new Map<string, PlacedQuery[]>();
  for (const query of placed) {
    if (needsCalls(query.scope)) continue;
    const key = query.edges.join(' ');
    byEdges.set(key, [...(byEdges.get(key) ?? []), query]);
  }
  const hours = [...byEdges.values()].flatMap((group) => passesOf(ctx, group));
  return [...hours, ...placed.flatMap((query) => fromCalls(ctx, query, query.place))];
}

/**
 * What scopes spent in each of their stretches, exactly, in one statement. The answer has a list for each query, with one
 * element a stretch.
 */
export async function sumSpend(ctx: TenantReading, queries: readonly SpendQuery[]): Promise<readonly (readonly Spend[])[]> {
  const parts = partsOf(ctx, queries);
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
