import { z } from 'zod';
import { dataClasses } from '#lib/contracts/route-names.ts';
import type { CallClassification } from './usage-event.ts';

const counts = z.record(z.string(), z.number());

/** How sensitive a call was, as the journal and the database keep it. */
export const callClassification: z.ZodType<CallClassification> = z.object({
  class: z.enum(dataClasses),
  by: z.enum(['header', 'key', 'project', 'place', 'found']),
  action: z.enum(['none', 'logged', 'redacted', 'routed', 'blocked']),
  request: counts,
  answer: counts,
});
