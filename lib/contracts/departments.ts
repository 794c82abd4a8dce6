import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { line, searchText, versionNumber } from './fields.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';

/** Departments under each other, the root included. */
export const departmentDepthMax = 12;

export const archiveStatuses = ['active', 'archived', 'all'] as const;

/** Input field of lists whose rows can be archived. */
export const archiveStatus = z.enum(archiveStatuses).default('active').meta({ description: 'Which rows by state' });

export const Department = z
  .strictObject({
    id: publicId('department'),
    parent_id: publicId('department').nullable(),
    name: z.string(),
    team_count: z.number().int().min(0).meta({ description: 'Active teams directly in it' }),
    created_at: instant,
    updated_at: instant,
    archived_at: instant.nullable(),
    version: versionNumber,
  })
  .meta({ id: 'Department' });
export type Department = z.output<typeof Department>;

const departmentId = publicId('department');
const exampleId = 'dep_01jdnhwyg0e008000000000001';
const placed = { of: 'department', from: 'department_id' } as const;

export const departmentList = defineOperation({
  name: 'department.list',
  summary: 'List departments',
  permission: 'departments.read',
  scope: 'list',
  input: z.strictObject({
    ...pageInput,
    search: searchText,
    parent_id: departmentId.optional().meta({ description: 'Only departments directly under this one' }),
    status: archiveStatus,
    sort: z.enum(['name', '-name', 'created_at', '-created_at']).default('name'),
  }),
  output: pageOf(Department),
  errors: ['invalid_cursor'],
  examples: [{}, { search: 'e', sort: '-created_at', limit: 10 }],
  http: { method: 'GET', path: '/departments' },
});

export const departmentGet = defineOperation({
  name: 'department.get',
  summary: 'Get a department',
  permission: 'departments.read',
  scope: placed,
  input: z.strictObject({ department_id: departmentId }),
  output: Department,
  examples: [{ department_id: exampleId }],
  http: { method: 'GET', path: '/departments/{department_id}' },
});

export const departmentCreate = defineOperation({
  name: 'department.create',
  summary: 'Create a department',
  permission: 'departments.write',
  scope: { of: 'department', from: 'parent_id', absent: 'tenant' },
  input: z.strictObject({ name: line(120), parent_id: departmentId.optional() }),
  output: Department,
  errors: ['conflict', 'limit_reached'],
  examples: [{ name: 'Research' }, { name: 'Applied research', parent_id: exampleId }],
  http: { method: 'POST', path: '/departments', status: 201 },
  touches: ['organization'],
});

export const departmentUpdate = defineOperation({
  name: 'department.update',
  summary: 'Rename or move a department',
  permission: 'departments.write',
  scope: placed,
  input: z.strictObject({
    department_id: departmentId,
    name: line(120).optional(),
    parent_id: departmentId.nullable().optional().meta({ description: 'The department to move it under; null for the top' }),
  }),
  output: Department,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ department_id: exampleId, name: 'Engineering and design' }],
  http: { method: 'PATCH', path: '/departments/{department_id}' },
  touches: ['organization', 'access'],
});

export const departmentArchive = defineOperation({
  name: 'department.archive',
  summary: 'Archive a department that has no active teams or departments in it',
  permission: 'departments.write',
  scope: placed,
  input: z.strictObject({ department_id: departmentId }),
  output: Department,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ department_id: exampleId }],
  http: { method: 'POST', path: '/departments/{department_id}/archive' },
  touches: ['organization'],
});

export const departmentRestore = defineOperation({
  name: 'department.restore',
  summary: 'Bring an archived department back',
  permission: 'departments.write',
  scope: placed,
  input: z.strictObject({ department_id: departmentId }),
  output: Department,
  errors: ['conflict', 'limit_reached', 'precondition_failed'],
  examples: [{ department_id: exampleId }],
  http: { method: 'POST', path: '/departments/{department_id}/restore' },
  touches: ['organization'],
});
