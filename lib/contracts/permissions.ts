/**
 * The catalogue of permissions, `resource.action`. Operations name one each; roles hold them, `*` for all and
 * `resource.*` for all of a resource.
 */
export const permissions = {
  'tenant.read': 'See the settings of the organization',
  'tenant.write': 'Change the settings of the organization',
  'departments.read': 'See departments',
  'departments.write': 'Create and change departments',
  'teams.read': 'See teams and their members',
  'teams.write': 'Create, change and archive teams',
  'teams.members': 'Add and remove members of teams',
  'users.read': 'See people',
  'users.write': 'Invite, change and deactivate people',
  'roles.read': 'See roles and who holds them',
  'roles.assign': 'Grant and revoke roles',
  'sessions.read': 'See the devices people are signed in on',
  'sessions.revoke': 'Sign devices out',
  'keys.read': 'See virtual keys',
  'keys.write': 'Create, change, disable and rotate virtual keys of others',
  'keys.own': 'Create, change, disable and rotate own virtual keys',
  'connections.read': 'See connections to providers',
  'connections.write': 'Create, change and rotate connections',
  'connections.test': 'Test connections',
  'mcp.read': 'See tool servers and their tools',
  'mcp.write': 'Register, change and archive tool servers',
  'mcp.test': 'Test tool servers',
  'routes.read': 'See routes, what is preferred, and how targets are',
  'routes.write': 'Create, publish, roll back and archive routes',
  'routes.prefer': 'Set which connections and providers are preferred',
  'cache.read': 'See how answers are kept and what that saves',
  'cache.write': 'Change how answers are kept and clear them',
  'transformations.read': 'See the rules that change requests on their way',
  'transformations.write': 'Change the rules that change requests on their way',
  'budgets.read': 'See budgets and how they stand',
  'budgets.write': 'Create, change and archive budgets',
  'cost_centers.read': 'See cost centers and how usage is split over them',
  'cost_centers.write': 'Create and change cost centers, and split usage over them',
  'projects.read': 'See projects, their environments and releases',
  'projects.write': 'Create, change and archive projects, environments and releases',
  'limits.read': 'See rate limits and how much of them is used',
  'limits.write': 'Create, change and delete rate limits and tiers',
  'approvals.own': 'Ask for approvals and decide what one is asked to',
  'approvals.read': 'See approvals and their rules',
  'approvals.write': 'Change the rules of approvals',
  'statements.read': 'See statements and invoices',
  'statements.write': 'Issue statements and set how they are made',
  'reconciliations.read': 'See how providers’ figures compare with ours',
  'reconciliations.write': 'Compare with providers’ figures and book what they prove',
  'catalog.read': 'See models and prices',
  'prices.read': 'See own rates, discounts and re-ratings',
  'prices.propose': 'Propose own rates and discounts',
  'prices.approve': 'Decide about price lists, own rates and discounts',
  'prices.rerate': 'Compute past calls again and book the difference',
  'ledger.read': 'See the ledger and its adjustments',
  'ledger.adjust': 'Book credits and adjustments',
  'usage.read': 'See the usage of others',
  'usage.own': 'See own usage',
  'analytics.read': 'See sums and trends',
  'incidents.read': 'See what went wrong and what became of it',
  'incidents.write': 'Acknowledge and resolve incidents',
  'audit.read': 'See the audit trail',
  'events.read': 'Receive live updates',
  'gateway.use': 'Call models with an own key',
} as const;

export type Permission = keyof typeof permissions;

export const allPermissions = Object.keys(permissions).filter((name): name is Permission => name in permissions);

/** Whether what a role holds covers the permission. */
export function holds(granted: Iterable<string>, permission: Permission): boolean {
  const wildcard = `${permission.slice(0, permission.indexOf('.'))}.*`;
  for (const name of granted) {
    if (name === '*' || name === permission || name === wildcard) return true;
  }
  return false;
}
