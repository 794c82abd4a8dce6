import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { usd } from '#lib/core/usd.ts';
import { amount } from './budgets.ts';
import { line, paragraph, versionNumber } from './fields.ts';
import { defineOperation } from './operation.ts';
import { pageInput, pageOf } from './page.ts';

/** `request`: one call of the gateway; the others change something once they are approved. */
export const approvalKinds = ['request', 'budget_raise', 'model_access', 'provider_access', 'key_request', 'project_start'] as const;
export type ApprovalKind = (typeof approvalKinds)[number];
export const approvalStates = ['pending', 'approved', 'rejected', 'expired', 'cancelled', 'used'] as const;
const stepStates = ['pending', 'approved', 'rejected', 'escalated', 'expired', 'cancelled', 'auto'] as const;

/** How often what was approved may be used, and for how long, at most. */
export const approvalUsesMax = 10_000;
export const approvalHoursMax = 24 * 31;
/** Hours an approved call can be sent in, unless said. */
export const approvalHoursDefault = 24;

/** One level of an approval and what came of it. People are told by name. */
export const ApprovalStep = z.strictObject({
  level: z.number().int(),
  label: z.string().meta({ description: 'Whom the level asks, such as the title of a role' }),
  state: z.enum(stepStates),
  approvers: z.array(z.string()),
  decided_by: z.string().nullable(),
  on_behalf_of: z.string().nullable().meta({ description: 'Whose decision it was, where somebody stood in' }),
  decided_at: instant.nullable(),
  comment: z.string(),
  due_at: instant.nullable(),
});

/** Something that somebody asked for and others decide about. */
export const Approval = z.strictObject({
  id: publicId('approval'),
  kind: z.enum(approvalKinds),
  state: z.enum(approvalStates),
  title: z.string(),
  reason: z.string(),
  amount_usd: usd.nullable().meta({ description: 'The most a call can cost, or the new limit of a budget' }),
  requester_name: z.string().nullable(),
  key_id: publicId('key').nullable(),
  key_name: z.string().nullable(),
  team_id: publicId('team').nullable(),
  team_name: z.string().nullable(),
  department_name: z.string().nullable(),
  budget_id: publicId('budget').nullable(),
  project_id: publicId('project').nullable(),
  models: z.array(z.string()),
  providers: z.array(z.string()),
  rule_name: z.string(),
  level: z.number().int().meta({ description: 'The level that decides now, from 1' }),
  levels_needed: z.number().int(),
  due_at: instant.nullable(),
  uses: z.number().int(),
  uses_max: z.number().int(),
  usable_until: instant.nullable(),
  decided_at: instant.nullable(),
  created_at: instant,
  version: versionNumber,
  steps: z.array(ApprovalStep),
  can_decide: z.boolean().meta({ description: 'Whether the caller is asked' }),
  can_cancel: z.boolean(),
  can_collect: z.boolean().meta({ description: 'Whether a key waits for the caller' }),
});
export type Approval = z.output<typeof Approval>;

/** What those who decide want to know beside the request itself. */
export const ApprovalWithContext = Approval.extend({
  context: z.array(z.strictObject({ label: z.string(), usd: usd.nullable(), text: z.string().nullable() })),
});
export type ApprovalWithContext = z.output<typeof ApprovalWithContext>;

const approvalId = publicId('approval');
const exampleId = 'apr_01jdnhwyg0e008000000000001';
const exampleBudgetId = 'bud_01jdnhwyg0e008000000000001';
/** Who reads approvals of a place, or has asked or is asked; the rooms narrow it. */
const involved = { permission: 'approvals.read', ownPermission: 'approvals.own', scope: 'list' } as const;

export const approvalList = defineOperation({
  name: 'approval.list',
  summary: 'List approvals: those to decide, those asked for, or all within reach',
  ...involved,
  input: z.strictObject({
    ...pageInput,
    view: z
      .enum(['mine', 'asked', 'all'])
      .default('all')
      .meta({ description: 'mine: the caller is asked to decide; asked: the caller asked for it' }),
    state: z.enum([...approvalStates, 'all']).default('all'),
    kind: z.enum(approvalKinds).optional(),
    project_id: publicId('project').optional().meta({ description: 'Those about starting this project' }),
    sort: z.enum(['-created_at', 'created_at']).default('-created_at'),
  }),
  output: pageOf(Approval),
  errors: ['invalid_cursor'],
  examples: [{}, { view: 'mine', state: 'pending' }],
  http: { method: 'GET', path: '/approvals' },
});

/** What waits for the caller, told again when that changes. */
export const ApprovalFigures = z.strictObject({
  to_decide: z.number().int().min(0).meta({ description: 'Approvals that the caller is asked to decide' }),
  own_pending: z.number().int().min(0).meta({ description: 'Approvals the caller asked for that nobody has decided' }),
  changed_at: instant.nullable().meta({ description: 'When one of them, or of those the caller asked for, was last made or decided' }),
});
export type ApprovalFigures = z.output<typeof ApprovalFigures>;

export const approvalFollow = defineOperation({
  name: 'approval.follow',
  summary: 'Follow what waits for a decision as server-sent events',
  ...involved,
  input: z.strictObject({}),
  output: ApprovalFigures,
  examples: [{}],
  http: { method: 'GET', path: '/approvals/events', kind: 'sse' },
});

export const approvalGet = defineOperation({
  name: 'approval.get',
  summary: 'Get an approval with its levels and what is to be known about it',
  ...involved,
  input: z.strictObject({ approval_id: approvalId }),
  output: ApprovalWithContext,
  examples: [{ approval_id: exampleId }],
  http: { method: 'GET', path: '/approvals/{approval_id}' },
});

/** Fields that a kind needs, and those it may have besides. */
const fieldsOf = {
  budget_raise: { needs: ['budget_id', 'limit_usd'], may: [] },
  model_access: { needs: ['models'], may: ['key_id', 'team_id'] },
  provider_access: { needs: ['providers'], may: ['key_id', 'team_id'] },
  key_request: { needs: ['name'], may: ['team_id', 'models', 'expires_at'] },
  project_start: { needs: ['project_id'], may: [] },
} as const;
const specificFields = ['budget_id', 'limit_usd', 'models', 'providers', 'key_id', 'team_id', 'name', 'expires_at', 'project_id'] as const;

function hasItsFields(input: { readonly kind: keyof typeof fieldsOf }, context: z.RefinementCtx): void {
  const needs: readonly string[] = fieldsOf[input.kind].needs;
  const may: readonly string[] = fieldsOf[input.kind].may;
  for (const field of specificFields) {
    const isGiven = Reflect.get(input, field) !== undefined;
    if (needs.includes(field) ? isGiven : !isGiven || may.includes(field)) continue;
    context.addIssue({ code: 'custom', path: [field], message: isGiven ? `Not with ${input.kind}` : `${input.kind} needs it` });
  }
  const isAccess = input.kind === 'model_access' || input.kind === 'provider_access';
  const holders = ['key_id', 'team_id'].filter((field) => Reflect.get(input, field) !== undefined).length;
  if (isAccess && holders !== 1) context.addIssue({ code: 'custom', path: ['key_id'], message: 'Say whom access is for: a key or a team' });
}

export const approvalRequest = defineOperation({
  name: 'approval.request',
  summary: 'Ask for a higher budget, for access to models or providers, for a virtual key, or to start a project',
  ...involved,
  input: z
    .strictObject({
      kind: z.enum(['budget_raise', 'model_access', 'provider_access', 'key_request', 'project_start']),
      reason: paragraph(1000).default(''),
      budget_id: publicId('budget').optional(),
      limit_usd: amount.optional().meta({ description: 'The new limit of the budget' }),
      models: z.array(line(200)).min(1).max(50).optional(),
      providers: z.array(line(80)).min(1).max(20).optional(),
      key_id: publicId('key').optional().meta({ description: 'The key that access is for' }),
      team_id: publicId('team').optional().meta({ description: 'The team that access is for, or that a new key is charged to' }),
      name: line(120).optional().meta({ description: 'Name of the new key' }),
      expires_at: instant.optional().meta({ description: 'End of the new key' }),
      project_id: publicId('project').optional().meta({ description: 'The planned project to start' }),
    })
    .superRefine(hasItsFields),
  output: Approval,
  errors: ['conflict', 'limit_reached'],
  examples: [
    { kind: 'budget_raise', budget_id: exampleBudgetId, limit_usd: '400', reason: 'Two more products this month' },
    { kind: 'key_request', name: 'Notebook' },
  ],
  http: { method: 'POST', path: '/approvals', status: 201 },
  touches: ['budgets', 'keys', 'approvals', 'projects'],
});

export const approvalApprove = defineOperation({
  name: 'approval.approve',
  summary: 'Approve what one is asked to; after the last level it takes effect',
  ...involved,
  input: z.strictObject({
    approval_id: approvalId,
    comment: paragraph(1000).default(''),
    uses: z.coerce
      .number()
      .int()
      .min(1)
      .max(approvalUsesMax)
      .default(1)
      .meta({ description: 'Calls that it covers; one covers the very request that asked, more cover its model up to its cost' }),
    valid_hours: z.coerce
      .number()
      .int()
      .min(1)
      .max(approvalHoursMax)
      .default(approvalHoursDefault)
      .meta({ description: 'For how long calls are covered' }),
  }),
  output: Approval,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ approval_id: exampleId, comment: 'For the launch' }],
  http: { method: 'POST', path: '/approvals/{approval_id}/approve' },
  touches: ['budgets', 'keys', 'approvals', 'projects'],
});

export const approvalReject = defineOperation({
  name: 'approval.reject',
  summary: 'Reject what one is asked to, with the reason',
  ...involved,
  input: z.strictObject({ approval_id: approvalId, comment: paragraph(1000).min(1) }),
  output: Approval,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ approval_id: exampleId, comment: 'Use the smaller model' }],
  http: { method: 'POST', path: '/approvals/{approval_id}/reject' },
});

export const approvalDelegate = defineOperation({
  name: 'approval.delegate',
  summary: 'Let somebody else decide one approval in one’s place',
  ...involved,
  input: z.strictObject({ approval_id: approvalId, user_id: publicId('user') }),
  output: Approval,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ approval_id: exampleId, user_id: 'usr_01jdnhwyg0e008000000000001' }],
  http: { method: 'POST', path: '/approvals/{approval_id}/delegate' },
});

export const approvalCancel = defineOperation({
  name: 'approval.cancel',
  summary: 'Take back what one has asked for',
  ...involved,
  input: z.strictObject({ approval_id: approvalId }),
  output: Approval,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ approval_id: exampleId }],
  http: { method: 'POST', path: '/approvals/{approval_id}/cancel' },
});

export const approvalCollect = defineOperation({
  name: 'approval.collect',
  summary: 'Make the virtual key that was approved; the answer alone shows it',
  ...involved,
  input: z.strictObject({ approval_id: approvalId }),
  output: z.strictObject({ approval: Approval, key_id: publicId('key'), secret: z.string() }),
  errors: ['conflict'],
  examples: [{ approval_id: exampleId }],
  http: { method: 'POST', path: '/approvals/{approval_id}/collect', status: 201 },
  touches: ['keys'],
});
