import { type SQL, sql } from 'drizzle-orm';
import { usageDay, usageEvent, usageHour } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { correctedCost } from '#lib/usage/corrected-cost.ts';
import { instantsOf } from '#lib/usage/instants-of.ts';
import { eventDimensionColumns } from '#lib/usage/search-events.ts';
import { type Closed, hoursKept, type Stretches, stretchesOf, withLastDay } from '#lib/usage/stretches.ts';
import { type DimensionColumns, scopeConditions, type UsageScope } from '#lib/usage/usage-scope.ts';
import { withinSpans } from '#lib/usage/within-spans.ts';
import type { Period, TimeRange } from './time-range.ts';

/** What sums can be split by without looking at calls. */
export type CellDimension = keyof typeof hourDimensionColumns;

const hourMs = 3_600_000;

/** What is summed, in the order of the columns. */
export const measures = [
  'requests',
  'succeeded',
  'failed',
  'refused',
  'cancelled',
  'interrupted',
  'input_tokens',
  'cache_read_tokens',
  'cache_write_tokens',
  'output_tokens',
  'reasoning_tokens',
  'cost_nano_usd',
] as const;

/** Sums of all measures, as PostgreSQL gives them; null where a row has only some. */
export type MeasureSums = Readonly<Record<(typeof measures)[number], bigint | null>>;

const dayDimensionColumns = {
  department: usageDay.departmentDim,
  team: usageDay.teamDim,
  user: usageDay.userDim,
  key: usageDay.keyDim,
  connection: usageDay.connectionDim,
  provider: usageDay.providerDim,
  model: usageDay.modelDim,
  project: usageDay.projectDim,
  environment: usageDay.environmentDim,
  cost_centers: usageDay.costCentersDim,
} as const;

/** Where the hourly sums have each dimension. */
export const hourDimensionColumns = {
  department: usageHour.departmentDim,
  team: usageHour.teamDim,
  user: usageHour.userDim,
  key: usageHour.keyDim,
  connection: usageHour.connectionDim,
  provider: usageHour.providerDim,
  model: usageHour.modelDim,
  project: usageHour.projectDim,
  environment: usageHour.environmentDim,
  cost_centers: usageHour.costCentersDim,
} as const;

const instantOf = (ms: number): SQL => sql`${new Date(ms).toISOString()}::timestamptz`;

/**
 * The hours that a boundary cuts in two: their sums cannot be used, their calls are counted one by one instead. That is
 * how ranges that begin at any minute, and days of zones that are half an hour off UTC, come out exact.
 */
function cutHours({ current, previous, isOpen }: TimeRange): readonly number[] {
  const boundariesOf = ({ starts, toMs }: Period, endsNow: boolean): readonly number[] => (endsNow ? starts : [...starts, toMs]);
  const boundaries = [...boundariesOf(current, isOpen), ...(previous === null ? [] : boundariesOf(previous, false))];
  return [...new Set(boundaries.filter((ms) => ms % hourMs !== 0).map((ms) => ms - (ms % hourMs)))].sort((a, b) => a - b);
}

interface NamedPeriod extends Period, Stretches {
  readonly name: 'current' | 'previous';
  /** Hours of kept days that lie behind its end. */
  readonly less: Stretches['open'];
}

function namedPeriods({ current, previous }: TimeRange, { closed, takesBack }: Cells): readonly NamedPeriod[] {
  const named = (name: NamedPeriod['name'], period: Period): NamedPeriod => {
    const stretches = stretchesOf(period, closed);
    return { name, ...period, ...(takesBack ? withLastDay(stretches, period, closed) : { ...stretches, less: [] }) };
  };
  return [named('current', current), ...(previous === null ? [] : [named('previous', previous)])];
}

/** `sum(x) as x` of measures. */
export const sumsOf = (names: readonly string[]): SQL => sql.raw(names.map((name) => `sum(${name})::bigint as ${name}`).join(', '));

/** `sum(x) as x` of every measure. */
export const sums = sumsOf(measures);

/** The columns of dimensions, in the order given; none for none. */
export const columnsOf = (by: readonly CellDimension[]): SQL => sql.raw(by.map((name) => `${name}_dim`).join(', '));

/** Kept sums, and how the same is summed from calls. */
export interface CellSource {
  readonly days: SQL;
  /** Days added up over spans, under the name and with the columns of `days`; null where they are not kept. */
  readonly spans: SQL | null;
  /** Hours of closed days as few rows, with the columns of `days`; null where they are not kept. */
  readonly hoursOfDays: SQL | null;
  readonly hours: SQL;
  readonly dayColumns: DimensionColumns;
  readonly hourColumns: DimensionColumns;
  readonly measures: readonly string[];
  /** How each measure is made of calls, as an aggregate; a call's cost with its corrections is `corrected_nano_usd`. */
  readonly callMeasures: Readonly<Record<string, string>>;
}

/** What cells are split by: columns of the kept sums, and the same of calls as expressions that need no name. */
export interface CellColumns {
  readonly kept: SQL;
  readonly calls: SQL;
}

/** The measures of a source, of calls. */
export const measuresOfCalls = ({ measures: names, callMeasures }: Pick<CellSource, 'measures' | 'callMeasures'>): SQL =>
  sql.raw(names.map((name) => `(${callMeasures[name]})::bigint as ${name}`).join(', '));

interface Cutting {
  readonly source: CellSource;
  readonly cut: readonly number[];
  readonly columns: CellColumns;
}

/** What cells are made of. */
export interface Cells {
  /** Of the days and spans that are closed, those that the source has sums of. */
  readonly closed: Closed;
  readonly source: CellSource;
  readonly columns: CellColumns;
  /** Whether the day that a period ends in may be read further than that, less its hours behind; rows may then come to nothing. */
  readonly takesBack: boolean;
}

/** The part of `cellsFrom` that lies in closed days; nothing where none is. */
export function cellsOfClosedDays(ctx: OperationContext, scope: UsageScope, range: TimeRange, cells: Cells): readonly SQL[] {
  return namedPeriods(range, cells).flatMap((period) => cellsOfKept(ctx, scope, period, cells));
}

/** The other part: whole hours that are in no closed day, and calls of cut ones. */
export function cellsOfOpenHours(ctx: OperationContext, scope: UsageScope, range: TimeRange, cells: Cells): readonly SQL[] {
  const { closed, source, columns } = cells;
  const cutting = { source, columns, cut: cutHours(range) };
  const periods = namedPeriods(range, cells);
  const hours = periods.flatMap((period) => {
    if (source.hoursOfDays === null) return [cellsOfHours(ctx, scope, period, cutting)];
    const { kept, open } = hoursKept(period.open, closed);
    const ofDays = kept.length === 0 ? [] : [cellsOfHoursOfDays(ctx, scope, { ...period, open: kept }, cutting)];
    return [...ofDays, cellsOfHours(ctx, scope, { ...period, open }, cutting)];
  });
  const less = periods.filter((period) => period.less.length > 0).map((period) => cellsTakenBack(ctx, scope, period, cutting));
  return [...hours, ...less, ...periods.flatMap((period) => cellsOfCalls(ctx, scope, period, cutting))];
}

/** All rows of all parts. */
export const allOf = (parts: readonly SQL[]): SQL => sql.join([...parts], sql` union all `);

/**
 * Sums by bucket and dimensions: from closed days, from the whole hours of the others, and in the same shape from the
 * calls of cut hours. What follows works on these few rows.
 */
export const cellsFrom = (ctx: OperationContext, scope: UsageScope, range: TimeRange, cells: Cells): SQL =>
  allOf([...cellsOfClosedDays(ctx, scope, range, cells), ...cellsOfOpenHours(ctx, scope, range, cells)]);

/** One query for each length of stretch that the period has. */
function cellsOfKept({ tenantId }: OperationContext, scope: UsageScope, period: NamedPeriod, { source, columns }: Cells): readonly SQL[] {
  const { name, starts, kept } = period;
  return [...Map.groupBy(kept, ({ days }) => days)].map(([days, stretches]) => {
    const at = sql.raw(days === 1 ? 'day_at' : 'start_at');
    const conditions = [
      sql`tenant_id = ${tenantId}`,
      sql`${at} = any(${instantsOf(stretches.map(({ fromMs }) => fromMs))})`,
      ...(days === 1 ? [] : [sql`days = ${days}`]),
      ...scopeConditions(scope, source.dayColumns),
    ];
    return sql`select ${name}::text as period, width_bucket(${at}, ${instantsOf(starts)}) as bucket, ${columns.kept}, ${sql.raw(source.measures.join(', '))}
      from ${days === 1 ? source.days : source.spans} where ${sql.join(conditions, sql` and `)}`;
  });
}

/** The condition of whole hours that lie in the open stretches of a period. */
function hourConditions(tenantId: string, at: SQL, open: Stretches['open'], cut: readonly number[]): readonly SQL[] {
  const whole = cut.length === 0 ? [] : [sql`not ${at} = any(${instantsOf(cut)})`];
  return [sql`tenant_id = ${tenantId}`, withinSpans(at, open), ...whole];
}

function cellsOfHoursOfDays(
  { tenantId }: OperationContext,
  scope: UsageScope,
  { name, starts, open }: NamedPeriod,
  { source, cut, columns }: Cutting,
): SQL {
  const conditions = [...hourConditions(tenantId, sql`day_at`, open, cut), ...scopeConditions(scope, source.dayColumns)];
  return sql`select ${name}::text as period, width_bucket(day_at, ${instantsOf(starts)}) as bucket, ${columns.kept}, ${sql.raw(source.measures.join(', '))}
    from ${source.hoursOfDays} where ${sql.join(conditions, sql` and `)}`;
}

/** The hours of a kept day behind the end of its period, to be taken off. */
function cellsTakenBack({ tenantId }: OperationContext, scope: UsageScope, { name, less }: NamedPeriod, { source, columns }: Cutting): SQL {
  const conditions = [...hourConditions(tenantId, sql`hour_at`, less, []), ...scopeConditions(scope, source.hourColumns)];
  const negative = sql.raw(source.measures.map((measure) => `-${measure} as ${measure}`).join(', '));
  return sql`select ${name}::text as period, 1 as bucket, ${columns.kept}, ${negative} from ${source.hours} where ${sql.join(conditions, sql` and `)}`;
}

/** Of hours up to here, rows are handed on as they are: to add them up takes longer, as few of them are alike. */
const hoursAsRows = 48;

function cellsOfHours(
  { tenantId }: OperationContext,
  scope: UsageScope,
  { name, starts, open }: NamedPeriod,
  { source, cut, columns }: Cutting,
): SQL {
  const conditions = [...hourConditions(tenantId, sql`hour_at`, open, cut), ...scopeConditions(scope, source.hourColumns)];
  const isShort = open.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0) <= hoursAsRows * hourMs;
  const summed = isShort ? sql.raw(source.measures.join(', ')) : sumsOf(source.measures);
  return sql`select ${name}::text as period, width_bucket(hour_at, ${instantsOf(starts)}) as bucket, ${columns.kept}, ${summed}
    from ${source.hours} where ${sql.join(conditions, sql` and `)} ${isShort ? sql`` : sql`group by bucket, ${columns.kept}`}`;
}

function cellsOfCalls(
  { tenantId }: OperationContext,
  scope: UsageScope,
  { name, fromMs, toMs, starts }: NamedPeriod,
  { source, cut, columns }: Cutting,
): SQL[] {
  const overlapping = cut.filter((hour) => hour < toMs && hour + hourMs > fromMs);
  const [first, last] = [overlapping[0], overlapping.at(-1)];
  if (first === undefined || last === undefined) return [];
  const conditions = [
    sql`${usageEvent.tenantId} = ${tenantId}`,
    // Says again what the next line implies, in a form by which partitions can be left out.
    sql`occurred_at >= ${instantOf(first)} and occurred_at < ${instantOf(last + hourMs)}`,
    sql`occurred_at >= greatest(cut.hour, ${instantOf(fromMs)}) and occurred_at < least(cut.hour + interval '1 hour', ${instantOf(toMs)})`,
    ...scopeConditions(scope, eventDimensionColumns),
  ];
  const cells = sql`select ${name}::text as period, width_bucket(occurred_at, ${instantsOf(starts)}) as bucket, ${columns.calls}, ${measuresOfCalls(source)}
    from unnest(${instantsOf(overlapping)}) as cut (hour), lateral (select *, ${correctedCost} as corrected_nano_usd from usage_event where ${sql.join(conditions, sql` and `)}) as e
    group by bucket, ${columns.calls}`;
  return [cells];
}

const statuses = ['succeeded', 'failed', 'refused', 'cancelled', 'interrupted'] as const;

/** The sums that are kept by everything a call is charged to. */
export const usageSource: CellSource = {
  days: sql`usage_day`,
  spans: null,
  hoursOfDays: null,
  hours: sql`usage_hour`,
  dayColumns: dayDimensionColumns,
  hourColumns: hourDimensionColumns,
  measures,
  // Tokens that were not reported count as none; costs are with their corrections.
  callMeasures: {
    requests: 'count(*)',
    ...Object.fromEntries(statuses.map((status) => [status, `count(*) filter (where status = '${status}')`])),
    ...Object.fromEntries(measures.filter((name) => name.endsWith('_tokens')).map((name) => [name, `coalesce(sum(${name}), 0)`])),
    cost_nano_usd: 'coalesce(sum(corrected_nano_usd), 0)',
  },
};
