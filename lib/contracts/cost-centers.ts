import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { usd } from '#lib/core/usd.ts';
import { budgetPeriods } from './budget-resource.ts';
import { archiveStatus } from './departments.ts';
import { line, paragraph, searchText, versionNumber } from './fields.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';

/** Cost centers of one tenant that are not archived, at most, and how deep they may lie in each other. */
export const costCentersMax = 2000;
export const costCenterDepthMax = 8;

/** Whom costs are charged to in the organization's books. */
export const CostCenter = z
  .strictObject({
    id: publicId('costCenter'),
    code: z.string(),
    name: z.string(),
    description: z.string(),
    parent_id: publicId('costCenter').nullable(),
    manager_id: publicId('user').nullable(),
    manager_name: z.string().nullable(),
    budget: z
      .strictObject({ id: publicId('budget'), name: z.string(), limit_usd: usd, period: z.enum(budgetPeriods) })
      .nullable()
      .meta({ description: 'The oldest active budget over it; make one with POST /budgets' }),
    allocation_count: z.number().int().min(0).meta({ description: 'Rules that give it a share, now or later' }),
    created_at: instant,
    updated_at: instant,
    archived_at: instant.nullable(),
    version: versionNumber,
  })
  .meta({ id: 'CostCenter' });
export type CostCenter = z.output<typeof CostCenter>;

const costCenterId = publicId('costCenter');
const exampleId = 'cct_01jdnhwyg0e008000000000001';
const placed = { of: 'cost_center', from: 'cost_center_id' } as const;

const code = line(40).meta({
  description: 'As the books name it; unique among active ones, upper and lower case are the same',
  examples: ['4711'],
});

export const costCenterList = defineOperation({
  name: 'cost_center.list',
  summary: 'List cost centers',
  permission: 'cost_centers.read',
  scope: 'tenant',
  input: z.strictObject({
    ...pageInput,
    search: searchText.meta({ description: 'Part of the code or name' }),
    parent_id: costCenterId.optional().meta({ description: 'Only those directly below this one' }),
    status: archiveStatus,
    sort: z.enum(['name', '-name', 'created_at', '-created_at']).default('name'),
  }),
  output: pageOf(CostCenter),
  errors: ['invalid_cursor'],
  examples: [{}, { search: '47', sort: '-created_at', limit: 20 }],
  http: { method: 'GET', path: '/cost-centers' },
});

export const costCenterGet = defineOperation({
  name: 'cost_center.get',
  summary: 'Get a cost center',
  permission: 'cost_centers.read',
  scope: placed,
  input: z.strictObject({ cost_center_id: costCenterId }),
  output: CostCenter,
  examples: [{ cost_center_id: exampleId }],
  http: { method: 'GET', path: '/cost-centers/{cost_center_id}' },
});

export const costCenterCreate = defineOperation({
  name: 'cost_center.create',
  summary: 'Create a cost center',
  permission: 'cost_centers.write',
  scope: 'tenant',
  input: z.strictObject({
    code,
    name: line(120),
    description: paragraph(1000).default(''),
    parent_id: costCenterId.optional(),
    manager_id: publicId('user').optional(),
  }),
  output: CostCenter,
  errors: ['conflict', 'limit_reached'],
  examples: [{ code: '4712', name: 'Research', manager_id: 'usr_01jdnhwyg0e008000000000001' }],
  http: { method: 'POST', path: '/cost-centers', status: 201 },
  touches: ['cost_centers'],
});

export const costCenterUpdate = defineOperation({
  name: 'cost_center.update',
  summary: 'Change a cost center',
  permission: 'cost_centers.write',
  scope: placed,
  input: z.strictObject({
    cost_center_id: costCenterId,
    code: code.optional(),
    name: line(120).optional(),
    description: paragraph(1000).optional(),
    parent_id: costCenterId.nullable().optional(),
    manager_id: publicId('user').nullable().optional(),
  }),
  output: CostCenter,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ cost_center_id: exampleId, name: 'Research and development' }],
  http: { method: 'PATCH', path: '/cost-centers/{cost_center_id}' },
  touches: ['cost_centers'],
});

export const costCenterArchive = defineOperation({
  name: 'cost_center.archive',
  summary: 'Archive a cost center that bears nothing any more',
  permission: 'cost_centers.write',
  scope: placed,
  input: z.strictObject({ cost_center_id: costCenterId }),
  output: CostCenter,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ cost_center_id: exampleId }],
  http: { method: 'POST', path: '/cost-centers/{cost_center_id}/archive' },
  touches: ['cost_centers'],
});

export const costCenterRestore = defineOperation({
  name: 'cost_center.restore',
  summary: 'Bring an archived cost center back',
  permission: 'cost_centers.write',
  scope: placed,
  input: z.strictObject({ cost_center_id: costCenterId }),
  output: CostCenter,
  errors: ['conflict', 'limit_reached', 'precondition_failed'],
  examples: [{ cost_center_id: exampleId }],
  http: { method: 'POST', path: '/cost-centers/{cost_center_id}/restore' },
  touches: ['cost_centers'],
});
