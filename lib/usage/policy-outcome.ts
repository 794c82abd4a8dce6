import { z } from 'zod';
import type { PolicyOutcome } from './usage-event.ts';

/** What policies said of a call, as the journal and the database keep it. */
export const policyOutcome: z.ZodType<PolicyOutcome> = z.object({
  outcome: z.enum(['allow', 'transform', 'require_approval', 'deny']),
  guardrails: z
    .array(
      z.object({
        ...{ id: z.uuid(), version: z.number(), mode: z.enum(['active', 'shadow']), side: z.enum(['input', 'output']) },
        ...{ action: z.enum(['flag', 'redact', 'route', 'block']), why: z.string(), score: z.number().optional() },
      }),
    )
    .optional(),
  policies: z.array(z.object({ id: z.uuid(), version: z.number(), mode: z.enum(['active', 'shadow']), actions: z.array(z.string()) })),
});
