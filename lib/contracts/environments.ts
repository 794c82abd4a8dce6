import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { usd } from '#lib/core/usd.ts';
import { archiveStatus } from './departments.ts';
import { line, versionNumber } from './fields.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';
import { slug } from './project-resource.ts';
import { exampleProjectId, projectId, projectPlace } from './projects.ts';

/** Environments of one project that are not archived, at most. */
export const environmentsMax = 50;

export const environmentKinds = ['development', 'staging', 'production', 'other'] as const;
export const environmentStatuses = ['active', 'paused'] as const;

/** A stage of a project. */
export const Environment = z
  .strictObject({
    id: publicId('environment'),
    project_id: publicId('project'),
    project_name: z.string(),
    slug: z.string(),
    name: z.string(),
    kind: z.enum(environmentKinds),
    url: z.string().nullable(),
    status: z.enum(environmentStatuses),
    primary_model: z.string().nullable(),
    fallback_model: z.string().nullable(),
    daily_cost_limit_usd: usd.nullable().meta({ description: 'The limit of its daily budget; null for none' }),
    monthly_cost_limit_usd: usd.nullable().meta({ description: 'The limit of its monthly budget; null for none' }),
    actual_cost_usd: usd,
    request_count: z.number().int().min(0),
    key_count: z.number().int().min(0).meta({ description: 'Active virtual keys bound to it' }),
    created_at: instant,
    updated_at: instant,
    archived_at: instant.nullable(),
    version: versionNumber,
  })
  .meta({ id: 'Environment' });
export type Environment = z.output<typeof Environment>;

const environmentId = publicId('environment');
const exampleId = 'env_01jdnhwyg0e008000000000001';
const placed = { of: 'environment', from: 'environment_id' } as const;

const limit = usd.refine((nano) => nano > 0n, { error: 'Must be more than nothing' }).nullable();
const fields = {
  kind: z.enum(environmentKinds),
  url: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .nullable(),
  status: z.enum(environmentStatuses).meta({ description: 'Only calls of active environments are served' }),
  primary_model: line(200).nullable(),
  fallback_model: line(200).nullable(),
  daily_cost_limit_usd: limit.meta({ description: 'Makes, changes or archives a hard daily budget; needs budgets.write' }),
  monthly_cost_limit_usd: limit.meta({ description: 'Makes, changes or archives a hard monthly budget; needs budgets.write' }),
};
const optional = z.strictObject(fields).partial().shape;

const sort = z.enum(['name', '-name', 'created_at', '-created_at']).default('name');
const list = { ...pageInput, archived: archiveStatus, sort };

export const environmentList = defineOperation({
  name: 'environment.list',
  summary: 'List environments of all projects',
  permission: 'projects.read',
  scope: 'list',
  input: z.strictObject({ ...list, kind: z.enum(environmentKinds).optional() }),
  output: pageOf(Environment),
  errors: ['invalid_cursor'],
  examples: [{}, { kind: 'production', limit: 20 }],
  http: { method: 'GET', path: '/environments' },
});

export const environmentListOfProject = defineOperation({
  name: 'environment.list_of_project',
  summary: 'List the environments of a project',
  permission: 'projects.read',
  scope: projectPlace,
  input: z.strictObject({ ...list, project_id: projectId }),
  output: pageOf(Environment),
  errors: ['invalid_cursor'],
  examples: [{ project_id: exampleProjectId }],
  http: { method: 'GET', path: '/projects/{project_id}/environments' },
});

export const environmentGet = defineOperation({
  name: 'environment.get',
  summary: 'Get an environment',
  permission: 'projects.read',
  scope: placed,
  input: z.strictObject({ environment_id: environmentId }),
  output: Environment,
  examples: [{ environment_id: exampleId }],
  http: { method: 'GET', path: '/environments/{environment_id}' },
});

export const environmentCreate = defineOperation({
  name: 'environment.create',
  summary: 'Create an environment of a project',
  permission: 'projects.write',
  scope: projectPlace,
  input: z.strictObject({
    project_id: projectId,
    ...optional,
    name: line(120),
    slug: slug.optional().meta({ description: 'Made from the name unless said' }),
  }),
  output: Environment,
  errors: ['conflict', 'limit_reached'],
  examples: [
    { project_id: exampleProjectId, name: 'Staging', kind: 'staging', url: 'https://staging.example.com', daily_cost_limit_usd: '20' },
  ],
  http: { method: 'POST', path: '/projects/{project_id}/environments', status: 201 },
  touches: ['projects', 'budgets'],
});

export const environmentUpdate = defineOperation({
  name: 'environment.update',
  summary: 'Change an environment; calls follow within two seconds',
  permission: 'projects.write',
  scope: placed,
  input: z.strictObject({ environment_id: environmentId, ...optional, name: line(120).optional(), slug: slug.optional() }),
  output: Environment,
  errors: ['conflict', 'limit_reached', 'precondition_failed'],
  examples: [{ environment_id: exampleId, status: 'paused' }],
  http: { method: 'PATCH', path: '/environments/{environment_id}' },
  touches: ['projects', 'budgets'],
});

export const environmentArchive = defineOperation({
  name: 'environment.archive',
  summary: 'Archive an environment; keys bound to it stop',
  permission: 'projects.write',
  scope: placed,
  input: z.strictObject({ environment_id: environmentId }),
  output: Environment,
  errors: ['precondition_failed'],
  examples: [{ environment_id: exampleId }],
  http: { method: 'POST', path: '/environments/{environment_id}/archive' },
  touches: ['projects'],
});

export const environmentRestore = defineOperation({
  name: 'environment.restore',
  summary: 'Bring an archived environment back, with the keys bound to it',
  permission: 'projects.write',
  scope: placed,
  input: z.strictObject({ environment_id: environmentId }),
  output: Environment,
  errors: ['conflict', 'limit_reached', 'precondition_failed'],
  examples: [{ environment_id: exampleId }],
  http: { method: 'POST', path: '/environments/{environment_id}/restore' },
  touches: ['projects'],
});
