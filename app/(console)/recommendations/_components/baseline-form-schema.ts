import { z } from 'zod';

/** What the dialog of the baseline sends: no model for none, and an amount as it is typed. */
export const baselineFormSchema = z
  .strictObject({
    provider: z.string().trim().max(60).optional(),
    model: z.string().trim().max(200).optional(),
    minimum_usd: z.string({ error: 'Give an amount' }),
  })
  .refine(({ provider, model }) => (provider ?? '') === '' || (model ?? '') !== '', { error: 'Name the model as well', path: ['model'] });
