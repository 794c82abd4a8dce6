import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { defineOperation } from './operation.ts';
import { dataClasses } from './route-names.ts';

/** How much of a call is kept, least first. */
export const contentLevels = ['none', 'metadata', 'redacted', 'full'] as const;
export type ContentLevel = (typeof contentLevels)[number];

const keeping = {
  level: z.enum(contentLevels).meta({
    description: '`metadata`: who, when, class and sizes; `redacted`: also prompt and answer, without sensitive data; `full`: as they were',
  }),
  sample_percent: z.number().min(0).max(100).default(100).meta({ description: 'Share of calls that are kept, drawn at random' }),
  retention_days: z.number().int().min(1).max(3650).default(30),
};

export const ContentKeeping = z.strictObject(keeping);
export type ContentKeeping = z.output<typeof ContentKeeping>;

/** A rule for a team, a class, or a team's calls of a class. */
export const ContentRule = z
  .strictObject({
    team_id: publicId('team').nullable().default(null),
    data_class: z.enum(dataClasses).nullable().default(null),
    ...keeping,
  })
  .refine(({ team_id: team, data_class: level }) => team !== null || level !== null, { error: 'A rule names a team or a class' });
export type ContentRule = z.output<typeof ContentRule>;

/** What holds where nobody has set anything. */
export const keepNothing: ContentKeeping = { level: 'none', sample_percent: 100, retention_days: 30 };

const settings = {
  otherwise: ContentKeeping.default(keepNothing).meta({ description: 'For calls that no rule is about' }),
  rules: z
    .array(ContentRule)
    .max(200)
    .default([])
    .meta({ description: 'A rule for a team and a class goes before one for the team, and that before one for the class' }),
};

export const ContentLogSettings = z
  .strictObject({
    ...settings,
    updated_at: instant.nullable(),
    version: z.number().int().min(0).meta({ description: 'Grows with each change; the ETag; 0 until somebody has set it' }),
  })
  .meta({ id: 'ContentLogSettings' });
export type ContentLogSettings = z.output<typeof ContentLogSettings>;

const kept = {
  entries: z.number().int(),
  bytes: z.number().int().meta({ description: 'Sealed bytes in the database' }),
  oldest_at: instant.nullable(),
};

export const contentLogGet = defineOperation({
  name: 'content_log.get',
  summary: 'Get how much of prompts and answers is kept, and how much there is',
  permission: 'content.read',
  scope: 'tenant',
  input: z.strictObject({}),
  output: ContentLogSettings.extend(kept),
  examples: [{}],
  http: { method: 'GET', path: '/content-log' },
});

export const contentLogUpdate = defineOperation({
  name: 'content_log.update',
  summary: 'Set how much of prompts and answers is kept; what is kept already stays until its time is over',
  permission: 'content.write',
  scope: 'tenant',
  input: z.strictObject(settings),
  output: ContentLogSettings,
  errors: ['precondition_failed'],
  examples: [
    { otherwise: { level: 'metadata', retention_days: 90 }, rules: [{ data_class: 'restricted', level: 'redacted', retention_days: 7 }] },
  ],
  http: { method: 'PUT', path: '/content-log' },
  touches: ['content_log'],
});

const Said = z.strictObject({
  text: z.string().nullable().meta({ description: 'UTF-8; null where only metadata is kept' }),
  bytes: z.number().int().meta({ description: 'As it was, before anything was left out' }),
  is_truncated: z.boolean().meta({ description: 'The text ends where the limit was reached' }),
});

export const CallContent = z
  .strictObject({
    request_id: publicId('request'),
    level: z.enum(contentLevels),
    data_class: z.enum(dataClasses).nullable(),
    request: Said,
    answer: Said,
    created_at: instant,
    expires_at: instant,
  })
  .meta({ id: 'CallContent' });
export type CallContent = z.output<typeof CallContent>;

export const callContentGet = defineOperation({
  name: 'call_content.get',
  summary: 'Read what was said in a call, where it was kept; the audit trail says who read it',
  permission: 'content.reveal',
  scope: 'tenant',
  input: z.strictObject({ request_id: publicId('request') }),
  output: CallContent,
  examples: [{ request_id: 'req_01jdnhwyg0e008000000000001' }],
  http: { method: 'GET', path: '/usage/{request_id}/content' },
  recordsReads: true,
});
