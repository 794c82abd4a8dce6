import { type SQL, sql } from 'drizzle-orm';
import { usageEvent, usageHour } from '#db/schema/index.ts';
import type { TenantReading } from '#lib/command/context.ts';
import { correctedCost } from '#lib/usage/corrected-cost.ts';
import { eventDimensionColumns } from '#lib/usage/search-events.ts';
import { dayRows, isKeptByDay, type KeptPeriod, keptPeriod } from './kept-days.ts';
import { needsCalls, type SpendScope, type SummedKind, spendAmount, spendCondition } from './spend-scope.ts';

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

const dayColumns = {
  ...{ department: sql`d.department_dim`, team: sql`d.team_dim`, provider: sql`d.provider_dim`, model: sql`d.model_dim` },
  ...{ user: sql`d.user_dim`, key: sql`d.key_dim`, project: sql`d.project_dim` },
} as const;

const instants = (times: readonly number[]): SQL => sql`${`{${times.map((ms) => new Date(ms).toISOString()).join(',')}}`}::timestamptz[]`;
const instant = (ms: number): SQL => sql`${new Date(ms).toISOString()}::timestamptz`;

/** Hours that an edge cuts in two: they are summed from their calls. */
const cutHours = (edges: readonly number[]): number[] => [
  ...new Set(edges.filter((ms) => ms % hourMs !== 0).map((ms) => ms - (ms % hourMs))),
];

/** What hours of a period are summed up from: all, or those between its closed days. */
function hourRows(
  { tenantId }: TenantReading,
  edges: readonly number[],
  kept: KeptPeriod | null,
): { readonly from: SQL; readonly where: SQL[] } {
  const cut = cutHours(edges);
  const whole = cut.length === 0 ? [] : [sql`not ${usageHour.hourAt} = any(${instants(cut)})`];
  const isOwn = sql`${usageHour.tenantId} = ${tenantId}`;
  const within = (low: SQL, high: SQL): SQL => sql`${usageHour.hourAt} >= ${low} and ${usageHour.hourAt} < ${high}`;
  if (kept === null) return { from: sql`usage_hour`, where: [isOwn, within(instant(edges[0] ?? 0), instant(edges.at(-1) ?? 0)), ...whole] };
  // By itself for each gap: joined, PostgreSQL expects a ninth of all hours in each and reads them all.
  const between = sql`select * from usage_hour where ${isOwn} and ${within(sql`g.low`, sql`g.high`)} offset 0`;
  return { from: sql`${kept.gaps} as g cross join lateral (${between}) as usage_hour`, where: whole };
}

const all = (conditions: readonly SQL[]): SQL => sql.join([sql`true`, ...conditions], sql` and `);

/** Whole hours from the kept sums, and closed days where there are any. */
function fromHours(ctx: TenantReading, { scope, edges }: SpendQuery, place: number, kept: KeptPeriod | null): SQL[] {
  const { from, where } = hourRows(ctx, edges, kept);
  const hours = sql`select ${place}::integer as place, width_bucket(${usageHour.hourAt}, ${instants(edges)}) as stretch,
    sum(${usageHour.costNanoUsd})::bigint as cost, sum(${usageHour.requests})::bigint as requests
    from ${from} where ${all([...where, spendCondition(scope, hourColumns)])} group by 2`;
  if (kept === null) return [hours];
  const days = sql`select ${place}::integer as place, k.stretch, sum(d.cost_nano_usd)::bigint as cost, sum(d.requests)::bigint as requests
    from ${dayRows(ctx.tenantId, kept, scope.of === 'dimension' ? scope.kind : 'all')} where ${spendCondition(scope, dayColumns)} group by 2`;
  return [hours, days];
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
 * that are wanted picked from them. However many budgets there are, the hours are read once, and closed days once a kind.
 */
function fromHoursTogether(ctx: TenantReading, queries: readonly PlacedQuery[], kept: KeptPeriod | null): SQL {
  const edges = queries[0]?.edges ?? [];
  const wanted = queries.flatMap(({ place, scope }) => {
    if (scope.of === 'everything') return [{ place, kind: 'all', dim: 0 }];
    return scope.of === 'dimension' ? scope.dims.map((dim) => ({ place, kind: scope.kind, dim })) : [];
  });
  const kinds = dimensionKinds.filter((kind) => wanted.some((one) => one.kind === kind));
  const column = (kind: SummedKind): SQL => sql.raw(`${kind}_dim`);
  const sets = [sql`(stretch)`, ...kinds.map((kind) => sql`(stretch, ${column(kind)})`)];
  const kindOf = kinds.map((kind) => sql`when grouping(${column(kind)}) = 0 then ${sql.raw(`'${kind}'`)}`);
  const named = kinds.length === 0 ? sql`'all'` : sql`case ${sql.join(kindOf, sql` `)} else 'all' end`;
  const dims = kinds.length === 0 ? sql`0` : sql`coalesce(${sql.join(kinds.map(column), sql`, `)}, 0)`;
  const { from, where } = hourRows(ctx, edges, kept);
  const sums = [
    sql`select stretch, ${named} as kind, ${dims} as dim, sum(cost_nano_usd) as cost, sum(requests) as requests from (
        select usage_hour.*, width_bucket(hour_at, ${instants(edges)}) as stretch from ${from} where ${all(where)}
      ) as h group by grouping sets (${sql.join(sets, sql`, `)})`,
    ...(kept === null ? [] : (['all', ...kinds] as const).map((kind) => daysOfKind(ctx, kept, kind))),
  ];
  return sql`select w.place, g.stretch, sum(g.cost)::bigint as cost, sum(g.requests)::bigint as requests from (${sql.join(sums, sql` union all `)}) as g
    join json_to_recordset(${JSON.stringify(wanted)}::json) as w (place integer, kind text, dim integer)
      on w.kind = g.kind and w.dim = g.dim group by 1, 2`;
}

/** Sums of closed days by each thing of a kind. */
function daysOfKind({ tenantId }: TenantReading, kept: KeptPeriod, kind: SummedKind | 'all'): SQL {
  const dim = kind === 'all' ? sql`0` : sql.raw(`d.${kind}_dim`);
  return sql`select k.stretch, ${sql.raw(`'${kind}'`)} as kind, ${dim} as dim, sum(d.cost_nano_usd) as cost, sum(d.requests) as requests
    from ${dayRows(tenantId, kept, kind)} group by 1, 3`;
}

/** Cost centers are named by sets of shares and not by an id of their own, so each has a pass of its own. */
function passesOf(ctx: TenantReading, group: readonly PlacedQuery[], kept: KeptPeriod | null): SQL[] {
  const together = group.filter(({ scope }) => scope.of !== 'cost_center');
  const alone = together.length > alonePassesMax ? group.filter(({ scope }) => scope.of === 'cost_center') : group;
  const passes = alone.flatMap((query) => fromHours(ctx, query, query.place, kept));
  return together.length > alonePassesMax ? [...passes, fromHoursTogether(ctx, together, kept)] : passes;
}

/** Closed days are worth asking for where a period is longer than one. */
const dayMs = 24 * hourMs;

/** What a statement is made of: names that stand in front of it, and what is put together. */
interface Parts {
  readonly items: readonly SQL[];
  readonly passes: readonly SQL[];
}

/** The parts of the statement: passes over days and hours, shared where many scopes want the same stretches, and calls of cut hours. */
function partsOf(ctx: TenantReading, queries: readonly SpendQuery[]): Parts {
  const placed = queries
    .map((query, place): PlacedQuery => ({ ...query, place }))
    .filter(({ edges, scope }) => edges.length >= 2 && !(scope.of === 'dimension' && scope.dims.length === 0));
  const groups = new Map<string, PlacedQuery[]>();
  for (const query of placed) {
    if (needsCalls(query.scope)) continue;
    const key = `${isKeptByDay(query.scope)} ${query.edges.join(' ')}`;
    groups.set(key, [...(groups.get(key) ?? []), query]);
  }
  const items: SQL[] = [];
  const hours = [...groups.values()].flatMap((group, index) => {
    const [{ scope, edges } = { scope: { of: 'everything' }, edges: [0, 0] } as const] = group;
    const [first = 0, last = 0] = [edges[0], edges.at(-1)];
    if (!isKeptByDay(scope) || last - first <= dayMs) return passesOf(ctx, group, null);
    const bounds = { tenantId: ctx.tenantId, first: instant(first), last: instant(last), edges: instants(edges) };
    const kept = keptPeriod(index, bounds);
    items.push(...kept.items);
    return passesOf(ctx, group, kept);
  });
  return { items, passes: [...hours, ...placed.flatMap((query) => fromCalls(ctx, query, query.place))] };
}

/**
 * What scopes spent in each of their stretches, exactly, in one statement. The answer has a list for each query, with one
 * element a stretch.
 */
export async function sumSpend(ctx: TenantReading, queries: readonly SpendQuery[]): Promise<readonly (readonly Spend[])[]> {
  const { items, passes } = partsOf(ctx, queries);
  const named = items.length === 0 ? sql`` : sql`with ${sql.join([...items], sql`, `)}`;
  const rows =
    passes.length === 0
      ? []
      : await ctx.tx.execute<SumRow>(sql`${named}
          select place, stretch, sum(cost)::bigint as cost, sum(requests)::bigint as requests
          from (${sql.join([...passes], sql` union all `)}) as parts group by 1, 2`);
  const sums = queries.map(({ edges }) => edges.slice(1).map((): Spend => noSpend));
  for (const { place, stretch, cost, requests } of rows) {
    const of = sums[place];
    if (of !== undefined && stretch >= 1 && stretch <= of.length) of[stretch - 1] = { costNanoUsd: cost, requests: Number(requests) };
  }
  return sums;
}
