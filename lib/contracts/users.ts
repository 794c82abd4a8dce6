import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { passwordLengthMin } from '#lib/core/password-length.ts';
import { instant } from '#lib/core/time.ts';
import { emailAddress, line, searchText, timeZone, versionNumber } from './fields.ts';
import { TeamRole } from './members.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';
import { RoleAssignment } from './roles.ts';
import { Tenant } from './tenant.ts';

/** Days a temporary password can be used to sign in. */
export const temporaryPasswordDays = 7;
/** Longest password accepted, in characters (NIST SP 800-63B-4 section 3.1.1.2 asks for 64 at least). */
export const passwordLengthMax = 256;

/** A person. */
export const User = z
  .strictObject({
    id: publicId('user'),
    email: z.string(),
    name: z.string(),
    status: z.enum(['active', 'deactivated']),
    time_zone: z.string().nullable().meta({ description: 'Null: the organization’s' }),
    must_change_password: z.boolean().meta({ description: 'Signed in with a temporary password so far' }),
    has_second_factor: z.boolean(),
    teams: z
      .array(z.strictObject({ team_id: publicId('team'), name: z.string(), team_role: TeamRole }))
      .meta({ description: 'At most twenty, by name' }),
    last_sign_in_at: instant.nullable(),
    created_at: instant,
    updated_at: instant,
    version: versionNumber,
  })
  .meta({ id: 'User' });
export type User = z.output<typeof User>;

/** A password that the answer shows once and nothing stores in readable form. */
const temporaryPassword = z.string().meta({
  description: `Shown once; works for ${temporaryPasswordDays} days and must be changed at the first sign-in`,
});

const userId = publicId('user');
const exampleId = 'usr_01jdnhwyg0e008000000000001';
const placed = { of: 'user', from: 'user_id' } as const;

export const userList = defineOperation({
  name: 'user.list',
  summary: 'List people',
  permission: 'users.read',
  scope: 'list',
  input: z.strictObject({
    ...pageInput,
    search: searchText.meta({ description: 'Part of the name or e-mail address' }),
    team_id: publicId('team').optional(),
    status: z.enum(['active', 'deactivated', 'all']).default('active'),
    sort: z.enum(['name', '-name', 'email', '-email', 'created_at', '-created_at']).default('name'),
  }),
  output: pageOf(User),
  errors: ['invalid_cursor'],
  examples: [{}, { search: 'a', status: 'all', sort: '-created_at' }],
  http: { method: 'GET', path: '/users' },
  recordsReads: true,
});

export const userGet = defineOperation({
  name: 'user.get',
  summary: 'Get a person',
  permission: 'users.read',
  ownPermission: 'none',
  scope: placed,
  input: z.strictObject({ user_id: userId }),
  output: User,
  examples: [{ user_id: exampleId }],
  http: { method: 'GET', path: '/users/{user_id}' },
  recordsReads: true,
});

export const userCreate = defineOperation({
  name: 'user.create',
  summary: 'Create a person with a temporary password',
  permission: 'users.write',
  scope: 'tenant',
  stepUp: true,
  input: z.strictObject({
    email: emailAddress,
    name: line(120),
    time_zone: timeZone.optional(),
    role_id: publicId('role').optional().meta({ description: 'Role on the whole organization; the role "user" unless said' }),
  }),
  output: z.strictObject({ user: User, temporary_password: temporaryPassword }),
  errors: ['conflict', 'limit_reached'],
  examples: [{ email: 'grace@example.com', name: 'Grace Hopper' }],
  http: { method: 'POST', path: '/users', status: 201 },
  touches: ['organization', 'access'],
});

export const userUpdate = defineOperation({
  name: 'user.update',
  summary: 'Change a person',
  permission: 'users.write',
  scope: placed,
  input: z.strictObject({
    user_id: userId,
    email: emailAddress.optional(),
    name: line(120).optional(),
    time_zone: timeZone.nullable().optional(),
  }),
  output: User,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ user_id: exampleId, name: 'Grace Brewster Hopper' }],
  http: { method: 'PATCH', path: '/users/{user_id}' },
  touches: ['organization'],
});

export const userDeactivate = defineOperation({
  name: 'user.deactivate',
  summary: 'Deactivate a person: ends their sessions and disables their own virtual keys',
  permission: 'users.write',
  scope: placed,
  input: z.strictObject({ user_id: userId }),
  output: z.strictObject({ user: User, sessions_ended: z.number().int().min(0), keys_disabled: z.number().int().min(0) }),
  errors: ['conflict', 'precondition_failed'],
  examples: [{ user_id: exampleId }],
  http: { method: 'POST', path: '/users/{user_id}/deactivate' },
  touches: ['access', 'keys', 'organization'],
});

export const userReactivate = defineOperation({
  name: 'user.reactivate',
  summary: 'Let a deactivated person sign in again; their keys stay disabled',
  permission: 'users.write',
  scope: placed,
  input: z.strictObject({ user_id: userId }),
  output: User,
  errors: ['limit_reached', 'precondition_failed'],
  examples: [{ user_id: exampleId }],
  http: { method: 'POST', path: '/users/{user_id}/reactivate' },
  touches: ['access', 'keys', 'organization'],
});

export const userResetPassword = defineOperation({
  name: 'user.reset_password',
  summary: 'Give a person a new temporary password; their sessions and API tokens end',
  permission: 'users.write',
  scope: placed,
  stepUp: true,
  input: z.strictObject({ user_id: userId }),
  output: z.strictObject({ user: User, temporary_password: temporaryPassword, sessions_ended: z.number().int().min(0) }),
  errors: ['conflict'],
  examples: [{ user_id: exampleId }],
  http: { method: 'POST', path: '/users/{user_id}/reset-password' },
});

/** Who is signed in, where, and what they may do. */
export const Me = z
  .strictObject({
    user: User,
    tenant: Tenant.pick({ id: true, slug: true, name: true, kind: true, time_zone: true, status: true, created_at: true }),
    must_enrol: z.boolean().meta({ description: 'Nothing but what is one’s own is open before there is a second factor' }),
    session_id: publicId('session'),
    roles: z.array(
      RoleAssignment.pick({
        role_name: true,
        role_title: true,
        scope_kind: true,
        department_id: true,
        team_id: true,
        scope_name: true,
      }),
    ),
    permissions: z.array(z.string()).meta({ description: 'Held on at least one place; wildcards as the roles have them' }),
  })
  .meta({ id: 'Me' });
export type Me = z.output<typeof Me>;

export const meGet = defineOperation({
  name: 'me.get',
  summary: 'Get the signed-in person',
  permission: null,
  scope: 'self',
  input: z.strictObject({}),
  output: Me,
  examples: [{}],
  http: { method: 'GET', path: '/users/me' },
});

export const meUpdate = defineOperation({
  name: 'me.update',
  summary: 'Change the own name or time zone',
  permission: null,
  scope: 'self',
  input: z.strictObject({ name: line(120).optional(), time_zone: timeZone.nullable().optional() }),
  output: User,
  errors: ['precondition_failed'],
  examples: [{ time_zone: 'America/New_York' }],
  http: { method: 'PATCH', path: '/users/me' },
});

const examplePassword = 'an example of a long phrase';

export const meChangePassword = defineOperation({
  name: 'me.change_password',
  summary: 'Change the own password; every other session ends',
  permission: null,
  scope: 'self',
  input: z.strictObject({
    current_password: z.string().min(1).max(passwordLengthMax),
    new_password: z.string().min(passwordLengthMin).max(passwordLengthMax),
  }),
  output: z.strictObject({ sessions_ended: z.number().int().min(0) }),
  errors: ['conflict', 'rate_limited'],
  examples: [{ current_password: examplePassword, new_password: `${examplePassword}, another` }],
  http: { method: 'POST', path: '/users/me/password' },
});
