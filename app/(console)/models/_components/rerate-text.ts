import { z } from 'zod';

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, { error: 'Write a day as 2026-11-01' });

/** What the form of a re-rating holds; the command has the last word. */
export const rerateTextSchema = z.object({
  reason: z.string().trim().min(1, { error: 'Say why' }).max(500),
  from: day,
  to: day,
  provider: z.string().max(80).optional(),
  model: z.string().max(200).optional(),
  team_id: z.string().optional(),
  price_version_id: z.string().optional(),
  override_id: z.string().optional(),
});
