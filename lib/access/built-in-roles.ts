import type { Permission } from '#lib/contracts/permissions.ts';

/** The eight roles that nobody changes (product row IAM-1); `seeded-roles.ts` has those a tenant starts with as its own. A role holds `permissions`; `level` ranks them. */
export interface BuiltInRole {
  readonly name: string;
  readonly title: string;
  readonly level: number;
  readonly permissions: readonly (Permission | `${string}.*` | '*')[];
}

const guest: BuiltInRole['permissions'] = ['catalog.read', 'events.read'];
const restricted: BuiltInRole['permissions'] = [...guest, 'usage.own', 'gateway.use', 'approvals.own'];
const user: BuiltInRole['permissions'] = [
  ...restricted,
  'keys.own',
  'tokens.own',
  'teams.read',
  'departments.read',
  'projects.read',
  'dashboards.write',
];
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
  'connections.lend',
  'routes.prefer',
  'usage.read',
  'analytics.read',
  'policies.read',
  'alerts.read',
  'alerts.write',
  'budgets.read',
  'budgets.write',
  'ledger.read',
  'approvals.read',
  'statements.read',
  'reports.read',
  'reports.write',
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
  'data_classes.read',
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
