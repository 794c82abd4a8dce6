import { type SQL, sql } from 'drizzle-orm';
import { usageDayPart } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { UsageScope } from '#lib/usage/usage-scope.ts';
import type { TimeRange } from './time-range.ts';
import {
  allOf,
  type CellDimension,
  type CellSource,
  cellsFrom,
  cellsOfClosedDays,
  cellsOfOpenHours,
  columnsOf,
  measures,
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
];

/** The part that has every dimension asked for and filtered by; undefined where only the whole has. */
function partFor(scope: UsageScope, by: readonly CellDimension[]): string | undefined {
  if (scope.visible !== undefined) return undefined;
  const needed: readonly string[] = [...by, ...scope.within.keys()];
  return parts.find(({ dimensions }) => needed.every((name) => dimensions.some((each) => each === name)))?.name;
}

/** Where closed days are read for these dimensions. */
function daysFor(scope: UsageScope, by: readonly CellDimension[]): CellSource {
  const part = partFor(scope, by);
  if (part === undefined) return usageSource;
  const days = sql`(select * from usage_day_part where part = ${part}) as usage_day_part`;
  return { ...usageSource, days, dayColumns: partColumns };
}

/** The cells of the sums that are kept by everything a call is charged to. */
export function cellsOf(
  ctx: OperationContext,
  scope: UsageScope,
  range: TimeRange,
  { closed, by }: { readonly closed: ReadonlyMap<number, number>; readonly by: readonly CellDimension[] },
): SQL {
  const dimensions = columnsOf(by);
  return cellsFrom(ctx, scope, range, { closed, source: daysFor(scope, by), columns: { kept: dimensions, calls: dimensions } });
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
 * dozens of models are far fewer rows than both together. `recent` are the open hours by all of them, which `whole` and each group's `cells`
 * take in by that name. `whole` has every measure by bucket, from the smallest part of all, and groups may take that in by its name.
 */
export function cellGroups<Dimension extends CellDimension>(
  ctx: OperationContext,
  scope: UsageScope,
  range: TimeRange,
  { closed, by }: { readonly closed: ReadonlyMap<number, number>; readonly by: readonly Dimension[] },
): { readonly recent: SQL; readonly whole: SQL; readonly groups: readonly CellGroup<Dimension>[] } {
  const grouped = Map.groupBy(by, (name) => partFor(scope, [name]));
  // What no part has is read from the whole, which then serves everything.
  const lists = grouped.has(undefined) ? [by] : parts.map(({ name }) => grouped.get(name) ?? []).filter((list) => list.length > 0);
  const all = columnsOf(by);
  const recent = allOf(cellsOfOpenHours(ctx, scope, range, { closed, source: usageSource, columns: { kept: all, calls: all } }));
  const cellsBy = (list: readonly CellDimension[], summed: readonly string[]): SQL => {
    const columns = list.length === 0 ? sql`0 as nothing` : columnsOf(list);
    const source = { ...daysFor(scope, list), measures: summed };
    const days = cellsOfClosedDays(ctx, scope, range, { closed, source, columns: { kept: columns, calls: columns } });
    return allOf([...days, sql`select period, bucket, ${columns}, ${sql.raw(summed.join(', '))} from recent`]);
  };
  const first = partFor(scope, []) === 'total' ? [] : (lists[0] ?? []);
  const groups = lists.map((list): CellGroup<Dimension> => {
    const cells = list === first ? sql`select * from whole` : cellsBy(list, ranked);
    return { by: list, cells };
  });
  return { recent, whole: cellsBy(first, measures), groups };
}
