import { z } from 'zod';

/** Each row says as a whole what it lacks, because its controls have no label of their own to say it at. */
const control = z
  .looseObject({ ref: z.string(), title: z.string(), checks: z.array(z.string()).max(20), human: z.string() })
  .refine(({ ref, title }) => ref.trim() !== '' && title.trim() !== '', { error: 'It needs a number and what it asks for.' })
  .refine(({ ref }) => ref.trim().length <= 60, { error: 'A number has at most 60 characters.' })
  .refine(({ title, human }) => title.trim().length <= 300 && human.trim().length <= 300, {
    error: 'What it asks for and why a person vouches have at most 300 characters each.',
  })
  .refine(({ checks, human }) => checks.length > 0 || human.trim() !== '', {
    error: 'It needs a check, or a reason why a person vouches for it.',
  });

/** A framework as its form has it. */
export const frameworkSchema = z.strictObject({
  name: z.string().min(1).max(120),
  description: z.string().max(2000).optional(),
  controls: z
    .array(control)
    .max(300)
    .refine((rows) => rows.length > 0, { error: 'A framework has at least one control.' })
    .refine((rows) => new Set(rows.map(({ ref }) => ref.trim())).size === rows.length, { error: 'Two controls have the same number.' }),
});
