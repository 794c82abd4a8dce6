import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { approvalKinds } from './approvals.ts';
import { amount } from './budgets.ts';
import { line, versionNumber } from './fields.ts';
import { defineOperation } from './operation.ts';
import { pageOf } from './page.ts';

/** Rules of one tenant, levels of one rule, at most. */
export const approvalRulesMax = 200;
export const approvalLevelsMax = 8;

/** One level: a role held at the place, or people by name; asked for amounts above the level below. */
export const ApprovalLevelShape = z
  .strictObject({
    role: line(60).nullable().default(null).meta({ description: 'Name of a role, such as team_lead or department_admin' }),
    user_ids: z.array(publicId('user')).max(20).default([]),
    up_to_usd: amount.nullable().default(null).meta({ description: 'Amounts that nobody above has to approve; null for any' }),
  })
  .refine(({ role, user_ids }) => role !== null || user_ids.length > 0, { error: 'Name a role or people', path: ['role'] });

const levels = z
  .array(ApprovalLevelShape)
  .min(1)
  .max(approvalLevelsMax)
  .refine((list) => list.every(({ up_to_usd }, at) => at === 0 || up_to_usd === null || (list[at - 1]?.up_to_usd ?? null) !== null), {
    error: 'No level can follow one that approves any amount',
  })
  .refine((list) => list.every(({ up_to_usd }, at) => at === 0 || up_to_usd === null || up_to_usd > (list[at - 1]?.up_to_usd ?? 0n)), {
    error: 'Each level approves more than the one before',
  })
  .meta({ description: 'In the order in which they are asked' });

const settings = {
  name: line(120),
  kind: z.enum(approvalKinds),
  department_id: publicId('department').optional(),
  team_id: publicId('team').optional(),
  above_usd: amount.nullable().meta({ description: 'Of rules for requests: calls that can cost more wait for an approval' }),
  providers: z.array(line(80)).max(50).meta({ description: 'Of rules for requests: approval-only providers' }),
  models: z.array(line(200)).max(200).meta({ description: 'Of rules for requests: models that need an approval' }),
  restricted: z.boolean().meta({ description: 'Single calls to these cannot be approved; only access opens them' }),
  levels,
  timeout_hours: z.coerce
    .number()
    .int()
    .min(1)
    .max(24 * 31),
  on_timeout: z.enum(['escalate', 'reject']),
  auto_approve_under_usd: amount.nullable(),
  four_eyes: z.boolean().meta({ description: 'Nobody decides about what they asked for' }),
  enabled: z.boolean(),
};

/** Who decides about what, and where. */
export const ApprovalRule = z.strictObject({
  ...settings,
  id: publicId('approvalRule'),
  department_id: publicId('department').nullable(),
  department_name: z.string().nullable(),
  team_id: publicId('team').nullable(),
  team_name: z.string().nullable(),
  timeout_hours: z.number().int(),
  created_at: instant,
  updated_at: instant,
  version: versionNumber,
});
export type ApprovalRule = z.output<typeof ApprovalRule>;

const ruleId = publicId('approvalRule');
const exampleId = 'apl_01jdnhwyg0e008000000000001';
const exampleLevels = [
  { role: 'team_lead', up_to_usd: '500' },
  { role: 'department_admin', up_to_usd: '2000' },
  { role: 'tenant_admin', up_to_usd: '10000' },
];
const managed = { permission: 'approvals.write', scope: 'tenant' } as const;

export const approvalRuleList = defineOperation({
  name: 'approval_rule.list',
  summary: 'List the rules of approvals',
  permission: 'approvals.read',
  scope: 'tenant',
  input: z.strictObject({}),
  output: pageOf(ApprovalRule),
  examples: [{}],
  http: { method: 'GET', path: '/approval-rules' },
});

export const approvalRuleCreate = defineOperation({
  name: 'approval_rule.create',
  summary: 'Create a rule of approvals',
  ...managed,
  input: z.strictObject({
    ...settings,
    above_usd: settings.above_usd.default(null),
    providers: settings.providers.default([]),
    models: settings.models.default([]),
    restricted: settings.restricted.default(false),
    timeout_hours: settings.timeout_hours.default(72),
    on_timeout: settings.on_timeout.default('escalate'),
    auto_approve_under_usd: settings.auto_approve_under_usd.default(null),
    four_eyes: settings.four_eyes.default(true),
    enabled: settings.enabled.default(true),
  }),
  output: ApprovalRule,
  errors: ['conflict', 'limit_reached'],
  examples: [{ name: 'Large calls', kind: 'request', above_usd: '5', levels: exampleLevels }],
  http: { method: 'POST', path: '/approval-rules', status: 201 },
  touches: ['approvals'],
});

export const approvalRuleUpdate = defineOperation({
  name: 'approval_rule.update',
  summary: 'Change a rule of approvals; open approvals go on as they were asked',
  ...managed,
  input: z.strictObject({
    rule_id: ruleId,
    ...z.object(settings).omit({ kind: true, department_id: true, team_id: true }).partial().shape,
  }),
  output: ApprovalRule,
  errors: ['conflict', 'precondition_failed'],
  examples: [{ rule_id: exampleId, timeout_hours: 24, on_timeout: 'reject' }],
  http: { method: 'PATCH', path: '/approval-rules/{rule_id}' },
  touches: ['approvals'],
});

export const approvalRuleArchive = defineOperation({
  name: 'approval_rule.archive',
  summary: 'Take a rule of approvals away',
  ...managed,
  input: z.strictObject({ rule_id: ruleId }),
  output: ApprovalRule,
  errors: ['precondition_failed'],
  examples: [{ rule_id: exampleId }],
  http: { method: 'DELETE', path: '/approval-rules/{rule_id}' },
  touches: ['approvals'],
});
