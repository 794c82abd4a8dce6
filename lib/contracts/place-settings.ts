import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { usd } from '#lib/core/usd.ts';
import { line } from './fields.ts';
import { defineOperation } from './operation.ts';
import { optimizationLevels } from './routing-preferences.ts';
import { securityLevels } from './security-levels.ts';

export const placeKinds = ['tenant', 'department', 'team'] as const;

const toolKinds = ['slack', 'teams', 'jira', 'linear', 'github', 'gitlab', 'notion', 'email', 'other'] as const;

export const CollaborationTool = z.strictObject({
  kind: z.enum(toolKinds),
  name: line(120).meta({ description: 'A channel, project or repository' }),
  url: z
    .url({ protocol: /^https$/ })
    .max(500)
    .nullable()
    .default(null),
  channel_id: publicId('channel').nullable().default(null).meta({
    description:
      'The channel that is told of alerts and approvals of the place, and of those in it that name no tools; naming one needs channels.read',
  }),
});
export type CollaborationTool = z.output<typeof CollaborationTool>;

/** Each field as a place sets it; null is inherited from the place around it. */
const fields = {
  manager_id: publicId('user').nullable(),
  cost_center: line(120).nullable().meta({ description: 'Code; part of the billing settings' }),
  monthly_limit_usd: usd
    .refine((nano) => nano >= 0n, { error: 'Must not be negative' })
    .nullable()
    .meta({ description: 'Limit of the monthly budget of the place itself. The budgets of the places around it count its calls as well' }),
  alert_threshold: z.number().int().min(1).max(99).nullable().meta({ description: 'Percent of the monthly limit; only with one' }),
  preferred_providers: z.array(line(80)).min(1).max(50).nullable().meta({ description: 'In this order; part of the routing preferences' }),
  optimization: z.enum(optimizationLevels).nullable().meta({ description: 'Part of the routing preferences' }),
  data_retention_days: z
    .number()
    .int()
    .min(1)
    .max(3650)
    .nullable()
    .meta({ description: 'How long prompts and answers of its calls are kept at most, from then on' }),
  security_level: z
    .enum(securityLevels)
    .nullable()
    .meta({ description: 'The strictest of the places around holds: what it asks of people, calls and keys is in docs/organization.md' }),
  collaboration_tools: z.array(CollaborationTool).min(1).max(20).nullable(),
};

export const OwnSettings = z.strictObject(fields);
export type OwnSettings = z.output<typeof OwnSettings>;

/** Names of the fields, in the order in which they are shown. */
export const settingFields = [
  ...(['manager_id', 'cost_center', 'monthly_limit_usd', 'alert_threshold', 'preferred_providers', 'optimization'] as const),
  ...(['data_retention_days', 'security_level', 'collaboration_tools'] as const),
] as const satisfies readonly (keyof OwnSettings)[];

const Source = z.strictObject({ kind: z.enum(placeKinds), id: z.string(), name: z.string() });

const effective = <Field extends z.ZodType>(field: Field) =>
  z.strictObject({ value: field, from: Source.nullable().meta({ description: 'The place that sets it; null where none does' }) });

/** The settings of a place: what it sets itself, and what holds with where that comes from. */
export const PlaceSettings = z
  .strictObject({
    kind: z.enum(placeKinds),
    id: z.string(),
    name: z.string(),
    path: z.array(Source).meta({ description: 'From the place itself outwards' }),
    manager_name: z.string().nullable().meta({ description: 'Of the manager that holds' }),
    own: OwnSettings,
    effective: z.strictObject({
      manager_id: effective(fields.manager_id),
      cost_center: effective(fields.cost_center),
      monthly_limit_usd: effective(fields.monthly_limit_usd),
      alert_threshold: effective(fields.alert_threshold),
      preferred_providers: effective(fields.preferred_providers),
      optimization: effective(fields.optimization),
      data_retention_days: effective(fields.data_retention_days),
      security_level: effective(fields.security_level),
      collaboration_tools: effective(fields.collaboration_tools),
    }),
    version: z.number().int().min(0).meta({ description: 'Grows with each change; 0 before the first' }),
  })
  .meta({ id: 'PlaceSettings' });
export type PlaceSettings = z.output<typeof PlaceSettings>;

const changes = OwnSettings.partial().shape;
const departmentId = publicId('department');
const teamId = publicId('team');
const exampleDepartmentId = 'dep_01jdnhwyg0e008000000000001';
const exampleTeamId = 'team_01jdnhwyg0e008000000000001';
const ofDepartment = { of: 'department', from: 'department_id' } as const;
const ofTeam = { of: 'team', from: 'team_id' } as const;

const update = {
  output: PlaceSettings,
  errors: ['conflict', 'limit_reached', 'precondition_failed', 'step_up_required'] as const,
  touches: ['organization', 'routes', 'budgets', 'cost_centers'] as const,
};

export const tenantSettingsGet = defineOperation({
  name: 'tenant_settings.get',
  summary: 'Get what the organization sets for its departments and teams',
  permission: 'tenant.read',
  scope: 'tenant',
  input: z.strictObject({}),
  output: PlaceSettings,
  examples: [{}],
  http: { method: 'GET', path: '/tenant/settings' },
});

export const tenantSettingsUpdate = defineOperation({
  ...update,
  name: 'tenant_settings.update',
  summary: 'Change what the organization sets for its departments and teams',
  permission: 'tenant.write',
  scope: 'tenant',
  input: z.strictObject({ ...changes }),
  examples: [{ preferred_providers: ['sandbox'], optimization: 'balanced', security_level: 'elevated' }],
  http: { method: 'PATCH', path: '/tenant/settings' },
});

export const departmentSettingsGet = defineOperation({
  name: 'department_settings.get',
  summary: 'Get the settings of a department, with what it inherits',
  permission: 'departments.read',
  scope: ofDepartment,
  input: z.strictObject({ department_id: departmentId }),
  output: PlaceSettings,
  examples: [{ department_id: exampleDepartmentId }],
  http: { method: 'GET', path: '/departments/{department_id}/settings' },
});

export const departmentSettingsUpdate = defineOperation({
  ...update,
  name: 'department_settings.update',
  summary: 'Change the settings of a department; null inherits',
  permission: 'departments.write',
  scope: ofDepartment,
  input: z.strictObject({ department_id: departmentId, ...changes }),
  examples: [{ department_id: exampleDepartmentId, monthly_limit_usd: '2500', alert_threshold: 75, data_retention_days: 90 }],
  http: { method: 'PATCH', path: '/departments/{department_id}/settings' },
});

export const teamSettingsGet = defineOperation({
  name: 'team_settings.get',
  summary: 'Get the settings of a team, with what it inherits',
  permission: 'teams.read',
  scope: ofTeam,
  input: z.strictObject({ team_id: teamId }),
  output: PlaceSettings,
  examples: [{ team_id: exampleTeamId }],
  http: { method: 'GET', path: '/teams/{team_id}/settings' },
});

export const teamSettingsUpdate = defineOperation({
  ...update,
  name: 'team_settings.update',
  summary: 'Change the settings of a team; null inherits',
  permission: 'teams.write',
  scope: ofTeam,
  input: z.strictObject({ team_id: teamId, ...changes }),
  examples: [
    { team_id: exampleTeamId, collaboration_tools: [{ kind: 'slack', name: '#search', url: 'https://example.slack.com/archives/C1' }] },
  ],
  http: { method: 'PATCH', path: '/teams/{team_id}/settings' },
});
