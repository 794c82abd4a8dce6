import { noReach } from '#lib/command/access.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { type Closed, closedDays } from '#lib/usage/stretches.ts';
import { isEmptyScope, resolveUsageScope, type UsageFilters, type UsageScope } from '#lib/usage/usage-scope.ts';
import { type MemberPrivacy, type Readers, readMemberPrivacy, refuseHiddenMember } from './member-privacy.ts';
import { type RangeRequest, resolveTimeRange, type TimeRange } from './time-range.ts';

/** What a question about figures looks at, worked out once for all its parts. */
export interface AnalyticsView {
  readonly ctx: OperationContext;
  readonly scope: UsageScope;
  readonly range: TimeRange;
  readonly closed: Closed;
  /** No call can be in it, so that nothing needs to be asked. */
  readonly isEmpty: boolean;
  readonly privacy: MemberPrivacy;
}

/** Teams that are asked for and all visible need no second condition; without it the sums by team can answer. */
function withoutIdleVisibility({ within, visible }: UsageScope): UsageScope {
  const teams = within.get('team');
  const isCovered = visible !== undefined && teams?.every((id) => visible.teams.includes(id)) === true;
  return isCovered ? { within, visible: undefined } : { within, visible };
}

/** From the period before to the end. */
const spanOf = ({ current, previous }: TimeRange) => ({
  fromMs: Math.min(previous?.fromMs ?? current.fromMs, current.fromMs),
  toMs: current.toMs,
});

/** Opens a view for an operation with the scope `list`; throws `forbidden` for a person who is not shown by name. */
export async function openView(
  ctx: OperationContext,
  input: UsageFilters & RangeRequest,
  readers: Readers = 'caller',
): Promise<AnalyticsView> {
  const range = await resolveTimeRange(ctx, input);
  const privacy = await readMemberPrivacy(ctx, range, readers);
  refuseHiddenMember(ctx, privacy, input);
  const scope = withoutIdleVisibility(await resolveUsageScope(ctx, input));
  return { ctx, range, scope, privacy, isEmpty: isEmptyScope(scope), closed: await closedDays(ctx, spanOf(range)) };
}

/** Opens a view of a place on which the permission is held: everything in it is visible. */
export const openPlaceView = (ctx: OperationContext, input: UsageFilters & RangeRequest, readers?: Readers): Promise<AnalyticsView> =>
  openView({ ...ctx, reach: { ...noReach, everything: true } }, input, readers);
