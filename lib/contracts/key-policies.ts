import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { versionNumber } from './fields.ts';
import { keyKinds } from './keys.ts';
import { defineOperation } from './operation.ts';

/** What a rule for keys can be for. */
export const keyPolicyScopes = ['tenant', 'kind', 'team'] as const;

const days = (max: number) => z.coerce.number().int().min(1).max(max);

/** A rule for keys. */
export const KeyPolicy = z.strictObject({
  id: publicId('keyPolicy'),
  scope: z.enum(keyPolicyScopes),
  kind: z.enum(keyKinds).nullable().meta({ description: 'Of the scope kind' }),
  team_id: publicId('team').nullable().meta({ description: 'Of the scope team' }),
  team_name: z.string().nullable(),
  rotate_every_days: z.number().int().nullable().meta({ description: 'Null where keys need not be replaced' }),
  remind_days: z.number().int().meta({ description: 'Days before a key is due on which its people are reminded' }),
  overlap_days: z.number().int().meta({ description: 'Days after it is due in which an overdue key goes on working' }),
  enforced: z.boolean().meta({ description: 'Whether an overdue key ends after that' }),
  keys_max: z.number().int().nullable().meta({ description: 'Active keys in the scope at most; of the kind personal for each person' }),
  keys_due: z.number().int().min(0).meta({ description: 'Active keys that are overdue by this rule' }),
  created_at: instant,
  updated_at: instant,
  version: versionNumber,
});
export type KeyPolicy = z.output<typeof KeyPolicy>;

const exampleTeamId = 'team_01jdnhwyg0e008000000000001';

export const keyPolicyList = defineOperation({
  name: 'key_policy.list',
  summary: 'List the rules for keys: how often they are replaced, and how many there may be',
  permission: 'keys.read',
  scope: 'list',
  input: z.strictObject({}),
  output: z.strictObject({ data: z.array(KeyPolicy), next_cursor: z.null() }),
  examples: [{}],
  http: { method: 'GET', path: '/key-policies' },
});

export const keyPolicySet = defineOperation({
  name: 'key_policy.set',
  summary: 'Set the rule of a scope; of kind and organization the narrower counts, a team’s where it asks for no less',
  permission: 'keys.write',
  scope: { of: 'team', from: 'team_id', absent: 'tenant' },
  input: z
    .strictObject({
      scope: z.enum(keyPolicyScopes),
      kind: z.enum(keyKinds).optional(),
      team_id: publicId('team').optional(),
      rotate_every_days: days(3650).nullable().default(null),
      remind_days: days(365).default(14),
      overlap_days: z.coerce.number().int().min(0).max(365).default(7),
      enforced: z.boolean().default(false),
      keys_max: days(20_000).nullable().default(null),
    })
    .superRefine(({ scope, kind, team_id: teamId }, context) => {
      const fault = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
      if ((scope === 'kind') !== (kind !== undefined))
        fault('kind', scope === 'kind' ? 'The scope kind needs it' : `Not with the scope ${scope}`);
      if ((scope === 'team') !== (teamId !== undefined))
        fault('team_id', scope === 'team' ? 'The scope team needs it' : `Not with the scope ${scope}`);
    })
    .refine((input) => input.rotate_every_days === null || input.remind_days < input.rotate_every_days, {
      path: ['remind_days'],
      error: 'Must be fewer than the days between rotations',
    }),
  output: KeyPolicy,
  errors: ['precondition_failed'],
  examples: [
    { scope: 'tenant', rotate_every_days: 90 },
    { scope: 'team', team_id: exampleTeamId, rotate_every_days: 30, overlap_days: 3, enforced: true, keys_max: 20 },
  ],
  http: { method: 'PUT', path: '/key-policies' },
});

export const keyPolicyDelete = defineOperation({
  name: 'key_policy.delete',
  summary: 'Take a rule for keys back; ends that it has set stay',
  permission: 'keys.write',
  scope: 'list',
  input: z.strictObject({ key_policy_id: publicId('keyPolicy') }),
  output: z.strictObject({ id: publicId('keyPolicy') }),
  examples: [{ key_policy_id: 'kpl_01jdnhwyg0e008000000000001' }],
  http: { method: 'DELETE', path: '/key-policies/{key_policy_id}' },
});
