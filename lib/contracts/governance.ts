import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { AuditRow } from './audit-logs.ts';
import { complianceScore } from './compliance-frameworks.ts';
import { GovernanceConfig } from './governance-config.ts';
import { defineOperation } from './operation.ts';
import { PolicyDefinition } from './policy-definition.ts';
import { Policy, policyDescription, policyName, policyType } from './policy-resource.ts';
import { exampleProjectId, projectId, projectPlace } from './projects.ts';
import { UsageEvent } from './usage.ts';

const SavedConfig = z
  .strictObject({
    configuration: GovernanceConfig,
    policies: z.array(publicId('policy')).meta({ description: 'Policies that carry it out' }),
    version: z.number().int().min(0).meta({ description: '0 before the first change' }),
  })
  .meta({ id: 'SavedGovernanceConfig' });
export type SavedConfig = z.output<typeof SavedConfig>;

/** A policy as places show it: what it does stands in itself, as it was given. */
const GovernedPolicy = Policy.extend({
  rules: PolicyDefinition.shape.rules.nullable().meta({ description: 'Of what is in force or watches, else of the draft' }),
  exceptions: PolicyDefinition.shape.exceptions.nullable(),
}).meta({ id: 'GovernedPolicy' });
export type GovernedPolicy = z.output<typeof GovernedPolicy>;

/** How the last audit found a framework that holds in a place. */
const FrameworkStanding = z.strictObject({
  framework: z.string().meta({ description: 'Its key' }),
  name: z.string(),
  ...complianceScore,
  audited_at: instant,
  next_audit_at: instant,
});
export type FrameworkStanding = z.output<typeof FrameworkStanding>;

const governedKinds = ['tenant', 'department', 'team', 'project'] as const;
const GovernedPlaceName = z.strictObject({ kind: z.enum(governedKinds), id: z.string(), name: z.string() });

/** A place around another one, and what holds in that by it. */
const PlaceAround = z.strictObject({
  place: GovernedPlaceName,
  configuration: GovernanceConfig.nullable().meta({ description: 'Null where nobody has set one' }),
  policies: z
    .array(z.strictObject({ id: publicId('policy'), name: z.string(), type: policyType, mode: z.enum(['active', 'shadow']) }))
    .meta({ description: 'In force or watching; what its configuration asks of regions and approvals is among them' }),
});
export type PlaceAround = z.output<typeof PlaceAround>;

const Governance = z.strictObject({
  place: GovernedPlaceName,
  around: z.array(PlaceAround).meta({
    description: 'What holds here by the places around it, the nearest first; for a project, on calls of people of those places',
  }),
  configuration: GovernanceConfig,
  compliance: z.array(FrameworkStanding).meta({
    description: 'How the last audit found the frameworks of the configuration, where it looked at them; for those who may read compliance',
  }),
  version: z.number().int().min(0).meta({ description: 'Of the configuration; 0 before the first change' }),
  policies: z.array(GovernedPolicy).meta({ description: 'For this very place, the newest 200; those around it hold here too' }),
  violations: z
    .array(UsageEvent)
    .meta({ description: 'The newest 50 calls here that were refused, changed, parked or flagged; for those who may see usage here' }),
  audit: z.array(AuditRow).nullable().meta({ description: 'With `include=audit`: the newest 50 entries about the place and its policies' }),
});
export type Governance = z.output<typeof Governance>;

const rules = {
  rules: PolicyDefinition.shape.rules,
  exceptions: PolicyDefinition.shape.exceptions,
  priority: PolicyDefinition.shape.priority,
};
const id = publicId('policy');

/** What is done with a policy of a place. */
const act = {
  action: z.enum(['create_policy', 'update_policy', 'publish_policy', 'archive_policy']),
  policy: z.strictObject({
    id: id.optional().meta({ description: 'For all but `create_policy`' }),
    name: policyName.optional(),
    description: policyDescription.optional(),
    type: policyType.optional(),
    ...{ rules: rules.rules.optional(), exceptions: rules.exceptions.unwrap().optional(), priority: rules.priority.unwrap().optional() },
    status: z
      .enum(['draft', 'shadow', 'active'])
      .optional()
      .meta({ description: 'What it is to be after the action; `draft` unless said, `active` for `publish_policy`' }),
  }),
};
/** What is done with a policy of a place, as `actOnPolicies` gets it. */
const ActInput = z.strictObject(act);
export type ActInput = z.output<typeof ActInput>;

const include = { include: z.enum(['audit']).optional() };
const read = {
  permission: 'policies.read',
  output: Governance,
  // With it, lines of the audit trail are read.
  recordsReads: { field: 'include', value: 'audit' },
} as const;
const write = {
  permission: 'policies.publish',
  output: SavedConfig,
  errors: ['conflict', 'limit_reached', 'precondition_failed', 'forbidden'],
} as const;
const change = {
  permission: 'policies.publish',
  output: GovernedPolicy,
  errors: ['conflict', 'limit_reached', 'precondition_failed', 'forbidden'],
} as const;
const touched = ['data_classes', 'policies'] as const;
const exampleConfig = { access_controls: { multi_factor_required: false, session_timeout_minutes: 480 } };
const exampleAct = {
  action: 'create_policy' as const,
  policy: {
    name: 'Large spenders ask first',
    type: 'cost_control' as const,
    rules: {
      conditions: [{ field: 'daily_cost_per_user', operator: 'greater_than' as const, value: 100 }],
      actions: [{ type: 'require_approval' as const }],
    },
  },
};

const inTeam = { team_id: publicId('team') };
const ofTeam = { of: 'team', from: 'team_id' } as const;
const exampleTeam = { team_id: 'team_01jdnhwyg0e008000000000001' };
const inDepartment = { department_id: publicId('department') };
const ofDepartment = { of: 'department', from: 'department_id' } as const;
const exampleDepartment = { department_id: 'dep_01jdnhwyg0e008000000000001' };
const inProject = { project_id: projectId };
const exampleProject = { project_id: exampleProjectId };

export const teamGovernanceGet = defineOperation({
  ...read,
  name: 'team_governance.get',
  summary: 'How a team is governed: configuration, policies, violations',
  scope: ofTeam,
  input: z.strictObject({ ...inTeam, ...include }),
  examples: [exampleTeam],
  http: { method: 'GET', path: '/teams/{team_id}/governance' },
});

export const teamGovernanceSet = defineOperation({
  ...write,
  name: 'team_governance.set',
  summary: 'Set what the classes of data of a team ask for and who may act in it',
  scope: ofTeam,
  input: GovernanceConfig.extend(inTeam),
  examples: [{ ...exampleTeam, ...exampleConfig }],
  http: { method: 'PUT', path: '/teams/{team_id}/governance/config' },
  touches: touched,
});

export const teamGovernanceAct = defineOperation({
  ...change,
  name: 'team_governance.act',
  summary: 'Create, change, publish or archive a policy for the calls of a team',
  scope: ofTeam,
  input: z.strictObject({ ...inTeam, ...act }),
  examples: [{ ...exampleTeam, ...exampleAct }],
  http: { method: 'POST', path: '/teams/{team_id}/governance/policies' },
  touches: touched,
});

export const departmentGovernanceGet = defineOperation({
  ...read,
  name: 'department_governance.get',
  summary: 'How a department is governed: configuration, policies, violations',
  scope: ofDepartment,
  input: z.strictObject({ ...inDepartment, ...include }),
  examples: [exampleDepartment],
  http: { method: 'GET', path: '/departments/{department_id}/governance' },
});

export const departmentGovernanceSet = defineOperation({
  ...write,
  name: 'department_governance.set',
  summary: 'Set what the classes of data of a department ask for and who may act in it',
  scope: ofDepartment,
  input: GovernanceConfig.extend(inDepartment),
  examples: [{ ...exampleDepartment, ...exampleConfig }],
  http: { method: 'PUT', path: '/departments/{department_id}/governance/config' },
  touches: touched,
});

export const departmentGovernanceAct = defineOperation({
  ...change,
  name: 'department_governance.act',
  summary: 'Create, change, publish or archive a policy for the calls of a department',
  scope: ofDepartment,
  input: z.strictObject({ ...inDepartment, ...act }),
  examples: [{ ...exampleDepartment, ...exampleAct }],
  http: { method: 'POST', path: '/departments/{department_id}/governance/policies' },
  touches: touched,
});

export const projectGovernanceGet = defineOperation({
  ...read,
  name: 'project_governance.get',
  summary: 'How a project is governed: configuration, policies, violations',
  scope: projectPlace,
  input: z.strictObject({ ...inProject, ...include }),
  examples: [exampleProject],
  http: { method: 'GET', path: '/projects/{project_id}/governance' },
});

export const projectGovernanceSet = defineOperation({
  ...write,
  name: 'project_governance.set',
  summary: 'Set what the classes of data of a project ask for and who may act in it',
  scope: projectPlace,
  input: GovernanceConfig.extend(inProject),
  examples: [{ ...exampleProject, ...exampleConfig }],
  http: { method: 'PUT', path: '/projects/{project_id}/governance/config' },
  touches: touched,
});

export const projectGovernanceAct = defineOperation({
  ...change,
  name: 'project_governance.act',
  summary: 'Create, change, publish or archive a policy for the calls of a project',
  scope: projectPlace,
  input: z.strictObject({ ...inProject, ...act }),
  examples: [{ ...exampleProject, ...exampleAct }],
  http: { method: 'POST', path: '/projects/{project_id}/governance/policies' },
  touches: touched,
});

export const tenantGovernanceGet = defineOperation({
  ...read,
  name: 'tenant_governance.get',
  summary: 'How the organization is governed: configuration, policies, violations',
  scope: 'tenant',
  input: z.strictObject(include),
  examples: [{}, { include: 'audit' }],
  http: { method: 'GET', path: '/tenant/governance' },
});

export const tenantGovernanceSet = defineOperation({
  ...write,
  name: 'tenant_governance.set',
  summary: 'Set what the classes of data of the organization ask for, and how its sessions hold',
  scope: 'tenant',
  input: GovernanceConfig,
  examples: [exampleConfig],
  http: { method: 'PUT', path: '/tenant/governance/config' },
  touches: touched,
});

export const tenantGovernanceAct = defineOperation({
  ...change,
  name: 'tenant_governance.act',
  summary: 'Create, change, publish or archive a policy for all calls of the organization',
  scope: 'tenant',
  input: ActInput,
  examples: [exampleAct],
  http: { method: 'POST', path: '/tenant/governance/policies' },
  touches: touched,
});
