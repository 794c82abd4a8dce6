import type { Permission } from '#lib/contracts/permissions.ts';

/** The eight roles each tenant starts with (product row IAM-1). A role holds `permissions`; `level` ranks them. */
export interface BuiltInRole {
  readonly name: string;
  readonly title: string;
  readonly level: number;
  readonly permissions: readonly (Permission | `${string}.*` | '*')[];
}

const guest: BuiltInRole['permissions'] = ['catalog.read', 'events.read'];
const restricted: BuiltInRole['permissions'] = [...guest, 'usage.own', 'gateway.use', 'approvals.own'];
const user: BuiltInRole['permissions'] = [...restricted, 'keys.own', 'teams.read', 'departments.read', 'projects.read'];
const power: BuiltInRole['permissions'] = [
  ...user,
  'connections.read',
  'connections.test',
  'mcp.read',
  'mcp.test',
  'routes.read',
  'users.read',
];
const lead: BuiltInRole['permissions'] = [
  ...power,
  'keys.read',
  'keys.write',
  'routes.prefer',
  'usage.read',
  'analytics.read',
  'budgets.read',
  'budgets.write',
  'ledger.read',
  'approvals.read',
  'statements.read',
  'projects.write',
  'teams.write',
  'teams.members',
];
const departmentAdmin: BuiltInRole['permissions'] = [
  ...lead,
  'departments.write',
  'roles.read',
  'roles.assign',
  'tenant.read',
  'cache.read',
  'cost_centers.read',
  'prices.read',
  'transformations.read',
  'limits.read',
];

export const builtInRoles: readonly BuiltInRole[] = [
  { name: 'super_admin', title: 'Super admin', level: 100, permissions: ['*'] },
  { name: 'tenant_admin', title: 'Tenant admin', level: 90, permissions: ['*'] },
  { name: 'department_admin', title: 'Department admin', level: 80, permissions: departmentAdmin },
  { name: 'team_lead', title: 'Team lead', level: 70, permissions: lead },
  { name: 'power_user', title: 'Power user', level: 60, permissions: power },
  { name: 'user', title: 'User', level: 50, permissions: user },
  { name: 'restricted_user', title: 'Restricted user', level: 30, permissions: restricted },
  { name: 'guest', title: 'Guest', level: 10, permissions: guest },
];
