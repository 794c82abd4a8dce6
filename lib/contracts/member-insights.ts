import { z } from 'zod';
import { usd } from '#lib/core/usd.ts';
import { PreviousRange, RangeShown, rangeInput, rangeRule } from './analytics.ts';
import { defineOperation } from './operation.ts';
import { usageFilters } from './usage.ts';

/** People that one answer names at most, those with the most requests first. */
export const membersMax = 500;

const count = z.number().int().min(0);

/** What is said of one person. */
export const MemberProductivity = z.strictObject({
  name: z.string().nullable(),
  requests: count,
  cost_usd: usd,
  success_rate: z.number().min(0).max(1).nullable(),
  requests_per_day: z.number().min(0).meta({ description: 'Over the days of the range, at least one' }),
  cost_per_request: usd.nullable(),
  preferred_models: z.array(z.string()).meta({ description: 'Up to three, the most used first' }),
  efficiency_score: z.number().min(0).max(100).nullable().meta({ description: 'See efficiency_formula' }),
  activity_trend: z
    .enum(['increasing', 'stable', 'decreasing'])
    .nullable()
    .meta({ description: 'Requests against the range before: by more than a fifth up or down; null without requests before' }),
});
export type MemberProductivity = z.output<typeof MemberProductivity>;

/** How people are shown. */
export const PrivacyShown = z.strictObject({
  mode: z
    .enum(['named', 'pseudonyms'])
    .meta({ description: 'With pseudonyms a person is `member_…`, the same all month; oneself is named' }),
  group_min: count.meta({ description: 'With pseudonyms, fewer active people than this and nobody but oneself is shown' }),
  active: count.meta({ description: 'People with requests' }),
  withheld: count.meta({ description: 'How many of them are not shown' }),
});
export type PrivacyShown = z.output<typeof PrivacyShown>;

export const MemberInsights = z.strictObject({
  range: RangeShown,
  previous_range: PreviousRange,
  privacy: PrivacyShown,
  efficiency_formula: z.string(),
  data: z.array(
    MemberProductivity.extend({
      member: z.string().meta({ description: 'Id of the person, or their pseudonym' }),
      is_self: z.boolean(),
    }),
  ),
});
export type MemberInsights = z.output<typeof MemberInsights>;

export const analyticsMembers = defineOperation({
  name: 'analytics.members',
  summary: 'How people work with models; own figures for everybody',
  permission: 'analytics.read',
  ownPermission: 'usage.own',
  scope: 'list',
  input: z
    .strictObject({ ...usageFilters, ...rangeInput, limit: z.coerce.number().int().min(1).max(membersMax).default(100) })
    .refine(rangeRule.holds, rangeRule.fault),
  output: MemberInsights,
  examples: [
    {},
    { range: 'custom', from: '2026-10-01T00:00:00Z', to: '2026-11-01T00:00:00Z', team_id: 'team_01jdnhwyg0e008000000000001', limit: 20 },
  ],
  http: { method: 'GET', path: '/analytics/members' },
  recordsReads: true,
});
