import { z } from 'zod';
import { instant } from '#lib/core/time.ts';
import { RangeShown, rangeInput, rangeRule, UsageSums } from './analytics.ts';
import { CostMember, costDimensions, groupBy, groupByMax } from './costs.ts';
import { defineOperation } from './operation.ts';
import { usageFilters } from './usage.ts';

/** Rows of one page, at most: tools that load everything take fewer and larger steps. */
const rowsMax = 5000;

const { compare: _notCompared, ...range } = rangeInput;

export const CostRow = UsageSums.extend({
  at: instant.meta({ description: 'Beginning of the hour or day' }),
  group: z.array(CostMember).meta({ description: 'One for each dimension, in the order asked for' }),
});

export const costRows = defineOperation({
  name: 'costs.rows',
  summary: 'Spend, requests and tokens by hour or day and up to three dimensions, row by row, for tools that add up themselves',
  permission: 'analytics.read',
  ownPermission: 'usage.own',
  scope: 'list',
  input: z
    .strictObject({
      ...usageFilters,
      ...range,
      group_by: groupBy.meta({ description: `Up to ${groupByMax} of ${costDimensions.join(', ')}, joined by commas` }),
      limit: z.coerce.number().int().min(1).max(rowsMax).default(1000).meta({ description: 'Rows a page' }),
      cursor: z.string().max(500).optional().meta({
        description: 'next_cursor of the page before, with everything else as it was; it keeps the end of the range where it was',
      }),
    })
    .refine(rangeRule.holds, rangeRule.fault),
  output: z.strictObject({
    range: RangeShown,
    group_by: z.array(z.enum(costDimensions)),
    data: z.array(CostRow).meta({ description: 'By time, then in an order of groups that stays; what has no calls has no row' }),
    next_cursor: z.string().nullable(),
  }),
  errors: ['invalid_cursor'],
  examples: [{}, { group_by: 'team,model', range: '7d', bucket: 'day' }],
  http: { method: 'GET', path: '/costs/rows', hasTable: true },
});
