import { type SQL, sql } from 'drizzle-orm';
import { usageDayPart } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { type Closed, withoutPartsOfDays, withoutSpans } from '#lib/usage/stretches.ts';
import type { UsageScope } from '#lib/usage/usage-scope.ts';
import { type TimeRange, withoutBuckets } from './time-range.ts';
import {
  allOf,
  type CellDimension,
  type CellSource,
  cellsFrom,
  cellsOfClosedDays,
  cellsOfOpenHours,
  columnsOf,
  usageSource,
} from './usage-cells.ts';

/** Where the parts of closed days have each dimension. */
const partColumns = {
  department: usageDayPart.departmentDim,
  team: usageDayPart.teamDim,
  provider: usageDayPart.providerDim,
  model: usageDayPart.modelDim,
  user: usageDayPart.userDim,
  key: usageDayPart.keyDim,
  project: usageDayPart.projectDim,
} as const;

/** What each part of `usage_day_part` is split by, the smallest first. */
const parts: readonly { readonly name: string; readonly dimensions: readonly (keyof typeof partColumns)[] }[] = [
  { name: 'total', dimensions: [] },
  { name: 'place', dimensions: ['department', 'team', 'provider', 'model'] },
  { name: 'user', dimensions: ['department', 'team', 'user'] },
  { name: 'key', dimensions: ['department', 'team', 'key'] },
  { name: 'project', dimensions: ['department', 'team', 'project'] },
  { name: 'user_model', dimensions: ['department', 'team', 'user', 'model'] },
];

/** The part that has every dimension asked for and filtered by; undefined where only the whole has. */
function partFor(scope: UsageScope, by: readonly CellDimension[]): string | undefined {
  if (scope.visible !== undefined) return undefined;
  const needed: readonly string[] = [...by, ...scope.within.keys()];
  return parts.find(({ dimensions }) => needed.every((name) => dimensions.some((each) => each === name)))?.name;
}

/** What each hour of closed days is kept by. */
const hourDimensions: readonly string[] = ['department', 'team'];

/** Where closed days, spans and their hours are read for these dimensions, and which of them are kept there. */
function keptFor(
  scope: UsageScope,
  by: readonly CellDimension[],
  closed: Closed,
): { readonly source: CellSource; readonly closed: Closed } {
  const part = partFor(scope, by);
  if (part === undefined) return { source: usageSource, closed: withoutSpans(closed) };
  const partOf = (table: 'usage_day_part' | 'usage_span_part', name: string): SQL =>
    sql`(select * from ${sql.identifier(table)} where part = ${name}) as usage_day_part`;
  const needed = [...by, ...scope.within.keys()];
  const hours = needed.length === 0 ? 'hour_total' : needed.every((name) => hourDimensions.includes(name)) ? 'hour' : null;
  const source = {
    ...usageSource,
    days: partOf('usage_day_part', part),
    hoursOfDays: hours === null ? null : partOf('usage_day_part', hours),
    dayColumns: partColumns,
  };
  if (part === 'total') return { source, closed: withoutSpans(closed) };
  const spans = partOf('usage_span_part', part);
  return { source: { ...source, spans }, closed: part === 'user_model' ? withoutPartsOfDays(closed) : closed };
}

/** The cells of the sums that are kept by everything a call is charged to. Unless `hasBuckets`, each period is one bucket. */
export function cellsOf(
  ctx: OperationContext,
  scope: UsageScope,
  range: TimeRange,
  { closed, by, hasBuckets }: { readonly closed: Closed; readonly by: readonly CellDimension[]; readonly hasBuckets: boolean },
): SQL {
  const columns = { kept: columnsOf(by), calls: columnsOf(by) };
  const cells = { ...keptFor(scope, by, closed), columns, takesBack: !hasBuckets };
  return cellsFrom(ctx, scope, hasBuckets ? range : withoutBuckets(range), cells);
}

/** Requests and cost of a period by some of the dimensions asked for. */
export interface CellGroup<Dimension extends CellDimension> {
  readonly by: readonly Dimension[];
  readonly cells: SQL;
}

/** What a list of the largest is made from. */
const ranked = ['requests', 'cost_nano_usd'];

/**
 * The same for dimensions that are each asked for by itself, in as many groups as there are parts to read: thousands of people beside
 * dozens of models are far fewer rows than both together. `whole` has every measure by bucket, from the smallest part of all. `recent` are
 * requests and cost of the open hours by all dimensions; each group's `cells` take both in by their names.
 */
export function cellGroups<Dimension extends CellDimension>(
  ctx: OperationContext,
  scope: UsageScope,
  range: TimeRange,
  { closed, by }: { readonly closed: Closed; readonly by: readonly Dimension[] },
): { readonly recent: SQL; readonly whole: SQL; readonly groups: readonly CellGroup<Dimension>[] } {
  const grouped = Map.groupBy(by, (name) => partFor(scope, [name]));
  const all = columnsOf(by);
  // What no part has is read from the whole, which then serves everything.
  if (grouped.has(undefined)) {
    const whole = cellsOf(ctx, scope, range, { closed, by, hasBuckets: true });
    return { recent: sql`select 0 as nothing`, whole, groups: [{ by, cells: sql`select * from whole` }] };
  }
  const undivided = withoutBuckets(range);
  const source = { ...usageSource, measures: ranked };
  const recent = allOf(cellsOfOpenHours(ctx, scope, undivided, { closed, source, columns: { kept: all, calls: all }, takesBack: true }));
  const groups = parts.flatMap(({ name }): CellGroup<Dimension>[] => {
    const list = grouped.get(name) ?? [];
    if (list.length === 0) return [];
    const columns = { kept: columnsOf(list), calls: columnsOf(list) };
    const kept = keptFor(scope, list, closed);
    const days = cellsOfClosedDays(ctx, scope, undivided, {
      ...kept,
      source: { ...kept.source, measures: ranked },
      columns,
      takesBack: true,
    });
    return [{ by: list, cells: allOf([...days, sql`select period, bucket, ${columns.kept}, ${sql.raw(ranked.join(', '))} from recent`]) }];
  });
  // A value without a name to group by, where nothing is split.
  const none = sql`null::integer`;
  const whole = cellsFrom(ctx, scope, range, {
    ...keptFor(scope, [], closed),
    columns: { kept: none, calls: none },
    takesBack: false,
  });
  return { recent, whole, groups };
}
