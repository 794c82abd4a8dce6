import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { paragraph } from './fields.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';

const rating = z.enum(['up', 'down']);

/** What somebody thinks of the answer to a request. */
export const Feedback = z
  .strictObject({
    request_id: publicId('request'),
    rating,
    comment: z.string().nullable(),
    author: z.enum(['user', 'key']).meta({ description: 'A person, or a program by its virtual key; who it was is not told' }),
    is_own: z.boolean(),
    model: z.string().nullable(),
    team: z.strictObject({ id: publicId('team'), name: z.string().nullable() }).nullable(),
    occurred_at: instant.meta({ description: 'When the request was made' }),
    updated_at: instant,
  })
  .meta({ id: 'Feedback' });
export type Feedback = z.output<typeof Feedback>;

/** What feedback says, whoever gives it. */
export const feedbackInput = z.strictObject({
  request_id: publicId('request').meta({ description: 'x-tollgate-request-id of the answer' }),
  rating,
  comment: paragraph(2000).nullable().default(null),
});

export const feedbackGive = defineOperation({
  name: 'feedback.give',
  summary: 'Say what an answer was worth; a second time changes it. A virtual key may say it of its own requests',
  permission: 'usage.read',
  ownPermission: 'usage.own',
  scope: 'list',
  input: feedbackInput,
  output: Feedback,
  examples: [{ request_id: 'req_01jdnhwyg0e008000000000001', rating: 'up', comment: 'Solved it at once' }],
  http: { method: 'POST', path: '/feedback' },
});

export const feedbackList = defineOperation({
  name: 'feedback.list',
  summary: 'List what people thought of answers, newest requests first',
  permission: 'usage.read',
  ownPermission: 'usage.own',
  scope: 'list',
  input: z.strictObject({ ...pageInput, rating: rating.optional(), team_id: publicId('team').optional() }),
  output: pageOf(Feedback),
  errors: ['invalid_cursor'],
  examples: [{}, { rating: 'down', limit: 20 }],
  http: { method: 'GET', path: '/feedback' },
  recordsReads: true,
});
