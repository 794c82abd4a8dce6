import { z } from 'zod';

const day = z.iso.date({ error: 'A day looks like 2026-04-01' }).optional();

/** The form's own shape: days in place of instants, one choice in place of yes, no and not known. */
export const providerFormSchema = z.strictObject({
  legal_name: z.string({ error: 'Say with whom' }).max(200),
  dpa_reference: z.string().max(200).optional(),
  dpa_signed: day,
  training: z.enum(['unknown', 'excluded', 'allowed']),
  retention_days: z.number().int().min(0).max(3650).optional(),
  regions: z.array(z.string().max(60)).max(50).optional(),
  baa_reference: z.string().max(200).optional(),
  baa_signed: day,
  note: z.string().max(4000).optional(),
});
