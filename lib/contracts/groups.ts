import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { line, paragraph, searchText, versionNumber } from './fields.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';
import { scopeFields, scopeKinds, scopeOfOne } from './role-scope.ts';

/** Groups of one tenant, people in one group, and roles one group grants, at most. */
export const groupsMax = 1000;
export const groupMembersMax = 10_000;
export const groupRolesMax = 50;

/** Who keeps the name and the members of a group: people here, or the identity provider by SCIM or at sign-in. */
export const groupOrigins = ['manual', 'scim', 'sso'] as const;

/** A role that a group grants to everybody in it. */
export const GroupRole = z
  .strictObject({
    id: publicId('groupRole'),
    role_id: publicId('role'),
    role_name: z.string(),
    role_title: z.string(),
    scope_kind: z.enum(scopeKinds),
    department_id: publicId('department').nullable(),
    team_id: publicId('team').nullable(),
    project_id: publicId('project').nullable(),
    scope_name: z.string().nullable().meta({ description: 'Name of the department, team or project; null for the organization' }),
    expires_at: instant.nullable(),
  })
  .meta({ id: 'GroupRole' });
export type GroupRole = z.output<typeof GroupRole>;

export const Group = z
  .strictObject({
    id: publicId('group'),
    name: z.string(),
    description: z.string(),
    origin: z.enum(groupOrigins).meta({ description: '`manual`, or what keeps its name and members: `scim` or `sso`' }),
    external_id: z.string().nullable().meta({ description: 'What the identity provider calls it' }),
    cost_center_id: publicId('costCenter').nullable().meta({
      description:
        'What calls of members’ own keys are charged to, unless a rule for the key or the project says who bears them; of several groups the oldest counts',
    }),
    cost_center_code: z.string().nullable(),
    roles: z.array(GroupRole),
    member_count: z.number().int().min(0).meta({ description: 'Active people in it' }),
    created_at: instant,
    updated_at: instant,
    version: versionNumber,
  })
  .meta({ id: 'Group' });
export type Group = z.output<typeof Group>;

/** A person in a group. */
export const GroupMember = z
  .strictObject({
    user_id: publicId('user'),
    name: z.string(),
    email: z.string(),
    user_status: z.enum(['active', 'deactivated']),
    created_at: instant.meta({ description: 'Since when the person is in the group' }),
  })
  .meta({ id: 'GroupMember' });
export type GroupMember = z.output<typeof GroupMember>;

const groupId = publicId('group');
const userId = publicId('user');
const exampleId = 'grp_01jdnhwyg0e008000000000001';
const exampleUserId = 'usr_01jdnhwyg0e008000000000001';
const exampleRoleId = 'role_01jdnhwyg0e008000000000001';
const exampleGrantId = 'grr_01jdnhwyg0e008000000000001';
const placed = { of: 'group', from: 'group_id' } as const;
const sort = z.enum(['name', '-name', 'created_at', '-created_at']).default('name');

export const groupList = defineOperation({
  name: 'group.list',
  summary: 'List groups; for everybody those they are in',
  permission: 'groups.read',
  ownPermission: 'none',
  scope: 'list',
  input: z.strictObject({
    ...pageInput,
    search: searchText,
    origin: z.enum(groupOrigins).optional(),
    user_id: userId.optional().meta({ description: 'Only those this person is in' }),
    sort,
  }),
  output: pageOf(Group),
  errors: ['invalid_cursor'],
  examples: [{}, { origin: 'manual', user_id: exampleUserId, sort: '-created_at' }],
  http: { method: 'GET', path: '/groups' },
});

export const groupGet = defineOperation({
  name: 'group.get',
  summary: 'Get a group with the roles it grants',
  permission: 'groups.read',
  scope: placed,
  input: z.strictObject({ group_id: groupId }),
  output: Group,
  examples: [{ group_id: exampleId }],
  http: { method: 'GET', path: '/groups/{group_id}' },
});

export const groupCreate = defineOperation({
  name: 'group.create',
  summary: 'Create a group',
  permission: 'groups.write',
  scope: 'tenant',
  input: z.strictObject({
    name: line(120),
    description: paragraph(1000).default(''),
    cost_center_id: publicId('costCenter').optional(),
  }),
  output: Group,
  errors: ['conflict', 'limit_reached'],
  examples: [{ name: 'Data scientists' }, { name: 'Finance', cost_center_id: 'cct_01jdnhwyg0e008000000000001' }],
  http: { method: 'POST', path: '/groups', status: 201 },
  touches: ['access', 'cost_centers'],
});

export const groupUpdate = defineOperation({
  name: 'group.update',
  summary: 'Change a group; the name of one from the identity provider is changed there',
  permission: 'groups.write',
  scope: placed,
  input: z.strictObject({
    group_id: groupId,
    name: line(120).optional(),
    description: paragraph(1000).optional(),
    cost_center_id: publicId('costCenter').nullable().optional(),
  }),
  output: Group,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ group_id: exampleId, description: 'Everybody who trains models' }],
  http: { method: 'PATCH', path: '/groups/{group_id}' },
  touches: ['access', 'cost_centers'],
});

export const groupDelete = defineOperation({
  name: 'group.delete',
  summary: 'Delete a group; whoever is in it loses the roles it grants',
  permission: 'groups.write',
  scope: placed,
  input: z.strictObject({ group_id: groupId }),
  output: z.null(),
  errors: ['conflict', 'precondition_failed'],
  examples: [{ group_id: exampleId }],
  http: { method: 'DELETE', path: '/groups/{group_id}', status: 204 },
  touches: ['access', 'cost_centers'],
});

export const groupMemberList = defineOperation({
  name: 'group_member.list',
  summary: 'List the people in a group',
  permission: 'groups.read',
  scope: placed,
  input: z.strictObject({ ...pageInput, group_id: groupId, search: searchText, sort }),
  output: pageOf(GroupMember),
  errors: ['invalid_cursor'],
  examples: [{ group_id: exampleId }],
  http: { method: 'GET', path: '/groups/{group_id}/members' },
  recordsReads: true,
});

export const groupMemberAdd = defineOperation({
  name: 'group_member.add',
  summary: 'Put a person into a group',
  permission: 'groups.write',
  scope: placed,
  stepUp: true,
  input: z.strictObject({ group_id: groupId, user_id: userId }),
  output: GroupMember,
  errors: ['conflict', 'limit_reached'],
  examples: [{ group_id: exampleId, user_id: exampleUserId }],
  http: { method: 'POST', path: '/groups/{group_id}/members', status: 201 },
  touches: ['access', 'cost_centers'],
});

export const groupMemberRemove = defineOperation({
  name: 'group_member.remove',
  summary: 'Take a person out of a group',
  permission: 'groups.write',
  scope: placed,
  input: z.strictObject({ group_id: groupId, user_id: userId }),
  output: z.null(),
  errors: ['conflict'],
  examples: [{ group_id: exampleId, user_id: exampleUserId }],
  http: { method: 'DELETE', path: '/groups/{group_id}/members/{user_id}', status: 204 },
  touches: ['access', 'cost_centers'],
});

export const groupRoleGrant = defineOperation({
  name: 'group_role.grant',
  summary: 'Let a group grant a role to everybody in it',
  permission: 'groups.write',
  scope: placed,
  stepUp: true,
  input: scopeOfOne(z.strictObject({ group_id: groupId, role_id: publicId('role'), ...scopeFields })),
  output: Group,
  errors: ['conflict', 'limit_reached'],
  examples: [{ group_id: exampleId, role_id: exampleRoleId, team_id: 'team_01jdnhwyg0e008000000000001' }],
  http: { method: 'POST', path: '/groups/{group_id}/roles', status: 201 },
  touches: ['access'],
});

export const groupRoleRevoke = defineOperation({
  name: 'group_role.revoke',
  summary: 'Let a group no longer grant a role',
  permission: 'groups.write',
  scope: placed,
  input: z.strictObject({ group_id: groupId, group_role_id: publicId('groupRole') }),
  output: Group,
  examples: [{ group_id: exampleId, group_role_id: exampleGrantId }],
  http: { method: 'DELETE', path: '/groups/{group_id}/roles/{group_role_id}' },
  touches: ['access'],
});
