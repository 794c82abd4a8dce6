import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { emailAddress, searchText, versionNumber } from './fields.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';

/** A lead of a team also holds the role team_lead on it. */
export const teamRoles = ['lead', 'member'] as const;
export const TeamRole = z.enum(teamRoles);

/** Rows an import file may have, without its header. */
export const importRowsMax = 5000;
/** Bytes an import file may have. */
export const importBytesMax = 2 * 1024 * 1024;
/** Faults an import reports at most; the rest are counted. */
export const importFaultsMax = 100;

/** A member: a user in a team, with a team role. */
export const Member = z
  .strictObject({
    id: publicId('membership'),
    team_id: publicId('team'),
    team_name: z.string(),
    user_id: publicId('user'),
    name: z.string(),
    email: z.string(),
    user_status: z.enum(['active', 'deactivated']),
    team_role: TeamRole,
    created_at: instant,
    version: versionNumber,
  })
  .meta({ id: 'Member' });
export type Member = z.output<typeof Member>;

const teamId = publicId('team');
const userId = publicId('user');
const membershipId = publicId('membership');
const exampleTeamId = 'team_01jdnhwyg0e008000000000001';
const exampleUserId = 'usr_01jdnhwyg0e008000000000001';
const exampleId = 'mbr_01jdnhwyg0e008000000000001';
const placed = { of: 'membership', from: 'membership_id' } as const;

const listFields = {
  ...pageInput,
  search: searchText,
  team_role: TeamRole.optional(),
  sort: z.enum(['name', '-name', 'created_at', '-created_at']).default('name'),
};

export const teamMemberList = defineOperation({
  name: 'team_member.list',
  summary: 'List members across teams',
  permission: 'teams.read',
  scope: 'list',
  input: z.strictObject({ ...listFields, team_id: teamId.optional(), user_id: userId.optional() }),
  output: pageOf(Member),
  errors: ['invalid_cursor'],
  examples: [{}, { user_id: exampleUserId }],
  http: { method: 'GET', path: '/team-members' },
  recordsReads: true,
});

export const memberList = defineOperation({
  name: 'member.list',
  summary: 'List the members of a team',
  permission: 'teams.read',
  scope: { of: 'team', from: 'team_id' },
  input: z.strictObject({ ...listFields, team_id: teamId }),
  output: pageOf(Member),
  errors: ['invalid_cursor'],
  examples: [{ team_id: exampleTeamId }, { team_id: exampleTeamId, team_role: 'lead', sort: '-created_at' }],
  http: { method: 'GET', path: '/teams/{team_id}/members' },
  recordsReads: true,
});

export const memberAdd = defineOperation({
  name: 'member.add',
  summary: 'Add a person to a team',
  permission: 'teams.members',
  scope: { of: 'team', from: 'team_id' },
  input: z
    .strictObject({ team_id: teamId, user_id: userId.optional(), email: emailAddress.optional(), team_role: TeamRole.default('member') })
    .refine((input) => (input.user_id === undefined) !== (input.email === undefined), {
      path: ['user_id'],
      error: 'Name the person by user_id or by email, and by one of them only',
    }),
  output: Member,
  errors: ['conflict'],
  examples: [{ team_id: exampleTeamId, user_id: exampleUserId, team_role: 'member' }],
  http: { method: 'POST', path: '/teams/{team_id}/members', status: 201 },
  touches: ['organization', 'access'],
});

export const memberUpdate = defineOperation({
  name: 'member.update',
  summary: 'Change the role a member has in the team',
  permission: 'teams.members',
  scope: placed,
  input: z.strictObject({ membership_id: membershipId, team_role: TeamRole }),
  output: Member,
  errors: ['precondition_failed'],
  examples: [{ membership_id: exampleId, team_role: 'lead' }],
  http: { method: 'PATCH', path: '/team-members/{membership_id}' },
  touches: ['access'],
});

export const memberRemove = defineOperation({
  name: 'member.remove',
  summary: 'Take a person out of a team and disable their own keys that are charged to it',
  permission: 'teams.members',
  scope: placed,
  input: z.strictObject({ membership_id: membershipId }),
  output: z.null(),
  errors: ['precondition_failed'],
  examples: [{ membership_id: exampleId }],
  http: { method: 'DELETE', path: '/team-members/{membership_id}', status: 204 },
  touches: ['organization', 'access', 'keys'],
});

/** One row of an import file that could not be taken over. `line` counts from 1, the header included. */
export const ImportFault = z.strictObject({ line: z.number().int().min(1), column: z.string().nullable(), detail: z.string() });
export type ImportFault = z.output<typeof ImportFault>;

export const memberImport = defineOperation({
  name: 'member.import',
  summary: 'Add people to a team from a CSV file',
  permission: 'teams.members',
  scope: { of: 'team', from: 'team_id' },
  input: z.strictObject({
    team_id: teamId,
    on_fault: z
      .enum(['abort', 'skip'])
      .default('abort')
      .meta({ description: 'abort: a faulty row refuses the whole file; skip: it is left out and reported' }),
  }),
  output: z.strictObject({
    rows: z.number().int().min(0).meta({ description: 'Rows in the file, without the header' }),
    added: z.number().int().min(0),
    changed: z.number().int().min(0).meta({ description: 'Were members already, with another team role' }),
    unchanged: z.number().int().min(0),
    fault_count: z.number().int().min(0),
    faults: z.array(ImportFault).meta({ description: `The first ${importFaultsMax} faults` }),
  }),
  errors: ['body_too_large', 'unsupported_media_type', 'conflict'],
  examples: [{ team_id: exampleTeamId }, { team_id: exampleTeamId, on_fault: 'skip' }],
  http: {
    method: 'POST',
    path: '/teams/{team_id}/members/import',
    kind: 'upload',
    contentTypes: ['text/csv'],
    bodyBytesMax: importBytesMax,
  },
  touches: ['organization', 'access'],
});
