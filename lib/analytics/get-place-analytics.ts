import { type BillingPlace, publicIdOfPlace, readPlace, scopeOfPlace } from '#lib/billing/billing-place.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import {
  type analyticsParts,
  departmentAnalyticsGet,
  type PlaceAnalytics,
  projectAnalyticsGet,
  teamAnalyticsGet,
  tenantAnalyticsGet,
} from '#lib/contracts/place-analytics.ts';
import type { UsageFilters } from '#lib/usage/usage-scope.ts';
import { openPlaceView } from './analytics-view.ts';
import { countMembers } from './count-members.ts';
import { efficiencyFormula } from './efficiency-score.ts';
import type { Readers } from './member-privacy.ts';
import { placeEfficiency } from './place-efficiency.ts';
import { rangeShown } from './range-shown.ts';
import { readCompliance } from './read-compliance.ts';
import { daysOf, readMembers } from './read-members.ts';
import { readModelPerformance } from './read-model-performance.ts';
import { readOpportunities } from './read-opportunities.ts';
import { readUsage } from './read-usage.ts';
import type { RangeRequest } from './time-range.ts';

/** People named in one answer. */
const membersShown = 100;

interface Asked extends RangeRequest {
  readonly include: readonly (typeof analyticsParts)[number][];
}

/** What the place's analytics answer, for whoever has decided that the caller may see the place. */
export async function readPlaceAnalytics(
  ctx: OperationContext,
  place: BillingPlace,
  asked: Asked,
  readers?: Readers,
): Promise<PlaceAnalytics> {
  const filters: UsageFilters = place.kind === 'tenant' ? {} : { [`${place.kind}_id`]: place.id };
  const view = await openPlaceView(ctx, { ...asked, ...filters }, readers);
  const wants = (part: (typeof analyticsParts)[number]): boolean => asked.include.includes(part);
  const usage = wants('usage') || wants('compliance') ? await readUsage(view) : undefined;
  const models = wants('usage') || wants('insights') ? await readModelPerformance(view) : [];
  const answer = { place: { kind: place.kind, id: publicIdOfPlace(place), name: place.name }, ...rangeShown(view.range) };
  const none = { usage: null, privacy: null, member_productivity: null, model_performance: null, insights: null, compliance: null };
  const people = wants('usage') ? await readMembers(view, membersShown) : undefined;
  const members = wants('usage') ? await countMembers(ctx, filters) : null;
  const efficiency = wants('insights') ? await placeEfficiency(view) : undefined;
  return {
    ...answer,
    ...none,
    ...(usage === undefined || people === undefined
      ? {}
      : {
          usage: {
            ...usage,
            requests_per_day: Math.round((100 * usage.totals.requests) / daysOf(view)) / 100,
            cost_per_request: usage.totals.requests === 0 ? null : usage.totals.cost_usd / BigInt(usage.totals.requests),
            members,
            adoption_rate: members === null || members === 0 ? null : Math.min(1, usage.totals.active_users / members),
          },
          privacy: people.privacy,
          member_productivity: Object.fromEntries(people.members.map(({ member, is_self: _self, ...figures }) => [member, figures])),
          model_performance: [...models],
        }),
    ...(efficiency === undefined
      ? {}
      : {
          insights: {
            efficiency_score: efficiency.score,
            efficiency_formula: efficiencyFormula,
            compared_with: efficiency.comparedWith,
            cost_optimization_opportunities: await readOpportunities(view, scopeOfPlace(place), models),
          },
        }),
    ...(wants('compliance') ? { compliance: await readCompliance(view, usage?.totals.refused ?? 0) } : {}),
  };
}

export const getTeamAnalytics = defineQuery(teamAnalyticsGet, async (ctx, { team_id: id, ...asked }) =>
  readPlaceAnalytics(ctx, await readPlace(ctx, 'team', id), asked),
);

export const getDepartmentAnalytics = defineQuery(departmentAnalyticsGet, async (ctx, { department_id: id, ...asked }) =>
  readPlaceAnalytics(ctx, await readPlace(ctx, 'department', id), asked),
);

export const getProjectAnalytics = defineQuery(projectAnalyticsGet, async (ctx, { project_id: id, ...asked }) =>
  readPlaceAnalytics(ctx, await readPlace(ctx, 'project', id), asked),
);

export const getTenantAnalytics = defineQuery(tenantAnalyticsGet, async (ctx, asked) =>
  readPlaceAnalytics(ctx, await readPlace(ctx, 'tenant', ctx.tenantId), asked),
);
