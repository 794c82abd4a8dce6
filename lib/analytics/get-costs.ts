import type { OperationContext } from '#lib/command/context.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { type CostDimension, type CostGroup, type Costs, exploreCosts } from '#lib/contracts/costs.ts';
import type { InputOf } from '#lib/contracts/operation.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { type DimensionName, nameDimensions } from '#lib/usage/name-dimensions.ts';
import { openView } from './analytics-view.ts';
import { type MemberPrivacy, personalKeysAmong, type Readers, refuseTellingGroups, toMemberName } from './member-privacy.ts';
import { rangeShown } from './range-shown.ts';
import { type CostRow, sumCosts } from './sum-costs.ts';
import { toSums } from './to-overview.ts';

type Group = CostGroup['group'][number];

/** A member of a group as callers see it: people, and where others read too personal keys, as the organization wants them shown. */
export function toMember(
  of: CostDimension,
  known: DimensionName | undefined,
  { privacy, personalKeys }: Pick<Shown, 'privacy' | 'personalKeys'>,
): Group {
  if (known === undefined) return { of, id: null, name: null };
  if (of === 'user') return { of, ...toMemberName(privacy, known) };
  if (of === 'provider' || of === 'model') return { of, id: known.value, name: known.value };
  const hidden = of === 'key' && personalKeys.has(known.value) ? privacy.keyPseudonymOf(known.value) : undefined;
  return hidden === undefined ? { of, id: toPublicId(of, known.value), name: known.name } : { of, id: hidden, name: hidden };
}

interface Shown {
  readonly by: readonly CostDimension[];
  readonly names: ReadonlyMap<number, DimensionName>;
  readonly buckets: number;
  readonly isCompared: boolean;
  readonly privacy: MemberPrivacy;
  readonly personalKeys: ReadonlySet<string>;
}

/** Costs by bucket, also where there were none; null where they were not asked for. */
const toSeries = (series: CostRow['series'], buckets: number): bigint[] | null =>
  series === null ? null : Array.from({ length: buckets }, (_, index) => BigInt(series[index + 1] ?? 0));

const toGroup = (row: CostRow, shown: Shown): CostGroup => ({
  ...toSums(row),
  group: shown.by.map((of, at) => toMember(of, shown.names.get(row.dims[at] ?? 0), shown)),
  previous_cost_usd: shown.isCompared ? (row.previous_cost ?? 0n) : null,
  series: toSeries(row.series, shown.buckets),
});

/** Rows that are about one person in a group that is too small to be shown go to the rest. */
function withoutSmallGroups(rows: readonly CostRow[], { by, names, privacy, personalKeys }: Shown): readonly CostRow[] {
  if (privacy.mode === 'named') return rows;
  const people = rows[0]?.people ?? 0;
  const isOfFew = (of: CostDimension, known: DimensionName | undefined): boolean => {
    if (known === undefined) return false;
    if (of === 'user') return people < privacy.groupMin && privacy.pseudonymOf(known.value) !== undefined;
    return of === 'key' && personalKeys.has(known.value) && personalKeys.size < privacy.groupMin;
  };
  return rows.filter(({ dims }) => !by.some((of, at) => isOfFew(of, names.get(dims[at] ?? 0))));
}

/**
 * What `costs.explore` answers, for whoever has decided that the caller may see it: the rows are those within `ctx.reach`.
 * `readers` says who will read it: with pseudonyms a file for anybody names neither its author nor personal keys.
 */
export async function readCosts(ctx: OperationContext, input: InputOf<typeof exploreCosts>, readers: Readers = 'caller'): Promise<Costs> {
  const { range, scope, closed, isEmpty, privacy } = await openView(ctx, input, readers);
  refuseTellingGroups(privacy, input.group_by);
  const { current, previous } = range;
  const cut = { by: input.group_by, closed, limit: input.limit, hasSeries: input.series };
  const rows = isEmpty ? [] : await sumCosts(ctx, scope, range, cut);
  const found = rows.filter(({ of }) => of === 'group');
  const names = await nameDimensions(
    ctx,
    found.flatMap(({ dims }) => dims),
  );
  const totalOf = (period: CostRow['period']) => rows.find((row) => row.of === 'total' && row.period === period);
  const total = toSums(totalOf('current'));
  const keyIds = [...names.values()].flatMap(({ kind, value }) => (kind === 'key' ? [value] : []));
  const personalKeys = readers === 'anybody' && privacy.mode === 'pseudonyms' ? await personalKeysAmong(ctx, keyIds) : new Set<string>();
  const shown = { by: input.group_by, names, buckets: current.starts.length, isCompared: previous !== null, privacy, personalKeys };
  const groups = withoutSmallGroups(found, shown).map((row) => toGroup(row, shown));
  return {
    ...rangeShown(range),
    group_by: input.group_by,
    starts: current.starts.map((ms) => new Date(ms).toISOString()),
    total,
    previous_total: previous === null ? null : toSums(totalOf('previous')),
    series: input.series ? (toSeries(totalOf('current')?.series ?? {}, current.starts.length) ?? []) : null,
    groups,
    other: {
      cost_usd: groups.reduce((rest, group) => rest - group.cost_usd, total.cost_usd),
      requests: groups.reduce((rest, group) => rest - group.requests, total.requests),
      count: (found[0]?.groups ?? 0) - groups.length,
    },
  };
}

export const getCosts = defineQuery(exploreCosts, (ctx, input) => readCosts(ctx, input));
