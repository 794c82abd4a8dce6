import { z } from 'zod';
import { tierFields } from './tier-values.ts';

/** The operation checks the limits; here one of them has to be there. */
export const tierFormSchema = z
  .object({ name: z.string().min(1).max(120), description: z.string().max(1000).optional() })
  .loose()
  .refine((values) => tierFields.some(({ name }) => values[name] !== undefined), {
    path: [tierFields[0].name],
    error: 'A tier has one limit at least',
  });
