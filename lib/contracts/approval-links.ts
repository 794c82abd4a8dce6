import { z } from 'zod';
import { Approval } from './approvals.ts';
import { paragraph } from './fields.ts';
import { defineOperation } from './operation.ts';

/** The secret at the end of a link from an e-mail. */
const token = z.string().regex(/^[0-9a-f]{64}$/, { error: 'This is no link of an approval' });

/** What a link leads to. */
export const ApprovalLink = z.strictObject({
  approval: Approval,
  state: z.enum(['open', 'used', 'expired', 'decided']).meta({ description: 'Only an open link decides; the console always does' }),
});
export type ApprovalLink = z.output<typeof ApprovalLink>;

const own = { permission: 'approvals.own', ownPermission: 'approvals.own', scope: 'self' } as const;
const exampleToken = '00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff';

export const approvalLinkOpen = defineOperation({
  name: 'approval_link.open',
  summary: 'See what a link from an e-mail is about; changes nothing',
  ...own,
  input: z.strictObject({ token }),
  output: ApprovalLink,
  examples: [{ token: exampleToken }],
  http: { method: 'GET', path: '/approval-links/{token}' },
});

export const approvalLinkDecide = defineOperation({
  name: 'approval_link.decide',
  summary: 'Decide by a link from an e-mail: once, by the person it was sent to',
  ...own,
  input: z.strictObject({ token, decision: z.enum(['approve', 'reject']), comment: paragraph(1000).default('') }),
  output: Approval,
  errors: ['conflict'],
  examples: [{ token: exampleToken, decision: 'approve' }],
  http: { method: 'POST', path: '/approval-links/{token}/decide' },
  touches: ['budgets', 'keys', 'approvals', 'projects'],
});
