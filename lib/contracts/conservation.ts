import { z } from 'zod';
import { instant } from '#lib/core/time.ts';
import { defineOperation } from './operation.ts';

export const conservationGet = defineOperation({
  name: 'conservation.get',
  summary: 'When calls, sums, ledger and budgets were last compared, and what differed',
  permission: 'incidents.read',
  scope: 'tenant',
  input: z.strictObject({}),
  output: z.strictObject({
    checked_at: instant.nullable().meta({ description: 'Of the last comparison; null before the first' }),
    differences: z.number().int().min(0).meta({ description: 'Found by the last comparison' }),
    walked_to: instant.nullable().meta({ description: 'The past is walked day by day, again and again; where the walk is' }),
    walked_whole_at: instant.nullable().meta({ description: 'When a walk last went from the first call to the present' }),
    unresolved: z.number().int().min(0).meta({ description: 'Incidents of differences that nobody has resolved' }),
  }),
  examples: [{}],
  http: { method: 'GET', path: '/conservation' },
});
