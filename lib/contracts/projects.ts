import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { usd } from '#lib/core/usd.ts';
import { archiveStatus } from './departments.ts';
import { line, searchText } from './fields.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';
import { Project, projectFields, projectPriorities, projectStatuses, slug } from './project-resource.ts';

/** Projects of one tenant that are not archived, at most. */
export const projectsMax = 2000;

export const projectId = publicId('project');
export const exampleProjectId = 'prj_01jdnhwyg0e008000000000001';
const exampleTeamId = 'team_01jdnhwyg0e008000000000001';
/** Where the permission for one project must be held. */
export const projectPlace = { of: 'project', from: 'project_id' } as const;

const stakeholders = z.array(z.strictObject({ user_id: publicId('user'), role: line(60) })).max(50);

const places = {
  owner_id: publicId('user').nullable(),
  team_id: publicId('team').nullable(),
  department_id: publicId('department').nullable().meta({ description: 'Of a project without a team' }),
  cost_center_id: publicId('costCenter')
    .nullable()
    .meta({ description: 'Bears its calls where no rule splits them; needs cost_centers.write' }),
};

const changeable = { ...places, ...projectFields, stakeholders };
const optional = z.strictObject(changeable).partial().shape;

export const projectList = defineOperation({
  name: 'project.list',
  summary: 'List projects with what they cost',
  permission: 'projects.read',
  scope: 'list',
  input: z.strictObject({
    ...pageInput,
    search: searchText.meta({ description: 'Part of the name or slug' }),
    status: z.enum(projectStatuses).optional(),
    priority: z.enum(projectPriorities).optional(),
    team_id: publicId('team').optional(),
    department_id: publicId('department').optional(),
    cost_center_id: publicId('costCenter').optional(),
    archived: archiveStatus,
    sort: z.enum(['name', '-name', 'created_at', '-created_at']).default('name'),
  }),
  output: pageOf(Project),
  errors: ['invalid_cursor'],
  examples: [{}, { status: 'active', team_id: exampleTeamId, sort: '-created_at', limit: 20 }],
  http: { method: 'GET', path: '/projects' },
});

export const projectGet = defineOperation({
  name: 'project.get',
  summary: 'Get a project with what it costs',
  permission: 'projects.read',
  scope: projectPlace,
  input: z.strictObject({ project_id: projectId }),
  output: Project,
  examples: [{ project_id: exampleProjectId }],
  http: { method: 'GET', path: '/projects/{project_id}' },
});

export const projectCreate = defineOperation({
  name: 'project.create',
  summary: 'Create a project; keys can be bound to it, and callers can name it',
  permission: 'projects.write',
  scope: { of: 'team', from: 'team_id', absent: { of: 'department', from: 'department_id', absent: 'tenant' } },
  input: z.strictObject({
    ...optional,
    team_id: publicId('team').optional(),
    department_id: publicId('department').optional(),
    name: line(120),
    slug: slug.optional().meta({ description: 'Made from the name unless said' }),
  }),
  output: Project,
  errors: ['approval_required', 'conflict', 'limit_reached'],
  examples: [{ name: 'Web shop', team_id: exampleTeamId, priority: 'high', estimated_cost_usd: '1200', frameworks: ['next.js'] }],
  http: { method: 'POST', path: '/projects', status: 201 },
  touches: ['projects'],
});

export const projectUpdate = defineOperation({
  name: 'project.update',
  summary: 'Change or move a project; calls follow within two seconds',
  permission: 'projects.write',
  scope: projectPlace,
  input: z.strictObject({ project_id: projectId, ...optional, name: line(120).optional(), slug: slug.optional() }),
  output: Project,
  errors: ['approval_required', 'conflict', 'precondition_failed', 'step_up_required'],
  examples: [{ project_id: exampleProjectId, status: 'paused', business_value: 'Half of all orders' }],
  http: { method: 'PATCH', path: '/projects/{project_id}' },
  touches: ['projects'],
});

/** What the releases and calls of a project say of how it goes. Medians, in hours; null where there is nothing to tell from. */
export const ProjectDelivery = z.strictObject({
  days: z.number().int(),
  releases: z.number().int().min(0).meta({ description: 'That went out in these days' }),
  releases_per_week: z.number().min(0),
  lead_time_hours: z.number().min(0).nullable().meta({ description: 'From the draft of a release until it went out' }),
  between_hours: z.number().min(0).nullable().meta({ description: 'From one release to the next' }),
  failures: z.number().int().min(0).meta({ description: 'Releases that people marked as failed, or rolled back' }),
  failure_percent: z.number().min(0).max(100).nullable(),
  recovery_hours: z
    .number()
    .min(0)
    .nullable()
    .meta({ description: 'From a failure until it was rolled back, or the next release went out' }),
  open_failures: z.number().int().min(0).meta({ description: 'Failures that nothing has followed yet' }),
  requests: z.number().int().min(0).meta({ description: 'Calls of the project in these days' }),
  failed_request_percent: z.number().min(0).max(100).nullable(),
  cost_usd: usd,
  cost_per_request_usd: usd.nullable(),
});
export type ProjectDelivery = z.output<typeof ProjectDelivery>;

export const projectDelivery = defineOperation({
  name: 'project.delivery',
  summary: 'Measure how a project delivers: releases, failures and recovery, and what its calls came to',
  permission: 'projects.read',
  scope: projectPlace,
  input: z.strictObject({ project_id: projectId, days: z.coerce.number().int().min(7).max(365).default(90) }),
  output: ProjectDelivery,
  examples: [{ project_id: exampleProjectId, days: 30 }],
  http: { method: 'GET', path: '/projects/{project_id}/delivery' },
});

export const projectArchive = defineOperation({
  name: 'project.archive',
  summary: 'Archive a project; keys bound to it stop',
  permission: 'projects.write',
  scope: projectPlace,
  input: z.strictObject({ project_id: projectId }),
  output: Project,
  errors: ['precondition_failed'],
  examples: [{ project_id: exampleProjectId }],
  http: { method: 'POST', path: '/projects/{project_id}/archive' },
  touches: ['projects'],
});

export const projectRestore = defineOperation({
  name: 'project.restore',
  summary: 'Bring an archived project back, with the keys bound to it',
  permission: 'projects.write',
  scope: projectPlace,
  input: z.strictObject({ project_id: projectId }),
  output: Project,
  errors: ['conflict', 'limit_reached', 'precondition_failed'],
  examples: [{ project_id: exampleProjectId }],
  http: { method: 'POST', path: '/projects/{project_id}/restore' },
  touches: ['projects'],
});
