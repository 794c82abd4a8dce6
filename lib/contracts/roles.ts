import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { archiveStatus } from './departments.ts';
import { line, paragraph, searchText, versionNumber } from './fields.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';
import { isPermissionName } from './permissions.ts';
import { scopeFields, scopeKinds, scopeOfOne } from './role-scope.ts';

/** Custom roles of one tenant that are not archived, at most. */
export const customRolesMax = 200;
/** The highest level there is; nobody makes a role above their own. */
export const roleLevelMax = 100;
/** The lowest level of a role that holds everything: below it, its holders could be worked on by those who hold less. */
export const everythingLevelMin = 90;

export const Role = z
  .strictObject({
    id: publicId('role'),
    name: z.string(),
    title: z.string(),
    description: z.string(),
    level: z.number().int().meta({ description: 'Higher outranks lower' }),
    parent_id: publicId('role').nullable(),
    parent_title: z.string().nullable(),
    own_permissions: z.array(z.string()).meta({ description: 'Those named on the role itself' }),
    permissions: z.array(z.string()).meta({
      description: 'All it holds, those of its parents included; `*` for all, `resource.*` for all of a resource',
    }),
    built_in: z.boolean().meta({ description: 'Comes with Tollgate and cannot be changed' }),
    holder_count: z
      .number()
      .int()
      .min(0)
      .meta({ description: 'People who hold it, on any place, directly, by a group or as lead of a team' }),
    created_at: instant,
    updated_at: instant,
    archived_at: instant.nullable(),
    version: versionNumber,
  })
  .meta({ id: 'Role' });
export type Role = z.output<typeof Role>;

const roleId = publicId('role');
const exampleRoleId = 'role_01jdnhwyg0e008000000000001';
const placedRole = { of: 'role', from: 'role_id' } as const;

const level = z.number().int().min(1).max(roleLevelMax).meta({ description: 'Not above your own and not below that of the parent' });
const heldPermissions = z
  .array(z.string().max(80).refine(isPermissionName, { error: 'Not a permission; see GET /permissions' }))
  .max(200)
  .meta({ description: 'Names of permissions, `resource.*` for all of a resource, or `*`; only what you hold yourself' });

export const roleList = defineOperation({
  name: 'role.list',
  summary: 'List roles, highest level first',
  permission: 'roles.read',
  scope: 'list',
  input: z.strictObject({ ...pageInput, search: searchText, status: archiveStatus }),
  output: pageOf(Role),
  errors: ['invalid_cursor'],
  examples: [{}, { search: 'admin', status: 'all' }],
  http: { method: 'GET', path: '/roles' },
});

export const roleGet = defineOperation({
  name: 'role.get',
  summary: 'Get a role',
  permission: 'roles.read',
  scope: 'list',
  input: z.strictObject({ role_id: roleId }),
  output: Role,
  examples: [{ role_id: exampleRoleId }],
  http: { method: 'GET', path: '/roles/{role_id}' },
});

export const roleCreate = defineOperation({
  name: 'role.create',
  summary: 'Create a role with permissions you hold yourself',
  permission: 'roles.write',
  scope: 'tenant',
  stepUp: true,
  input: z.strictObject({
    name: z
      .string()
      .regex(/^[a-z][a-z0-9_]{1,59}$/, { error: 'Small letters, digits and _, at most 60, a letter first' })
      .meta({ description: 'What rules name it by; stays as it is', examples: ['release_manager'] }),
    title: line(80),
    description: paragraph(500).default(''),
    level,
    parent_id: roleId.optional().meta({ description: 'Whose permissions it holds too' }),
    permissions: heldPermissions.default([]),
  }),
  output: Role,
  errors: ['conflict', 'limit_reached'],
  examples: [
    { name: 'release_manager', title: 'Release manager', level: 65, permissions: ['projects.*', 'keys.read'] },
    { name: 'power_reader', title: 'Power reader', level: 65, parent_id: exampleRoleId, permissions: ['usage.read'] },
  ],
  http: { method: 'POST', path: '/roles', status: 201 },
  touches: ['access'],
});

export const roleUpdate = defineOperation({
  name: 'role.update',
  summary: 'Change a role; whoever holds it holds the change within two seconds',
  permission: 'roles.write',
  scope: placedRole,
  stepUp: true,
  input: z.strictObject({
    role_id: roleId,
    title: line(80).optional(),
    description: paragraph(500).optional(),
    level: level.optional(),
    parent_id: roleId.nullable().optional(),
    permissions: heldPermissions.optional(),
  }),
  output: Role,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ role_id: exampleRoleId, title: 'Releases', permissions: ['projects.*'] }],
  http: { method: 'PATCH', path: '/roles/{role_id}' },
  touches: ['access'],
});

export const roleArchive = defineOperation({
  name: 'role.archive',
  summary: 'Archive a role that nobody holds any more',
  permission: 'roles.write',
  scope: placedRole,
  input: z.strictObject({ role_id: roleId }),
  output: Role,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ role_id: exampleRoleId }],
  http: { method: 'POST', path: '/roles/{role_id}/archive' },
  touches: ['access'],
});

export const roleRestore = defineOperation({
  name: 'role.restore',
  summary: 'Bring an archived role back',
  permission: 'roles.write',
  scope: placedRole,
  input: z.strictObject({ role_id: roleId }),
  output: Role,
  errors: ['conflict', 'limit_reached', 'precondition_failed'],
  examples: [{ role_id: exampleRoleId }],
  http: { method: 'POST', path: '/roles/{role_id}/restore' },
  touches: ['access'],
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
    project_id: publicId('project').nullable(),
    scope_name: z.string().nullable().meta({ description: 'Name of the department, team or project; null for the organization' }),
    expires_at: instant.nullable(),
    created_at: instant,
  })
  .meta({ id: 'RoleAssignment' });
export type RoleAssignment = z.output<typeof RoleAssignment>;

const exampleUserId = 'usr_01jdnhwyg0e008000000000001';
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
    project_id: publicId('project').optional(),
  }),
  output: pageOf(RoleAssignment),
  errors: ['invalid_cursor'],
  examples: [{}, { user_id: exampleUserId }],
  http: { method: 'GET', path: '/user-roles' },
  recordsReads: true,
});

export const roleAssignmentGrant = defineOperation({
  name: 'role_assignment.grant',
  summary: 'Grant a role on the organization, a department, a team or a project',
  permission: 'roles.assign',
  scope: {
    of: 'project',
    from: 'project_id',
    absent: { of: 'team', from: 'team_id', absent: { of: 'department', from: 'department_id', absent: 'tenant' } },
  },
  stepUp: true,
  input: scopeOfOne(z.strictObject({ user_id: userId, role_id: publicId('role'), ...scopeFields })),
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
  stepUp: true,
  input: z.strictObject({ assignment_id: publicId('roleAssignment') }),
  output: z.null(),
  errors: ['conflict'],
  examples: [{ assignment_id: exampleId }],
  http: { method: 'DELETE', path: '/user-roles/{assignment_id}', status: 204 },
  touches: ['access'],
});
