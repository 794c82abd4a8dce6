import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { usd } from '#lib/core/usd.ts';
import { PeriodFigures, PreviousRange, RangeShown, rangeInput, rangeRule, SeriesPoint } from './analytics.ts';
import { BillingRecommendation } from './billing.ts';
import { MemberProductivity, PrivacyShown } from './member-insights.ts';
import { ModelPerformance } from './model-ranking.ts';
import { defineOperation } from './operation.ts';
import { exampleProjectId, projectId, projectPlace } from './projects.ts';

/** What can be left out of an answer. */
export const analyticsParts = ['usage', 'insights', 'compliance'] as const;

const count = z.number().int().min(0);

/** What a place did with models. */
export const PlaceAnalytics = z.strictObject({
  place: z.strictObject({ kind: z.enum(['tenant', 'department', 'team', 'project']), id: z.string(), name: z.string() }),
  range: RangeShown,
  previous_range: PreviousRange,
  usage: z
    .strictObject({
      totals: PeriodFigures,
      previous_totals: PeriodFigures.nullable(),
      series: z.array(SeriesPoint),
      requests_per_day: z.number().min(0),
      cost_per_request: usd.nullable(),
      members: count.nullable().meta({ description: 'People in the place; null for a project' }),
      adoption_rate: z.number().min(0).max(1).nullable().meta({ description: 'People in the place who made a call ÷ people in the place' }),
    })
    .nullable()
    .meta({ description: 'Null, as member_productivity and model_performance, where `include` does not name usage' }),
  privacy: PrivacyShown.nullable(),
  member_productivity: z
    .record(z.string(), MemberProductivity)
    .nullable()
    .meta({ description: 'By id of the person or their pseudonym; up to a hundred, those with the most requests' }),
  model_performance: z.array(ModelPerformance).nullable(),
  insights: z
    .strictObject({
      efficiency_score: z.number().min(0).max(100).nullable(),
      efficiency_formula: z.string(),
      compared_with: z.enum(['organization', 'previous_range']).meta({ description: 'Whose average costs the score compares with' }),
      cost_optimization_opportunities: z.strictObject({ potential_savings: usd, recommendations: z.array(BillingRecommendation) }),
    })
    .nullable(),
  compliance: z
    .strictObject({
      refused_requests: count,
      policy_outcomes: z.record(z.string(), count).meta({ description: 'Calls that policies were about, by what they said' }),
      unpriced_requests: count.meta({ description: 'Calls whose price nobody knew' }),
      counted_from: instant.meta({
        description:
          'Outcomes and unpriced calls are counted from here: the range, or its last 31 days where they are not kept for the scope',
      }),
    })
    .nullable(),
});
export type PlaceAnalytics = z.output<typeof PlaceAnalytics>;

const include = z
  .string()
  .default(analyticsParts.join(','))
  .transform((text) => text.split(',').map((name) => name.trim()))
  .pipe(z.array(z.enum(analyticsParts)).min(1).max(analyticsParts.length))
  .meta({ description: `Any of ${analyticsParts.join(', ')}, joined by commas` });

const asked = { ...rangeInput, include };
const exampleTeamId = 'team_01jdnhwyg0e008000000000001';
const exampleDepartmentId = 'dep_01jdnhwyg0e008000000000001';

export const teamAnalyticsGet = defineOperation({
  name: 'team_analytics.get',
  summary: 'What a team did with models: usage, people, models, insights, compliance',
  permission: 'analytics.read',
  scope: { of: 'team', from: 'team_id' },
  input: z.strictObject({ team_id: publicId('team'), ...asked }).refine(rangeRule.holds, rangeRule.fault),
  output: PlaceAnalytics,
  examples: [{ team_id: exampleTeamId }, { team_id: exampleTeamId, include: 'usage,insights,compliance', range: '7d' }],
  http: { method: 'GET', path: '/teams/{team_id}/analytics' },
});

export const departmentAnalyticsGet = defineOperation({
  name: 'department_analytics.get',
  summary: 'What a department did with models: usage, people, models, insights, compliance',
  permission: 'analytics.read',
  scope: { of: 'department', from: 'department_id' },
  input: z.strictObject({ department_id: publicId('department'), ...asked }).refine(rangeRule.holds, rangeRule.fault),
  output: PlaceAnalytics,
  examples: [{ department_id: exampleDepartmentId }],
  http: { method: 'GET', path: '/departments/{department_id}/analytics' },
});

export const projectAnalyticsGet = defineOperation({
  name: 'project_analytics.get',
  summary: 'What a project did with models: usage, people, models, insights, compliance',
  permission: 'analytics.read',
  scope: projectPlace,
  input: z.strictObject({ project_id: projectId, ...asked }).refine(rangeRule.holds, rangeRule.fault),
  output: PlaceAnalytics,
  examples: [{ project_id: exampleProjectId }],
  http: { method: 'GET', path: '/projects/{project_id}/analytics' },
});

export const tenantAnalyticsGet = defineOperation({
  name: 'tenant_analytics.get',
  summary: 'What the organization did with models: usage, people, models, insights, compliance',
  permission: 'analytics.read',
  scope: 'tenant',
  input: z.strictObject(asked).refine(rangeRule.holds, rangeRule.fault),
  output: PlaceAnalytics,
  examples: [{}, { include: 'insights', range: '90d' }],
  http: { method: 'GET', path: '/tenant/analytics' },
});
