import { z } from 'zod';

/** The form of answers: a text for each question; the operation checks it against the question. */
export const answerFormSchema = z.strictObject({ answers: z.record(z.string(), z.string()).optional() });
