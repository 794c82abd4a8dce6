import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { line, paragraph, versionNumber } from './fields.ts';
import { defineOperation } from './operation.ts';

/** Fewer answers than this are never shown: nobody is to be told from them. */
export const surveyAnswersMin = 5;

const questionId = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,39}$/, { error: 'Lower-case letters, digits and underscores, from a letter on' })
  .meta({ description: 'Names the answer' });

/** `scale` is answered by 1 to 5, `choice` by one of its options, `text` in words. */
export const SurveyQuestion = z
  .strictObject({
    id: questionId,
    text: line(300),
    kind: z.enum(['scale', 'choice', 'text']),
    options: z.array(line(120)).max(12).default([]).meta({ description: 'Of a choice, at least two' }),
  })
  .refine(({ kind, options }) => kind !== 'choice' || new Set(options).size >= 2, {
    path: ['options'],
    error: 'A choice needs two options',
  });
export type SurveyQuestion = z.output<typeof SurveyQuestion>;

export const Survey = z
  .strictObject({
    id: publicId('survey'),
    title: z.string(),
    questions: z.array(SurveyQuestion),
    state: z.enum(['open', 'closed']),
    closes_at: instant.nullable(),
    has_answered: z.boolean().meta({ description: 'The caller has' }),
    created_at: instant,
    version: versionNumber,
  })
  .meta({ id: 'Survey' });
export type Survey = z.output<typeof Survey>;

export const SurveyResults = z.strictObject({
  survey: Survey,
  answers: z.number().int().min(0),
  answers_min: z.number().int(),
  results: z
    .array(
      z.strictObject({
        question_id: z.string(),
        answered: z.number().int(),
        mean: z.number().nullable().meta({ description: 'Of a scale' }),
        counts: z.record(z.string(), z.number().int()).meta({ description: 'By answer, of scales and choices' }),
        texts: z.array(z.string()).meta({ description: 'Of texts, by alphabet: their order says nothing of who or when' }),
      }),
    )
    .nullable()
    .meta({
      description: `Null while the survey is open and below ${surveyAnswersMin} answers; a question that fewer have answered says only how many`,
    }),
});
export type SurveyResults = z.output<typeof SurveyResults>;

const surveyId = { survey_id: publicId('survey') };
const exampleId = 'srv_01jdnhwyg0e008000000000001';

export const surveyList = defineOperation({
  name: 'survey.list',
  summary: 'List surveys, the newest first, with whether oneself has answered',
  permission: null,
  scope: 'self',
  input: z.strictObject({}),
  output: z.strictObject({ data: z.array(Survey).meta({ description: 'Up to 100' }) }),
  examples: [{}],
  http: { method: 'GET', path: '/surveys' },
});

export const surveyCreate = defineOperation({
  name: 'survey.create',
  summary: 'Ask everybody in the organization',
  permission: 'analytics.write',
  scope: 'tenant',
  input: z.strictObject({
    title: line(200),
    questions: z
      .array(SurveyQuestion)
      .min(1)
      .max(30)
      .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, 'Name each question once'),
    closes_at: instant.nullable().default(null),
  }),
  output: Survey,
  errors: ['limit_reached'],
  examples: [
    {
      title: 'How do you like the assistants?',
      questions: [
        { id: 'satisfaction', text: 'How content are you?', kind: 'scale' },
        { id: 'missing', text: 'What is missing?', kind: 'text' },
      ],
    },
  ],
  http: { method: 'POST', path: '/surveys', status: 201 },
});

export const surveyClose = defineOperation({
  name: 'survey.close',
  summary: 'Take no more answers',
  permission: 'analytics.write',
  scope: 'tenant',
  input: z.strictObject(surveyId),
  output: Survey,
  errors: ['precondition_failed'],
  examples: [{ survey_id: exampleId }],
  http: { method: 'POST', path: '/surveys/{survey_id}/close' },
});

export const surveyAnswer = defineOperation({
  name: 'survey.answer',
  summary: 'Answer a survey, once; the audit trail says that one did and not what',
  permission: null,
  scope: 'self',
  input: z.strictObject({
    ...surveyId,
    answers: z
      .record(questionId, z.union([z.number().int().min(1).max(5), paragraph(2000)]))
      .meta({ description: 'By id of the question; some may be left out' }),
  }),
  output: Survey,
  errors: ['conflict'],
  examples: [{ survey_id: exampleId, answers: { satisfaction: 4 } }],
  http: { method: 'POST', path: '/surveys/{survey_id}/answers' },
});

export const surveyResults = defineOperation({
  name: 'survey.results',
  summary: 'What people answered to a survey that is closed, from five answers on',
  permission: 'analytics.read',
  scope: 'tenant',
  input: z.strictObject(surveyId),
  output: SurveyResults,
  examples: [{ survey_id: exampleId }],
  http: { method: 'GET', path: '/surveys/{survey_id}/results' },
});
