import { z } from 'zod';

/** The form speaks of days from now; the operation wants an end. */
export const delegationTextSchema = z.strictObject({
  user_id: z.string({ error: 'Choose somebody' }),
  days: z.number().int().min(1).max(366),
  reason: z.string().max(200).optional(),
});
