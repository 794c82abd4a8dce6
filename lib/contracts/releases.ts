import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { line, paragraph, versionNumber } from './fields.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';
import { exampleProjectId, projectId, projectPlace } from './projects.ts';

export const releaseStatuses = ['draft', 'released', 'rolled_back'] as const;

const percent = z.number().min(0).max(100).nullable();

/** What the tests of a release measured, in percent. */
const measured = {
  coverage_percent: percent.meta({ description: 'Share of the code that its tests ran' }),
  test_success_percent: percent.meta({ description: 'Share of its tests that passed' }),
};

/** A version of a project that goes to its users. */
export const Release = z
  .strictObject({
    id: publicId('release'),
    project_id: publicId('project'),
    project_name: z.string(),
    environment_id: publicId('environment').nullable().meta({ description: 'Where it runs; null for all' }),
    environment_name: z.string().nullable(),
    semantic_version: z.string(),
    name: z.string(),
    notes: z.string(),
    status: z.enum(releaseStatuses),
    ...measured,
    created_by_name: z.string().nullable(),
    decided_by_name: z.string().nullable().meta({ description: 'Who released it, or rolled it back' }),
    released_at: instant.nullable(),
    rolled_back_at: instant.nullable(),
    failed_at: instant.nullable().meta({ description: 'When people found that it had failed' }),
    failure_note: z.string(),
    created_at: instant,
    updated_at: instant,
    version: versionNumber,
  })
  .meta({ id: 'Release' });
export type Release = z.output<typeof Release>;

const releaseId = publicId('release');
const exampleId = 'rel_01jdnhwyg0e008000000000001';
const placed = { of: 'release', from: 'release_id' } as const;

// The grammar of https://semver.org/spec/v2.0.0.html.
const semanticVersion = z
  .string()
  .trim()
  .max(120)
  .regex(
    /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*)?(?:\+[0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*)?$/,
    { error: 'A semantic version such as 1.4.0 or 2.0.0-rc.1' },
  )
  .meta({ description: 'Unique in the project', examples: ['1.4.0'] });

const list = {
  ...pageInput,
  status: z.enum(releaseStatuses).optional(),
  sort: z.enum(['created_at', '-created_at']).default('-created_at'),
};

export const releaseList = defineOperation({
  name: 'release.list',
  summary: 'List releases of all projects, newest first',
  permission: 'projects.read',
  scope: 'list',
  input: z.strictObject(list),
  output: pageOf(Release),
  errors: ['invalid_cursor'],
  examples: [{}, { status: 'released', limit: 20 }],
  http: { method: 'GET', path: '/releases' },
});

export const releaseListOfProject = defineOperation({
  name: 'release.list_of_project',
  summary: 'List the releases of a project, newest first',
  permission: 'projects.read',
  scope: projectPlace,
  input: z.strictObject({ ...list, project_id: projectId }),
  output: pageOf(Release),
  errors: ['invalid_cursor'],
  examples: [{ project_id: exampleProjectId }],
  http: { method: 'GET', path: '/projects/{project_id}/releases' },
});

export const releaseCreate = defineOperation({
  name: 'release.create',
  summary: 'Draft a release of a project',
  permission: 'projects.write',
  scope: projectPlace,
  input: z.strictObject({
    project_id: projectId,
    semantic_version: semanticVersion,
    name: line(120),
    notes: paragraph(20_000).default(''),
    environment_id: publicId('environment').optional(),
    coverage_percent: measured.coverage_percent.default(null),
    test_success_percent: measured.test_success_percent.default(null),
  }),
  output: Release,
  errors: ['conflict'],
  examples: [{ project_id: exampleProjectId, semantic_version: '1.4.0', name: 'Faster search', notes: 'New ranking model' }],
  http: { method: 'POST', path: '/projects/{project_id}/releases', status: 201 },
});

export const releaseUpdate = defineOperation({
  name: 'release.update',
  summary: 'Change the draft of a release',
  permission: 'projects.write',
  scope: placed,
  input: z.strictObject({
    release_id: releaseId,
    name: line(120).optional(),
    notes: paragraph(20_000).optional(),
    coverage_percent: measured.coverage_percent.optional(),
    test_success_percent: measured.test_success_percent.optional(),
  }),
  output: Release,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ release_id: exampleId, notes: 'New ranking model, fewer retries' }],
  http: { method: 'PATCH', path: '/releases/{release_id}' },
});

export const releasePublish = defineOperation({
  name: 'release.publish',
  summary: 'Release a draft that passes the quality gates of its project',
  permission: 'projects.write',
  scope: placed,
  input: z.strictObject({ release_id: releaseId }),
  output: Release,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ release_id: exampleId }],
  http: { method: 'POST', path: '/releases/{release_id}/publish' },
});

export const releaseRollback = defineOperation({
  name: 'release.rollback',
  summary: 'Record that a release was rolled back',
  permission: 'projects.write',
  scope: placed,
  input: z.strictObject({ release_id: releaseId }),
  output: Release,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ release_id: exampleId }],
  http: { method: 'POST', path: '/releases/{release_id}/rollback' },
});

export const releaseMarkFailure = defineOperation({
  name: 'release.mark_failure',
  summary: 'Say that a release failed, or that it did not after all; counts in how the project delivers',
  permission: 'projects.write',
  scope: placed,
  input: z.strictObject({
    release_id: releaseId,
    failed: z.boolean(),
    note: paragraph(1000).default('').meta({ description: 'What went wrong' }),
  }),
  output: Release,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ release_id: exampleId, failed: true, note: 'Answers in the wrong language' }],
  http: { method: 'POST', path: '/releases/{release_id}/failure' },
});
