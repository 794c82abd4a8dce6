import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { line } from './fields.ts';
import { defineOperation } from './operation.ts';
import { pageOf } from './page.ts';

/** Days that a delegation can last, at most. */
export const delegationDaysMax = 366;

/** Somebody decides in place of somebody else. */
export const ApprovalDelegation = z.strictObject({
  id: publicId('approvalDelegation'),
  from_name: z.string(),
  to_name: z.string(),
  is_own: z.boolean().meta({ description: 'Whether the caller delegates; else they stand in' }),
  reason: z.string(),
  starts_at: instant,
  ends_at: instant,
  revoked_at: instant.nullable(),
});
export type ApprovalDelegation = z.output<typeof ApprovalDelegation>;

const own = { permission: 'approvals.own', ownPermission: 'approvals.own', scope: 'self' } as const;

export const approvalDelegationList = defineOperation({
  name: 'approval_delegation.list',
  summary: 'List who decides in one’s place, and in whose place one decides',
  ...own,
  input: z.strictObject({}),
  output: pageOf(ApprovalDelegation),
  examples: [{}],
  http: { method: 'GET', path: '/approval-delegations' },
});

export const approvalDelegationCreate = defineOperation({
  name: 'approval_delegation.create',
  summary: 'Let somebody decide in one’s place for a time',
  ...own,
  input: z.strictObject({
    user_id: publicId('user'),
    starts_at: instant.optional().meta({ description: 'Now unless said' }),
    ends_at: instant,
    reason: line(200).optional(),
  }),
  output: ApprovalDelegation,
  errors: ['limit_reached'],
  examples: [
    { user_id: 'usr_01jdnhwyg0e008000000000001', starts_at: '2030-01-01T00:00:00Z', ends_at: '2030-01-15T00:00:00Z', reason: 'Holidays' },
  ],
  http: { method: 'POST', path: '/approval-delegations', status: 201 },
});

export const approvalDelegationRevoke = defineOperation({
  name: 'approval_delegation.revoke',
  summary: 'End a delegation of one’s own',
  ...own,
  input: z.strictObject({ delegation_id: publicId('approvalDelegation') }),
  output: ApprovalDelegation,
  errors: ['conflict'],
  examples: [{ delegation_id: 'dlg_01jdnhwyg0e008000000000001' }],
  http: { method: 'DELETE', path: '/approval-delegations/{delegation_id}' },
});
