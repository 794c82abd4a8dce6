import { z } from 'zod';

/** What the form for a dashboard sends; the operation checks it again. */
export const shareFields = {
  everybody: z.enum(['nobody', 'view', 'edit']),
  viewers: z.array(z.string()).optional(),
  editors: z.array(z.string()).optional(),
};

export const createSchema = z.strictObject({
  name: z.string().min(1).max(120),
  description: z.string().max(1000).optional(),
  template: z.enum(['executive', 'finance', 'platform', 'team', 'blank']),
  ...shareFields,
});

export const settingsSchema = z.strictObject({
  name: z.string().min(1).max(120),
  description: z.string().max(1000).optional(),
  range: z.enum(['today', '7d', '30d', '90d', 'all']),
  ...shareFields,
});
