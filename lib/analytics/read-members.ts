import type { MemberInsights, MemberProductivity, PrivacyShown } from '#lib/contracts/member-insights.ts';
import { nameDimensions } from '#lib/usage/name-dimensions.ts';
import type { AnalyticsView } from './analytics-view.ts';
import { efficiencyScore } from './efficiency-score.ts';
import { toMemberName } from './member-privacy.ts';
import { type MemberRow, sumMembers } from './sum-members.ts';
import { toSums } from './to-overview.ts';

type Member = MemberInsights['data'][number];

const dayMs = 86_400_000;
/** Requests change by more than this share before it is called a trend. */
const trendShare = 0.2;

/** Days of the current period, parts of one included; at least one. */
export const daysOf = ({ range: { current } }: Pick<AnalyticsView, 'range'>): number =>
  Math.max(1, (current.toMs - current.fromMs) / dayMs);

export function trendOf(requests: number, before: number | null): MemberProductivity['activity_trend'] {
  if (before === null || before === 0) return null;
  const change = requests / before - 1;
  return change > trendShare ? 'increasing' : change < -trendShare ? 'decreasing' : 'stable';
}

/** Succeeded among what was tried to the end; null where nothing was. */
export function successRateOf({
  succeeded,
  failed,
  interrupted,
}: {
  succeeded: number;
  failed: number;
  interrupted: number;
}): number | null {
  const tried = succeeded + failed + interrupted;
  return tried === 0 ? null : succeeded / tried;
}

function toProductivity(row: MemberRow, days: number, modelName: (dim: number) => string): Omit<MemberProductivity, 'name'> {
  const sums = toSums(row);
  const { requests, succeeded, failed, interrupted, cancelled, cost_usd: cost } = sums;
  return {
    requests,
    cost_usd: cost,
    success_rate: successRateOf(sums),
    requests_per_day: Math.round((100 * requests) / days) / 100,
    cost_per_request: requests === 0 ? null : cost / BigInt(requests),
    preferred_models: row.models.map(modelName),
    efficiency_score: efficiencyScore({
      succeeded,
      unsuccessful: failed + interrupted + cancelled,
      costNanoUsd: cost,
      expectedNanoUsd: row.expected_nano_usd,
    }),
    activity_trend: trendOf(requests, row.previous_requests === null ? null : Number(row.previous_requests)),
  };
}

export interface MembersRead {
  readonly members: readonly Member[];
  readonly privacy: PrivacyShown;
}

/** The people of a view with the most requests, as the organization wants them shown. */
export async function readMembers(view: AnalyticsView, limit: number): Promise<MembersRead> {
  const { ctx, privacy } = view;
  const rows = view.isEmpty ? [] : await sumMembers(view, limit);
  const active = rows[0]?.members ?? 0;
  const names = await nameDimensions(
    ctx,
    rows.flatMap((row) => [row.user_dim, ...row.models]),
  );
  const days = daysOf(view);
  const isHidden = privacy.mode === 'pseudonyms' && active < privacy.groupMin;
  const members = rows.flatMap((row): Member[] => {
    const known = names.get(row.user_dim);
    if (known === undefined) return [];
    if (isHidden && privacy.pseudonymOf(known.value) !== undefined) return [];
    const isSelf = known.value === ctx.caller.userId;
    const { id, name } = toMemberName(privacy, known);
    return [{ member: id, name, is_self: isSelf, ...toProductivity(row, days, (dim) => names.get(dim)?.value ?? '') }];
  });
  return { members, privacy: { mode: privacy.mode, group_min: privacy.groupMin, active, withheld: active - members.length } };
}
