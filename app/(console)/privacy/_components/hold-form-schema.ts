import { z } from 'zod';

const day = z.union([z.iso.date({ error: 'A day looks like 2026-01-31' }), z.literal('')]).optional();

/** What the form asks for; the command says what is missing for the kind. */
export const holdFormSchema = z.strictObject({
  name: z.string().trim().min(1).max(120),
  reason: z.string().trim().min(1).max(1000),
  kind: z.enum(['person', 'project', 'range']),
  user_id: z.string().optional(),
  project_id: z.string().optional(),
  from_day: day,
  to_day: day,
});
