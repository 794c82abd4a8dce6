import type { PeriodFigures, SeriesPoint, TopList, UsageSums } from '#lib/contracts/analytics.ts';
import { type IdKind, toPublicId } from '#lib/core/ids.ts';
import type { DimensionName } from '#lib/usage/name-dimensions.ts';
import type { LatencyFigures } from './latency-figures.ts';
import { type MemberPrivacy, toMemberName } from './member-privacy.ts';
import type { SumRow } from './sum-usage.ts';
import type { Period } from './time-range.ts';
import type { MeasureSums } from './usage-cells.ts';

type PeriodName = SumRow['period'];

/** The sums of a row as callers see them; nothing for no row. */
export function toSums(row: MeasureSums | undefined): UsageSums {
  const count = (value: bigint | null | undefined): number => Number(value ?? 0n);
  return {
    cost_usd: row?.cost_nano_usd ?? 0n,
    requests: count(row?.requests),
    succeeded: count(row?.succeeded),
    failed: count(row?.failed),
    refused: count(row?.refused),
    cancelled: count(row?.cancelled),
    interrupted: count(row?.interrupted),
    input_tokens: count(row?.input_tokens),
    cache_read_tokens: count(row?.cache_read_tokens),
    cache_write_tokens: count(row?.cache_write_tokens),
    output_tokens: count(row?.output_tokens),
    reasoning_tokens: count(row?.reasoning_tokens),
  };
}

const totalOf = (rows: readonly SumRow[], period: PeriodName): SumRow | undefined =>
  rows.find((row) => row.of === 'total' && row.period === period);

/** How many different ones a period has; calls without one are not one. */
function countOf(rows: readonly SumRow[], period: PeriodName, of: 'user' | 'key'): number {
  const all = rows.filter((row) => row.of === of && row.period === period);
  return (all[0]?.items ?? 0) - (all[0]?.has_none === true ? 1 : 0);
}

export function toFigures(rows: readonly SumRow[], period: PeriodName, latency: LatencyFigures): PeriodFigures {
  const sums = toSums(totalOf(rows, period));
  const broken = sums.failed + sums.interrupted;
  const judged = sums.succeeded + broken;
  return {
    ...sums,
    error_rate: judged === 0 ? null : broken / judged,
    latency_p50_ms: latency.p50Ms,
    latency_p95_ms: latency.p95Ms,
    first_token_p95_ms: latency.firstTokenP95Ms,
    active_users: countOf(rows, period, 'user'),
    active_keys: countOf(rows, period, 'key'),
  };
}

/** One point for each bucket, also where nothing happened. */
export function toSeries(rows: readonly SumRow[], name: PeriodName, period: Period): SeriesPoint[] {
  const byBucket = new Map(rows.filter((row) => row.of === 'bucket' && row.period === name).map((row) => [row.item, row]));
  return period.starts.map((at, index) => {
    const { cost_usd, requests, failed, interrupted, input_tokens, cache_read_tokens, cache_write_tokens, output_tokens } = toSums(
      byBucket.get(index + 1),
    );
    const input = input_tokens + cache_read_tokens + cache_write_tokens;
    return { at: new Date(at), cost_usd, requests, failed: failed + interrupted, input_tokens: input, output_tokens };
  });
}

const idKinds = { department: 'department', team: 'team', key: 'key', project: 'project' } as const satisfies Record<string, IdKind>;

/** What lists of the largest are of. */
export type ListedKind = keyof typeof idKinds | 'model' | 'provider' | 'user';

/** Public id and name of one of them; people as the organization wants them shown. */
function toListed(of: ListedKind, known: DimensionName | undefined, privacy: MemberPrivacy): { id: string | null; name: string | null } {
  if (known === undefined) return { id: null, name: null };
  if (of === 'user') return toMemberName(privacy, known);
  return of === 'model' || of === 'provider'
    ? { id: known.value, name: known.value }
    : { id: toPublicId(idKinds[of], known.value), name: known.name };
}

/** The largest items with their names, and what is left of the total. */
export function toTopList(
  rows: readonly SumRow[],
  of: ListedKind,
  options: {
    readonly top: number;
    readonly compared: boolean;
    readonly names: ReadonlyMap<number, DimensionName>;
    readonly privacy: MemberPrivacy;
  },
): TopList {
  const { top, compared, names, privacy } = options;
  const ofKind = (period: PeriodName) => rows.filter((row) => row.of === of && row.period === period);
  const before = new Map(ofKind('previous').map((row) => [row.item, row.cost_nano_usd]));
  const current = ofKind('current');
  const people = (current[0]?.items ?? 0) - (current[0]?.has_none === true ? 1 : 0);
  const isHidden = of === 'user' && privacy.mode === 'pseudonyms' && people < privacy.groupMin;
  const shown = isHidden ? [] : current.slice(0, top);
  const items = shown.map((row) => {
    return {
      ...toListed(of, row.item === null ? undefined : names.get(row.item), privacy),
      cost_usd: row.cost_nano_usd,
      requests: Number(row.requests),
      previous_cost_usd: compared ? (before.get(row.item) ?? 0n) : null,
    };
  });
  const total = toSums(totalOf(rows, 'current'));
  const other = {
    cost_usd: items.reduce((rest, item) => rest - item.cost_usd, total.cost_usd),
    requests: items.reduce((rest, item) => rest - item.requests, total.requests),
    count: (current[0]?.items ?? 0) - items.length,
  };
  return { items, other };
}
