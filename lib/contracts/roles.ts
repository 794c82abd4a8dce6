import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';

export const Role = z
  .strictObject({
    id: publicId('role'),
    name: z.string(),
    title: z.string(),
    level: z.number().int().meta({ description: 'Higher outranks lower' }),
    permissions: z.array(z.string()).meta({ description: 'Names of permissions; `*` for all, `resource.*` for all of a resource' }),
    built_in: z.boolean(),
    holder_count: z.number().int().min(0).meta({ description: 'People it is granted to, on any place' }),
    created_at: instant,
  })
  .meta({ id: 'Role' });
export type Role = z.output<typeof Role>;

export const roleList = defineOperation({
  name: 'role.list',
  summary: 'List roles, highest level first',
  permission: 'roles.read',
  scope: 'list',
  input: z.strictObject({ ...pageInput }),
  output: pageOf(Role),
  errors: ['invalid_cursor'],
  examples: [{}],
  http: { method: 'GET', path: '/roles' },
});

export const permissionList = defineOperation({
  name: 'permission.list',
  summary: 'List the permissions a role can hold',
  permission: 'roles.read',
  scope: 'list',
  input: z.strictObject({}),
  output: z.strictObject({ data: z.array(z.strictObject({ name: z.string(), description: z.string() })), next_cursor: z.null() }),
  examples: [{}],
  http: { method: 'GET', path: '/permissions' },
});

/** Parts of the organization a role can be granted on; a department or team includes what lies below it. */
export const scopeKinds = ['tenant', 'department', 'team'] as const;

export const RoleAssignment = z
  .strictObject({
    id: publicId('roleAssignment'),
    user_id: publicId('user'),
    user_name: z.string(),
    user_email: z.string(),
    role_id: publicId('role'),
    role_name: z.string(),
    role_title: z.string(),
    scope_kind: z.enum(scopeKinds),
    department_id: publicId('department').nullable(),
    team_id: publicId('team').nullable(),
    scope_name: z.string().nullable().meta({ description: 'Name of the department or team; null for the organization' }),
    expires_at: instant.nullable(),
    created_at: instant,
  })
  .meta({ id: 'RoleAssignment' });
export type RoleAssignment = z.output<typeof RoleAssignment>;

const exampleUserId = 'usr_01jdnhwyg0e008000000000001';
const exampleRoleId = 'role_01jdnhwyg0e008000000000001';
const exampleTeamId = 'team_01jdnhwyg0e008000000000001';
const exampleId = 'asg_01jdnhwyg0e008000000000001';

const userId = publicId('user');
const departmentId = publicId('department');
const teamId = publicId('team');

export const roleAssignmentList = defineOperation({
  name: 'role_assignment.list',
  summary: 'List who holds which role where; own ones for everybody',
  permission: 'roles.read',
  ownPermission: 'none',
  scope: 'list',
  input: z.strictObject({
    ...pageInput,
    user_id: userId.optional(),
    role_id: publicId('role').optional(),
    department_id: departmentId.optional(),
    team_id: teamId.optional(),
  }),
  output: pageOf(RoleAssignment),
  errors: ['invalid_cursor'],
  examples: [{}, { user_id: exampleUserId }],
  http: { method: 'GET', path: '/user-roles' },
});

export const roleAssignmentGrant = defineOperation({
  name: 'role_assignment.grant',
  summary: 'Grant a role on the organization, a department or a team',
  permission: 'roles.assign',
  scope: { of: 'team', from: 'team_id', absent: { of: 'department', from: 'department_id', absent: 'tenant' } },
  input: z
    .strictObject({
      user_id: userId,
      role_id: publicId('role'),
      department_id: departmentId.optional(),
      team_id: teamId.optional(),
      expires_at: instant.optional().meta({ description: 'When the grant ends by itself; never unless said' }),
    })
    .refine((input) => input.department_id === undefined || input.team_id === undefined, {
      path: ['team_id'],
      error: 'Name a department or a team, not both',
    }),
  output: RoleAssignment,
  errors: ['conflict'],
  examples: [{ user_id: exampleUserId, role_id: exampleRoleId, team_id: exampleTeamId }],
  http: { method: 'POST', path: '/user-roles', status: 201 },
  touches: ['access'],
});

export const roleAssignmentRevoke = defineOperation({
  name: 'role_assignment.revoke',
  summary: 'Take a granted role away',
  permission: 'roles.assign',
  scope: { of: 'role_assignment', from: 'assignment_id' },
  input: z.strictObject({ assignment_id: publicId('roleAssignment') }),
  output: z.null(),
  errors: ['conflict'],
  examples: [{ assignment_id: exampleId }],
  http: { method: 'DELETE', path: '/user-roles/{assignment_id}', status: 204 },
  touches: ['access'],
});
