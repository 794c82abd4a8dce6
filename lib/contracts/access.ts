import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { defineOperation } from './operation.ts';
import { scopeKinds } from './role-scope.ts';

/** What access can be asked about: the organization, or one thing in it. */
export const accessResourceKinds = ['tenant', 'department', 'team', 'project', 'user', 'key', 'budget'] as const;

/** Why somebody holds a permission on a place: one grant of one role, and what of the role covers the permission. */
export const AccessReason = z
  .strictObject({
    source: z.enum(['assignment', 'group', 'team_lead']).meta({
      description: 'Granted to the person, granted by a group they are in, or theirs because they lead the team',
    }),
    assignment_id: publicId('roleAssignment').nullable(),
    group_id: publicId('group').nullable(),
    group_name: z.string().nullable(),
    role_id: publicId('role'),
    role_title: z.string(),
    inherited_from_id: publicId('role').nullable().meta({ description: 'The parent that holds it; null where the role itself does' }),
    inherited_from_title: z.string().nullable(),
    pattern: z.string().meta({ description: 'What the role holds that covers the permission: its name, `resource.*` or `*`' }),
    scope_kind: z.enum(scopeKinds),
    scope_name: z.string().nullable().meta({ description: 'Name of the part it is granted on; null for the organization' }),
    expires_at: instant.nullable().meta({ description: 'When it ends by itself' }),
  })
  .meta({ id: 'AccessReason' });
export type AccessReason = z.output<typeof AccessReason>;

export const AccessVerdict = z
  .strictObject({
    permission: z.string(),
    description: z.string(),
    allowed: z.boolean(),
    reasons: z.array(AccessReason).meta({ description: 'Every grant that gives it here; one of them suffices' }),
    held_elsewhere: z.boolean().meta({ description: 'Not held here, but on some other part' }),
  })
  .meta({ id: 'AccessVerdict' });
export type AccessVerdict = z.output<typeof AccessVerdict>;

export const AccessReport = z
  .strictObject({
    user: z.strictObject({
      id: publicId('user'),
      name: z.string(),
      email: z.string(),
      status: z.enum(['active', 'deactivated']).meta({ description: 'Whoever is deactivated may nothing, whatever they hold' }),
    }),
    resource: z.strictObject({
      kind: z.enum(accessResourceKinds),
      name: z.string(),
      is_own: z.boolean().meta({ description: 'Theirs: operations that suffice with an own permission are open to them' }),
    }),
    level: z.number().int().min(0).meta({ description: 'The highest level held here; 0 for none' }),
    verdicts: z.array(AccessVerdict).meta({ description: 'One for each permission there is' }),
  })
  .meta({ id: 'AccessReport' });
export type AccessReport = z.output<typeof AccessReport>;

const resourceFields = ['department_id', 'team_id', 'project_id', 'of_user_id', 'key_id', 'budget_id'] as const;

export const accessExplain = defineOperation({
  name: 'access.explain',
  summary: 'Say what a person can do on something, and why',
  permission: 'roles.read',
  ownPermission: 'none',
  scope: { of: 'user', from: 'user_id', absent: 'self' },
  input: z
    .strictObject({
      user_id: publicId('user').optional().meta({ description: 'Yourself unless said' }),
      department_id: publicId('department').optional(),
      team_id: publicId('team').optional(),
      project_id: publicId('project').optional(),
      of_user_id: publicId('user').optional().meta({ description: 'What the person can do about somebody' }),
      key_id: publicId('key').optional(),
      budget_id: publicId('budget').optional(),
    })
    .superRefine((input, context) => {
      const [, second] = resourceFields.filter((field) => input[field] !== undefined);
      if (second !== undefined)
        context.addIssue({ code: 'custom', path: [second], message: 'Name one thing, or none for the organization' });
    }),
  output: AccessReport,
  examples: [
    { user_id: 'usr_01jdnhwyg0e008000000000001', team_id: 'team_01jdnhwyg0e008000000000001' },
    { user_id: 'usr_01jdnhwyg0e008000000000001', key_id: 'key_01jdnhwyg0e008000000000001' },
    {},
  ],
  http: { method: 'GET', path: '/access' },
});
