import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { archiveStatus } from './departments.ts';
import { versionNumber } from './fields.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';

/** Rules of one tenant that are not archived, and shares of one rule, at most. */
export const allocationsMax = 5000;
export const sharesMax = 50;

/** Parts of a million in a percent: shares have four decimals. */
const partsPerPercent = 10_000;

/** The whole parts of a million behind a percentage; undefined for one with more than four decimals. */
export function partsOfPercent(percent: number): number | undefined {
  const parts = Math.round(percent * partsPerPercent);
  // A decimal such as 33.3333 has no exact double, so the product may be off in its last bits.
  return Math.abs(parts - percent * partsPerPercent) < 1e-6 ? parts : undefined;
}

const percent = z
  .number()
  .gt(0)
  .max(100)
  .refine((value) => partsOfPercent(value) !== undefined, { error: 'At most four decimals' });

const AllocationShare = z.strictObject({
  cost_center_id: publicId('costCenter'),
  code: z.string().nullable(),
  name: z.string().nullable(),
  percent: z.number(),
});

/** A rule that splits what a team, project or key uses over cost centers. */
export const CostAllocation = z
  .strictObject({
    id: publicId('costAllocation'),
    source: z.enum(['team', 'project', 'key']),
    team_id: publicId('team').nullable(),
    project_id: publicId('project').nullable(),
    key_id: publicId('key').nullable(),
    source_name: z.string().nullable(),
    shares: z.array(AllocationShare).meta({ description: 'Sum to 100' }),
    valid_from: instant,
    valid_until: instant.nullable().meta({ description: 'Exclusive; null for no end' }),
    created_at: instant,
    updated_at: instant,
    archived_at: instant.nullable(),
    version: versionNumber,
  })
  .meta({ id: 'CostAllocation' });
export type CostAllocation = z.output<typeof CostAllocation>;

const allocationId = publicId('costAllocation');
const exampleId = 'cal_01jdnhwyg0e008000000000001';
const exampleCenterId = 'cct_01jdnhwyg0e008000000000001';
const exampleTeamId = 'team_01jdnhwyg0e008000000000001';

interface Share {
  readonly cost_center_id: string;
  readonly percent: number;
}

const shares = z
  .array(z.strictObject({ cost_center_id: publicId('costCenter'), percent }))
  .min(1)
  .max(sharesMax)
  .superRefine((all: readonly Share[], context) => {
    const sum = all.reduce((parts, share) => parts + (partsOfPercent(share.percent) ?? 0), 0);
    if (sum !== 100 * partsPerPercent)
      context.addIssue({ code: 'custom', message: `The shares sum to ${sum / partsPerPercent} %, not to 100 %` });
    for (const [place, { cost_center_id: id }] of all.entries())
      if (all.findIndex((share) => share.cost_center_id === id) !== place)
        context.addIssue({ code: 'custom', path: [place, 'cost_center_id'], message: 'This cost center has a share already' });
  });

const from = instant.meta({ description: 'Calls from this time on; those made before stay with who bore them' });
const until = instant.meta({ description: 'Calls before this time' });

export const costAllocationList = defineOperation({
  name: 'cost_allocation.list',
  summary: 'List the rules that split usage over cost centers',
  permission: 'cost_centers.read',
  scope: 'tenant',
  input: z.strictObject({
    ...pageInput,
    source: z.enum(['team', 'project', 'key']).optional(),
    team_id: publicId('team').optional(),
    project_id: publicId('project').optional(),
    key_id: publicId('key').optional(),
    cost_center_id: publicId('costCenter').optional().meta({ description: 'Rules that give it a share' }),
    status: archiveStatus,
    sort: z.enum(['created_at', '-created_at']).default('-created_at'),
  }),
  output: pageOf(CostAllocation),
  errors: ['invalid_cursor'],
  examples: [{}, { source: 'team', team_id: exampleTeamId, cost_center_id: exampleCenterId }],
  http: { method: 'GET', path: '/cost-centers/allocations' },
});

export const costAllocationCreate = defineOperation({
  name: 'cost_allocation.create',
  summary: 'Split what a team, project or key uses over cost centers',
  permission: 'cost_centers.write',
  scope: 'tenant',
  input: z
    .strictObject({
      source: z.enum(['team', 'project', 'key']),
      team_id: publicId('team').optional(),
      project_id: publicId('project').optional(),
      key_id: publicId('key').optional(),
      shares,
      valid_from: from.optional().meta({ description: 'Now unless said' }),
      valid_until: until.optional(),
    })
    .superRefine((input, context) => {
      for (const kind of ['team', 'project', 'key'] as const) {
        const isGiven = input[`${kind}_id`] !== undefined;
        if (isGiven === (kind === input.source)) continue;
        const message = isGiven ? `Not with the source ${input.source}` : `The source ${kind} needs it`;
        context.addIssue({ code: 'custom', path: [`${kind}_id`], message });
      }
    }),
  output: CostAllocation,
  errors: ['conflict', 'limit_reached'],
  examples: [{ source: 'team', team_id: exampleTeamId, shares: [{ cost_center_id: exampleCenterId, percent: 100 }] }],
  http: { method: 'POST', path: '/cost-centers/allocations', status: 201 },
  touches: ['cost_centers'],
});

const place = { of: 'cost_allocation', from: 'allocation_id' } as const;

export const costAllocationUpdate = defineOperation({
  name: 'cost_allocation.update',
  summary: 'Change the shares or the dates of a rule, for calls from now on',
  permission: 'cost_centers.write',
  scope: place,
  input: z.strictObject({
    allocation_id: allocationId,
    shares: shares.optional(),
    valid_from: from.optional(),
    valid_until: until.nullable().optional().meta({ description: 'Null for no end' }),
  }),
  output: CostAllocation,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ allocation_id: exampleId, valid_until: '2030-01-01T00:00:00Z' }],
  http: { method: 'PATCH', path: '/cost-centers/allocations/{allocation_id}' },
  touches: ['cost_centers'],
});

export const costAllocationArchive = defineOperation({
  name: 'cost_allocation.archive',
  summary: 'End a rule for good; calls it has split stay so',
  permission: 'cost_centers.write',
  scope: place,
  input: z.strictObject({ allocation_id: allocationId }),
  output: CostAllocation,
  errors: ['precondition_failed'],
  examples: [{ allocation_id: exampleId }],
  http: { method: 'POST', path: '/cost-centers/allocations/{allocation_id}/archive' },
  touches: ['cost_centers'],
});
