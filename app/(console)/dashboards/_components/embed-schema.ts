import { z } from 'zod';

/** What the form for an embed sends; the operation checks sites and widget itself. */
export const embedSchema = z.strictObject({
  name: z.string().min(1).max(120),
  widget_id: z.string().optional(),
  origins: z.array(z.string()).min(1, 'Name at least one site'),
  days: z.number().int().min(1).max(366),
});
