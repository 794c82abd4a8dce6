import { z } from 'zod';
import { line, paragraph } from '#lib/contracts/fields.ts';

/** The form of a survey: a question a line, all answered in the same way. */
export const surveyFormSchema = z.strictObject({
  title: line(200),
  kind: z.enum(['scale', 'text']),
  questions: paragraph(9000).refine((text) => text.split('\n').some((one) => one.trim() !== ''), { error: 'Write at least one question' }),
});
