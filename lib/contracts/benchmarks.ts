import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { usd } from '#lib/core/usd.ts';
import { PreviousRange, RangeShown, rangeInput, rangeRule } from './analytics.ts';
import { defineOperation } from './operation.ts';

/** Teams with fewer calls in the range are not compared. */
export const comparedRequestsMin = 50;
/** Whoever does not see all teams is told medians and ranks from so many teams on, so that no single one shows through. */
export const comparedTeamsMin = 5;

const share = z.number().min(0).max(1).nullable();

export const TeamBenchmarks = z.strictObject({
  range: RangeShown,
  previous_range: PreviousRange,
  teams: z
    .number()
    .int()
    .min(0)
    .meta({ description: `Teams compared: those with at least ${comparedRequestsMin} calls` }),
  median: z
    .strictObject({ cost_per_request_usd: usd, cost_per_thousand_tokens_usd: usd.nullable(), success_rate: share })
    .nullable()
    .meta({ description: `Null without teams, and below ${comparedTeamsMin} for whoever does not see all of them` }),
  data: z.array(
    z.strictObject({
      team: z.strictObject({ id: publicId('team'), name: z.string().nullable() }),
      requests: z.number().int().min(0),
      cost_per_request_usd: usd,
      cost_per_thousand_tokens_usd: usd.nullable(),
      success_rate: share,
      cheaper_than: share.meta({ description: 'Share of the other teams whose request costs more; null where there is no median' }),
      steadier_than: share.meta({ description: 'Share of the other teams with a lower success rate' }),
    }),
  ),
});
export type TeamBenchmarks = z.output<typeof TeamBenchmarks>;

export const analyticsBenchmarks = defineOperation({
  name: 'analytics.benchmarks',
  summary: 'Teams against teams: cost and success beside the median, of the teams one sees',
  permission: 'analytics.read',
  scope: 'list',
  input: z.strictObject(rangeInput).refine(rangeRule.holds, rangeRule.fault),
  output: TeamBenchmarks,
  examples: [{}, { range: '90d' }],
  http: { method: 'GET', path: '/analytics/benchmarks' },
});
