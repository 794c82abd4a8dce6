import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { defineOperation } from './operation.ts';

const count = z.number().int();

/** Calls of a day that policies or guardrails were about, by what became of them. */
const Day = z.strictObject({
  at: instant.meta({ description: 'Midnight, UTC' }),
  refused: count,
  parked: count.meta({ description: 'Asked for an approval' }),
  changed: count,
  noted: count.meta({ description: 'Passed: allowed, flagged, or only watched by a shadow' }),
});

const named = { name: z.string().nullable(), calls: count };

/** How violations develop, and what causes most of them. */
export const ViolationTrend = z
  .strictObject({
    from: instant,
    to: instant,
    days: z.array(Day),
    policies: z
      .array(z.strictObject({ id: publicId('policy'), ...named }))
      .meta({ description: 'The ten about most calls, shadows included' }),
    guardrails: z
      .array(z.strictObject({ id: publicId('guardrail'), ...named }))
      .meta({ description: 'The ten that caught most calls, shadows included' }),
  })
  .meta({ id: 'ViolationTrend' });
export type ViolationTrend = z.output<typeof ViolationTrend>;

export const violationTrend = defineOperation({
  name: 'violation.trend',
  summary: 'How many calls policies and guardrails were about, day by day; GET /usage?policy_outcome=any lists them',
  permission: 'policies.read',
  scope: 'list',
  input: z.strictObject({ days: z.coerce.number().int().min(1).max(92).default(30) }),
  output: ViolationTrend,
  examples: [{}, { days: 7 }],
  http: { method: 'GET', path: '/violations/trend' },
});
