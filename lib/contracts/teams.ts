import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { archiveStatus } from './departments.ts';
import { line, paragraph, searchText, versionNumber } from './fields.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';

/** Teams nested in each other, the outermost included. */
export const teamDepthMax = 8;

export const Team = z
  .strictObject({
    id: publicId('team'),
    name: z.string(),
    description: z.string(),
    department_id: publicId('department').nullable(),
    department_name: z.string().nullable(),
    parent_id: publicId('team').nullable().meta({ description: 'The team it is nested in' }),
    member_count: z.number().int().min(0),
    leads: z
      .array(z.strictObject({ user_id: publicId('user'), name: z.string() }))
      .meta({ description: 'At most ten, by time of joining' }),
    created_at: instant,
    updated_at: instant,
    archived_at: instant.nullable(),
    version: versionNumber,
  })
  .meta({ id: 'Team' });
export type Team = z.output<typeof Team>;

const teamId = publicId('team');
const departmentId = publicId('department');
const exampleId = 'team_01jdnhwyg0e008000000000001';
const exampleDepartmentId = 'dep_01jdnhwyg0e008000000000001';
const placed = { of: 'team', from: 'team_id' } as const;

export const teamList = defineOperation({
  name: 'team.list',
  summary: 'List teams',
  permission: 'teams.read',
  scope: 'list',
  input: z.strictObject({
    ...pageInput,
    search: searchText,
    department_id: departmentId.optional().meta({ description: 'Only teams directly in this department' }),
    parent_id: teamId.optional().meta({ description: 'Only teams directly in this team' }),
    status: archiveStatus,
    sort: z.enum(['name', '-name', 'created_at', '-created_at']).default('name'),
  }),
  output: pageOf(Team),
  errors: ['invalid_cursor'],
  examples: [{}, { department_id: exampleDepartmentId, search: 'a', sort: '-created_at', limit: 20 }],
  http: { method: 'GET', path: '/teams' },
});

export const teamGet = defineOperation({
  name: 'team.get',
  summary: 'Get a team',
  permission: 'teams.read',
  scope: placed,
  input: z.strictObject({ team_id: teamId }),
  output: Team,
  examples: [{ team_id: exampleId }],
  http: { method: 'GET', path: '/teams/{team_id}' },
});

export const teamCreate = defineOperation({
  name: 'team.create',
  summary: 'Create a team',
  permission: 'teams.write',
  scope: { of: 'team', from: 'parent_id', absent: { of: 'department', from: 'department_id', absent: 'tenant' } },
  input: z.strictObject({
    name: line(120),
    description: paragraph(2000).default(''),
    department_id: departmentId.optional(),
    parent_id: teamId.optional(),
  }),
  output: Team,
  errors: ['conflict', 'limit_reached'],
  examples: [{ name: 'Search quality', description: 'Ranking and evaluation', department_id: exampleDepartmentId }],
  http: { method: 'POST', path: '/teams', status: 201 },
  touches: ['organization'],
});

export const teamUpdate = defineOperation({
  name: 'team.update',
  summary: 'Change or move a team',
  permission: 'teams.write',
  scope: placed,
  input: z.strictObject({
    team_id: teamId,
    name: line(120).optional(),
    description: paragraph(2000).optional(),
    department_id: departmentId.nullable().optional().meta({ description: 'Null takes it out of any department' }),
    parent_id: teamId.nullable().optional().meta({ description: 'The team to nest it in; null for none' }),
  }),
  output: Team,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ team_id: exampleId, description: 'Ranking, evaluation and feedback' }],
  http: { method: 'PATCH', path: '/teams/{team_id}' },
  touches: ['organization', 'access'],
});

export const teamArchive = defineOperation({
  name: 'team.archive',
  summary: 'Archive a team and disable its virtual keys',
  permission: 'teams.write',
  scope: placed,
  input: z.strictObject({ team_id: teamId }),
  output: Team,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ team_id: exampleId }],
  http: { method: 'POST', path: '/teams/{team_id}/archive' },
  touches: ['organization', 'keys'],
});

export const teamRestore = defineOperation({
  name: 'team.restore',
  summary: 'Bring an archived team back; its keys stay disabled',
  permission: 'teams.write',
  scope: placed,
  input: z.strictObject({ team_id: teamId }),
  output: Team,
  errors: ['conflict', 'limit_reached', 'precondition_failed'],
  examples: [{ team_id: exampleId }],
  http: { method: 'POST', path: '/teams/{team_id}/restore' },
  touches: ['organization'],
});
