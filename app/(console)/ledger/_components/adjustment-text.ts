import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { usd } from '#lib/core/usd.ts';

/** What the form of an adjustment holds; the command has the last word. */
export const adjustmentTextSchema = z.object({
  kind: z.enum(['credit', 'adjust']),
  amount_usd: usd.refine((amount) => amount > 0n, { error: 'Must be more than zero' }),
  reason: z.string().trim().min(1, { error: 'Say why' }).max(500),
  scope: z.enum(['tenant', 'budget', 'department', 'team', 'project', 'cost_center', 'user', 'key']),
  budget_id: publicId('budget').optional(),
  department_id: publicId('department').optional(),
  team_id: publicId('team').optional(),
  project_id: publicId('project').optional(),
  cost_center_id: publicId('costCenter').optional(),
  user_id: publicId('user').optional(),
  key_id: publicId('key').optional(),
  applies_at: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/, { error: 'Write a day as 2026-11-09' })
    .optional(),
});
