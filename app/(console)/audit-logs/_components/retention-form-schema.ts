import { z } from 'zod';

/** Years as the choice has them; `ever` deletes nothing. */
export const retentionFormSchema = z.strictObject({ years: z.string(), needs_archive: z.boolean() });
