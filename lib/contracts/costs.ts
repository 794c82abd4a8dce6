import { z } from 'zod';
import { usd } from '#lib/core/usd.ts';
import { PreviousRange, RangeShown, rangeInput, rangeRule, UsageSums } from './analytics.ts';
import { defineOperation } from './operation.ts';
import { usageFilters } from './usage.ts';

/** What costs can be split by, from sums that are kept. */
export const costDimensions = [
  ...(['department', 'team', 'project', 'environment', 'user'] as const),
  ...(['key', 'connection', 'provider', 'model'] as const),
] as const;
export type CostDimension = (typeof costDimensions)[number];

/** More dimensions make groups that nobody reads. */
export const groupByMax = 3;
export const costGroupsMax = 1000;

const count = z.number().int().min(0);

/** One member of a group: what its calls were made by, for or with. */
export const CostMember = z.strictObject({
  of: z.enum(costDimensions),
  id: z.string().nullable().meta({ description: 'Id, or name of a provider or model; null for calls without one' }),
  name: z.string().nullable().meta({ description: 'Null for calls without one, and for what is gone' }),
});

const CostGroup = UsageSums.extend({
  group: z.array(CostMember),
  previous_cost_usd: usd.nullable().meta({ description: 'Null without comparison' }),
  series: z.array(usd).nullable().meta({ description: 'Cost by bucket, where asked for' }),
});
export type CostGroup = z.output<typeof CostGroup>;

export const Costs = z.strictObject({
  range: RangeShown,
  previous_range: PreviousRange,
  group_by: z.array(z.enum(costDimensions)),
  starts: z.array(z.iso.datetime()).meta({ description: 'Where buckets begin' }),
  total: UsageSums,
  previous_total: UsageSums.nullable(),
  series: z.array(usd).nullable().meta({ description: 'Cost of everything by bucket, where asked for' }),
  groups: z.array(CostGroup).meta({ description: 'The dearest first' }),
  other: z.strictObject({ cost_usd: usd, requests: count, count: count.meta({ description: 'How many groups are in it' }) }),
});
export type Costs = z.output<typeof Costs>;

/** Dimensions as a query names them. */
export const groupBy = z
  .string()
  .default('team')
  .transform((text) => text.split(',').map((name) => name.trim()))
  .pipe(
    z
      .array(z.enum(costDimensions))
      .min(1)
      .max(groupByMax)
      .refine((names) => new Set(names).size === names.length, 'Name each dimension once'),
  );

export const exploreCosts = defineOperation({
  name: 'costs.explore',
  summary: 'Spend, requests and tokens of a range by up to three dimensions, compared; own ones for everybody',
  permission: 'analytics.read',
  ownPermission: 'usage.own',
  scope: 'list',
  input: z
    .strictObject({
      ...usageFilters,
      ...rangeInput,
      group_by: groupBy.meta({ description: `Up to ${groupByMax} of ${costDimensions.join(', ')}, joined by commas` }),
      series: z.stringbool().default(false).meta({ description: 'Cost of each group by bucket as well' }),
      limit: z.coerce.number().int().min(1).max(costGroupsMax).default(100),
    })
    .refine(rangeRule.holds, rangeRule.fault),
  output: Costs,
  examples: [{}, { group_by: 'team,model', range: '7d', series: 'true' }, { group_by: 'project', compare: 'none', limit: 10 }],
  http: { method: 'GET', path: '/costs', hasTable: true },
});
