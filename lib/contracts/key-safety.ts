import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { defineOperation } from './operation.ts';

/** Longest text that is looked through for keys, in UTF-16 code units. */
export const leakTextMax = 65_536;
/** Keys that one report can name, at most. */
export const leakedKeysMax = 20;
/** Keys that the answer of a mass action names, at most; the number counts them all. */
const namedKeysMax = 100;

/** Enough of a key to tell which one it is. */
const KeyMention = z.strictObject({
  id: publicId('key'),
  name: z.string(),
  display: z.string(),
  user_name: z.string().nullable(),
  team_name: z.string().nullable(),
});
export type KeyMention = z.output<typeof KeyMention>;

const place = {
  user_id: publicId('user').optional().meta({ description: 'All keys of this person' }),
  team_id: publicId('team')
    .optional()
    .meta({ description: 'All keys that are charged to this team or one inside of it, with the secrets of keys that are lent there' }),
  department_id: publicId('department')
    .optional()
    .meta({ description: 'All keys of this department and of the teams below it, with the secrets of keys that are lent there' }),
  project_id: publicId('project').optional().meta({ description: 'All keys that are bound to this project' }),
};

export const keyDisableAll = defineOperation({
  name: 'key.disable_all',
  summary: 'Disable all keys of a person, a team, a department or a project: they stop within two seconds',
  permission: 'keys.write',
  ownPermission: 'keys.own',
  scope: {
    ...{ of: 'user', from: 'user_id' },
    absent: {
      of: 'team',
      from: 'team_id',
      absent: { of: 'department', from: 'department_id', absent: { of: 'project', from: 'project_id' } },
    },
  },
  input: z
    .strictObject({
      ...place,
      because: z
        .enum(['administrator', 'leak'])
        .default('administrator')
        .meta({ description: '`leak`: others may have them, so that nobody can enable them again' }),
      dry_run: z.boolean().default(false).meta({ description: 'Tells which keys it would be, and changes nothing' }),
    })
    .refine(
      (input) => [input.user_id, input.team_id, input.department_id, input.project_id].filter((id) => id !== undefined).length === 1,
      {
        error: 'Exactly one of user_id, team_id, department_id and project_id',
      },
    ),
  output: z.strictObject({
    keys: z.number().int().min(0).meta({ description: 'How many active keys were, or would be, disabled' }),
    data: z
      .array(KeyMention)
      .max(namedKeysMax)
      .meta({ description: `The first ${namedKeysMax} of them by name` }),
    is_dry_run: z.boolean(),
  }),
  examples: [{ team_id: 'team_01jdnhwyg0e008000000000001', because: 'leak' }],
  http: { method: 'POST', path: '/keys/disable-all' },
  touches: ['keys'],
});

export const keyReportLeak = defineOperation({
  name: 'key.report_leak',
  summary: 'Report text in which keys were found: those of the organization are disabled for good, and their people are told',
  permission: null,
  scope: 'self',
  input: z.strictObject({
    text: z.string().min(1).max(leakTextMax).meta({ description: 'The key itself, or what it was found in; it is not kept' }),
    found_at: z.string().trim().max(500).optional().meta({ description: 'Where it was found, such as the address of a page' }),
  }),
  output: z.strictObject({
    candidates: z.number().int().min(0).meta({ description: 'Texts with the form and the checksum of a key' }),
    disabled: z.array(KeyMention).meta({ description: 'Keys of the organization that were active until now' }),
    known: z.number().int().min(0).meta({
      description: 'Keys of the organization among the candidates, disabled earlier or now, with secrets of borrowers that stopped now',
    }),
  }),
  examples: [{ text: 'TOLLGATE_KEY=tg_Example0Example0Example0Example04ZUDSE', found_at: 'https://git.example.com/app/blob/main/.env' }],
  http: { method: 'POST', path: '/keys/report-leak' },
  touches: ['keys'],
});
