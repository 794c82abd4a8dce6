import { z } from 'zod';
import { publicId } from '#lib/core/ids.ts';
import { instant } from '#lib/core/time.ts';
import { line, versionNumber } from './fields.ts';
import { defineOperation } from './operation.ts';

/** How far cost decides among connections that serve the same model. */
export const optimizationLevels = ['off', 'balanced', 'aggressive'] as const;
export type OptimizationLevel = (typeof optimizationLevels)[number];

const preferredMax = 50;

/** What a scope prefers where several connections serve the model that a caller named. What is empty or null is inherited. */
export const RoutingPreference = z.strictObject({
  id: publicId('routingPreference'),
  scope_kind: z.enum(['tenant', 'department', 'team']),
  department_id: publicId('department').nullable(),
  team_id: publicId('team').nullable(),
  scope_name: z.string().nullable(),
  connection_ids: z.array(publicId('connection')),
  providers: z.array(z.string()),
  optimization: z.enum(optimizationLevels).nullable(),
  updated_at: instant,
  version: versionNumber,
});
export type RoutingPreference = z.output<typeof RoutingPreference>;

const preferred = {
  connection_ids: z
    .array(publicId('connection'))
    .max(preferredMax)
    .default([])
    .meta({ description: 'Asked first, in this order; empty inherits' }),
  providers: z.array(line(80)).max(preferredMax).default([]).meta({ description: 'Asked next, in this order; empty inherits' }),
  optimization: z.enum(optimizationLevels).nullable().default(null).meta({
    description:
      '`off`: preference alone; `balanced`: the cheapest of those that are at most twice as slow as the fastest; `aggressive`: the cheapest. Null inherits',
  }),
};

const set = { errors: ['precondition_failed'] as const, output: RoutingPreference, touches: ['routes'] as const };
const exampleTeamId = 'team_01jdnhwyg0e008000000000001';
const exampleDepartmentId = 'dep_01jdnhwyg0e008000000000001';

export const routingPreferenceList = defineOperation({
  name: 'routing_preference.list',
  summary: 'List what the organization, its departments and its teams prefer',
  permission: 'routes.read',
  scope: 'list',
  input: z.strictObject({}),
  output: z.strictObject({ data: z.array(RoutingPreference), next_cursor: z.null() }),
  examples: [{}],
  http: { method: 'GET', path: '/routing-preferences' },
});

export const routingPreferenceSetTenant = defineOperation({
  ...set,
  name: 'routing_preference.set_tenant',
  summary: 'Set what the organization prefers',
  permission: 'routes.prefer',
  scope: 'tenant',
  input: z.strictObject({ ...preferred }),
  examples: [{ providers: ['sandbox'], optimization: 'balanced' }],
  http: { method: 'PUT', path: '/routing-preferences/tenant' },
});

export const routingPreferenceSetDepartment = defineOperation({
  ...set,
  name: 'routing_preference.set_department',
  summary: 'Set what a department prefers',
  permission: 'routes.prefer',
  scope: { of: 'department', from: 'department_id' },
  input: z.strictObject({ department_id: publicId('department'), ...preferred }),
  examples: [{ department_id: exampleDepartmentId, optimization: 'aggressive' }],
  http: { method: 'PUT', path: '/routing-preferences/departments/{department_id}' },
});

export const routingPreferenceSetTeam = defineOperation({
  ...set,
  name: 'routing_preference.set_team',
  summary: 'Set what a team prefers',
  permission: 'routes.prefer',
  scope: { of: 'team', from: 'team_id' },
  input: z.strictObject({ team_id: publicId('team'), ...preferred }),
  examples: [{ team_id: exampleTeamId, providers: ['sandbox'] }],
  http: { method: 'PUT', path: '/routing-preferences/teams/{team_id}' },
});
