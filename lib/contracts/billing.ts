import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { usd } from '#lib/core/usd.ts';
import { Essential } from './budget-resource.ts';
import { emailAddress, line } from './fields.ts';
import { defineOperation } from './operation.ts';

/** `notify` alerts, `restrict` refuses what is not essential, `block` refuses all calls. */
export const exceededActions = ['notify', 'restrict', 'block'] as const;

const amount = usd.refine((nano) => nano >= 0n, { error: 'Must not be negative' });
const count = z.number().int().min(0);
const defaultWarning = 80;

/** How a place wants to be billed. */
export const BillingSettings = z.strictObject({
  monthly_budget: amount.nullable().default(null).meta({ description: 'Limit of the monthly budget of the place; null has none' }),
  budget_alerts: z
    .strictObject({
      warning_threshold: z.number().int().min(1).max(99).default(defaultWarning).meta({ description: 'Percent of the monthly budget' }),
      exceeded_action: z.enum(exceededActions).default('notify'),
      essential: Essential.optional(),
    })
    .default({ warning_threshold: defaultWarning, exceeded_action: 'notify' }),
  cost_allocation: z
    .strictObject({ method: z.enum(['direct', 'proportional', 'even']) })
    .default({ method: 'direct' })
    .meta({
      description:
        'Who bears in statements and chargeback what no team used: the place itself, its teams by what each used, or all of them the same',
    }),
  cost_center: line(120)
    .nullable()
    .default(null)
    .meta({ description: 'Code of the cost center that bears what no rule and no project does; needs cost_centers.write' }),
  approval_hierarchy: z
    .array(z.strictObject({ role: line(120), threshold: amount }))
    .max(8)
    .default([])
    .meta({ description: 'Who approves raises of budgets here, up to which amount; needs approvals.write on the organization' }),
  reporting: z
    .strictObject({
      frequency: z.enum(['daily', 'weekly', 'monthly', 'quarterly']),
      recipients: z.array(emailAddress).max(50),
      include_member_breakdown: z.boolean(),
    })
    .nullable()
    .default(null)
    .meta({ description: 'A cost report that is sent to these addresses, who are on statements as well; needs reports.write here' }),
});
export type BillingSettings = z.output<typeof BillingSettings>;

const share = z.strictObject({ cost: usd, requests: count });

/** A threshold that is reached in the running period of a budget. */
export const BillingAlert = z.strictObject({
  id: z.string().meta({ description: 'To acknowledge it by' }),
  type: z.enum(['budget_warning', 'budget_exceeded']),
  budget_id: publicId('budget'),
  threshold: z.number().int().meta({ description: 'Percent of what the budget lets calls use' }),
  current_value: usd.meta({ description: 'Spent in the period' }),
  message: z.string(),
  crossed_at: instant.nullable().meta({ description: 'Null where spend from before the budget had reached it' }),
  acknowledged_by: z.strictObject({ user_id: publicId('user'), name: z.string(), at: instant }).nullable(),
});
export type BillingAlert = z.output<typeof BillingAlert>;

/** Something that would cost less. */
export const BillingRecommendation = z.strictObject({
  priority: z.enum(['high', 'medium', 'low']),
  category: z.string(),
  estimated_monthly_savings: usd,
  implementation_effort: z.enum(['low', 'medium', 'high']),
  reason: z.string(),
  apply: z.string().nullable().meta({ description: 'Where it is done in the console' }),
});
export type BillingRecommendation = z.output<typeof BillingRecommendation>;

/** What a place spends: this month so far, where it ends, what is alerted, what could be saved. */
export const Billing = z.strictObject({
  billing_period: z.strictObject({
    start: instant,
    end: instant,
    time_zone: z.string(),
    total_cost: usd,
    total_requests: count,
    breakdown_by_provider: z.record(z.string(), share),
    breakdown_by_model: z.record(z.string(), share),
    breakdown_by_member: z
      .record(z.string(), share.extend({ name: z.string().nullable() }))
      .meta({ description: 'By user id; `none` for calls of nobody' }),
  }),
  projections: z
    .strictObject({
      month_end: usd,
      low: usd,
      high: usd,
      confidence: z.number().meta({ description: 'How often the month should end between low and high' }),
      trend: z.enum(['increasing', 'stable', 'decreasing']).nullable(),
    })
    .nullable()
    .meta({ description: 'Null before the third day of calls' }),
  budget_alerts: z.strictObject({
    warning_threshold: z.number().int(),
    exceeded_action: z.enum(exceededActions),
    current_alerts: z.array(BillingAlert),
  }),
  cost_optimization_opportunities: z.strictObject({
    potential_savings: usd.meta({ description: 'At most: recommendations beside each other may name the same money' }),
    recommendations: z.array(BillingRecommendation),
  }),
  settings: BillingSettings.extend({ version: z.number().int().min(0).meta({ description: '0 before the first change' }) }),
});
export type Billing = z.output<typeof Billing>;

export const SavedSettings = BillingSettings.extend({
  version: z.number().int().min(1),
  budget_id: publicId('budget').nullable().meta({ description: 'The monthly budget' }),
  report_schedule_id: publicId('reportSchedule').nullable().meta({ description: 'The report that `reporting` has sent' }),
});
export type SavedSettings = z.output<typeof SavedSettings>;

/** What acknowledging alerts takes. */
export const acknowledge = {
  action: z.literal('acknowledge_alerts'),
  alert_ids: z.array(z.string().max(120)).min(1).max(100).optional().meta({ description: 'All current alerts unless said' }),
};
/** What acknowledging answers. */
export const Acknowledged = z.strictObject({ acknowledged: z.array(BillingAlert) });

const exampleTeamId = 'team_01jdnhwyg0e008000000000001';
const exampleDepartmentId = 'dep_01jdnhwyg0e008000000000001';
/** Settings that succeed anywhere. */
export const exampleSettings: z.input<typeof BillingSettings> = {
  monthly_budget: '500',
  budget_alerts: { warning_threshold: 75, exceeded_action: 'block' },
  cost_center: 'CC-1040',
  approval_hierarchy: [{ role: 'team_lead', threshold: '500' }],
  reporting: { frequency: 'weekly', recipients: ['ada@example.com'], include_member_breakdown: true },
};
/** Errors of setting how a place is billed. */
export const billingErrors = ['conflict', 'limit_reached', 'precondition_failed'] as const;

const ofTeam = { of: 'team', from: 'team_id' } as const;
const inTeam = { team_id: publicId('team') };
const ofDepartment = { of: 'department', from: 'department_id' } as const;
const inDepartment = { department_id: publicId('department') };

export const teamBillingGet = defineOperation({
  name: 'team_billing.get',
  summary: 'What a team spends this month, projected, alerted and split',
  permission: 'budgets.read',
  scope: ofTeam,
  input: z.strictObject(inTeam),
  output: Billing,
  examples: [{ team_id: exampleTeamId }],
  http: { method: 'GET', path: '/teams/{team_id}/billing' },
});

export const teamBillingSet = defineOperation({
  name: 'team_billing.set',
  summary: 'Set the monthly budget of a team and how it is billed',
  permission: 'budgets.write',
  scope: ofTeam,
  input: BillingSettings.extend(inTeam),
  output: SavedSettings,
  errors: billingErrors,
  examples: [{ team_id: exampleTeamId, ...exampleSettings }],
  http: { method: 'PUT', path: '/teams/{team_id}/billing/settings' },
  touches: ['budgets', 'cost_centers'],
});

export const teamBillingAcknowledge = defineOperation({
  name: 'team_billing.acknowledge',
  summary: 'Acknowledge the budget alerts of a team',
  permission: 'budgets.write',
  scope: ofTeam,
  input: z.strictObject({ ...inTeam, ...acknowledge }),
  output: Acknowledged,
  examples: [{ team_id: exampleTeamId, action: 'acknowledge_alerts' }],
  http: { method: 'POST', path: '/teams/{team_id}/billing' },
});

export const departmentBillingGet = defineOperation({
  name: 'department_billing.get',
  summary: 'What a department spends this month, projected, alerted and split',
  permission: 'budgets.read',
  scope: ofDepartment,
  input: z.strictObject(inDepartment),
  output: Billing,
  examples: [{ department_id: exampleDepartmentId }],
  http: { method: 'GET', path: '/departments/{department_id}/billing' },
});

export const departmentBillingSet = defineOperation({
  name: 'department_billing.set',
  summary: 'Set the monthly budget of a department and how it is billed',
  permission: 'budgets.write',
  scope: ofDepartment,
  input: BillingSettings.extend(inDepartment),
  output: SavedSettings,
  errors: billingErrors,
  examples: [{ department_id: exampleDepartmentId, ...exampleSettings }],
  http: { method: 'PUT', path: '/departments/{department_id}/billing/settings' },
  touches: ['budgets', 'cost_centers'],
});

export const departmentBillingAcknowledge = defineOperation({
  name: 'department_billing.acknowledge',
  summary: 'Acknowledge the budget alerts of a department',
  permission: 'budgets.write',
  scope: ofDepartment,
  input: z.strictObject({ ...inDepartment, ...acknowledge }),
  output: Acknowledged,
  examples: [{ department_id: exampleDepartmentId, action: 'acknowledge_alerts' }],
  http: { method: 'POST', path: '/departments/{department_id}/billing' },
});

export const tenantBillingGet = defineOperation({
  name: 'tenant_billing.get',
  summary: 'What the organization spends this month, projected, alerted and split',
  permission: 'budgets.read',
  scope: 'tenant',
  input: z.strictObject({}),
  output: Billing,
  examples: [{}],
  http: { method: 'GET', path: '/tenant/billing' },
});

export const tenantBillingSet = defineOperation({
  name: 'tenant_billing.set',
  summary: 'Set the monthly budget of the organization and how it is billed',
  permission: 'budgets.write',
  scope: 'tenant',
  input: BillingSettings,
  output: SavedSettings,
  errors: billingErrors,
  examples: [exampleSettings],
  http: { method: 'PUT', path: '/tenant/billing/settings' },
  touches: ['budgets', 'cost_centers'],
});

export const tenantBillingAcknowledge = defineOperation({
  name: 'tenant_billing.acknowledge',
  summary: 'Acknowledge the budget alerts of the organization',
  permission: 'budgets.write',
  scope: 'tenant',
  input: z.strictObject(acknowledge),
  output: Acknowledged,
  examples: [{ action: 'acknowledge_alerts' }],
  http: { method: 'POST', path: '/tenant/billing' },
});
