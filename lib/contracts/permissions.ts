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
  'groups.read': 'See groups, who is in them and what they grant',
  'groups.write': 'Create, change and delete groups, and choose who is in them',
  'roles.read': 'See roles and who holds them',
  'roles.write': 'Create, change and archive roles',
  'roles.assign': 'Grant and revoke roles',
  'sso.read': 'See how people sign in through identity providers, and the log of it',
  'sso.write': 'Connect identity providers, prove domains and enforce single sign-on',
  'sessions.read': 'See the devices people are signed in on',
  'sessions.revoke': 'Sign devices out',
  'security.read': 'See how people sign in and how long that holds',
  'security.write': 'Change how people sign in and how long that holds',
  'keys.read': 'See virtual keys',
  'keys.write': 'Create, change, disable and rotate virtual keys of others',
  'keys.own': 'Create, change, disable and rotate own virtual keys',
  'tokens.read': 'See API tokens',
  'tokens.write': 'Create API tokens of the organization and revoke those of others',
  'tokens.own': 'Create and revoke own API tokens',
  'clients.read': 'See service accounts and their OAuth clients',
  'clients.write': 'Create, change and disable OAuth clients',
  'scim.read': 'See what the directory provisioned',
  'scim.provision': 'Create, change and deactivate people and groups by SCIM',
  'connections.read': 'See connections to providers',
  'connections.write': 'Create, change and rotate connections',
  'connections.test': 'Test connections',
  'connections.lend': 'Lend connections of one’s own team or department to others',
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
  'policies.read': 'See policies, what they did and what they would do',
  'policies.write': 'Write policies, and watch with them',
  'policies.publish': 'Put policies in force, roll them back and archive them',
  'data_classes.read': 'See the classes of data, how they are handled and what was found',
  'data_classes.write': 'Change the classes of data, what is looked for and what becomes of it',
  'content.read': 'See how much of prompts and answers is kept',
  'content.write': 'Set how much of prompts and answers is kept',
  'content.reveal': 'Read kept prompts and answers',
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
  'reports.read': 'See reports, have them as files, and see what was sent',
  'reports.write': 'Have reports sent to people again and again',
  'reports.external': 'Have reports sent to addresses outside the organization',
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
  'analytics.write': 'Set how figures of people are shown, targets, surveys and what savings are worth',
  'dashboards.write': 'Make dashboards, change and share them',
  'embeds.read': 'See which figures other sites show in frames',
  'embeds.write': 'Let other sites show figures in frames, and end that',
  'alerts.read': 'See alerts, their rules and anomalies',
  'alerts.write': 'Acknowledge, snooze and resolve alerts, and dismiss anomalies',
  'alerts.rules': 'Write the rules that alert',
  'channels.read': 'See channels, webhooks and what they were sent',
  'channels.write': 'Create, change, test and replay channels and webhooks',
  'incidents.read': 'See what went wrong and what became of it',
  'incidents.write': 'Acknowledge and resolve incidents',
  'jobs.read': 'See what runs in the background and what failed',
  'jobs.write': 'Run background work by hand, and again where it failed',
  'compliance.read': 'See frameworks, audits and findings of compliance',
  'compliance.write': 'Audit compliance, settle findings, attest, and review access',
  'audit.read': 'See the audit trail',
  'audit.write': 'Set where the audit trail is sent, and erase people from it',
  'platform.read': 'See all organizations of the platform and how they do',
  'platform.write': 'Provision and suspend organizations, sell plans, and ask for access to them',
  'support.consent': 'Let people of the platform look into the organization, for a time',
  'privacy.read': 'See consents, what people asked for about their data, and legal holds',
  'privacy.write': 'Carry out what people ask for about their data, keep consents and legal holds',
  'events.read': 'Receive live updates',
  'gateway.use': 'Call models with an own key',
} as const;

export type Permission = keyof typeof permissions;

export const allPermissions = Object.keys(permissions).filter((name): name is Permission => name in permissions);

const resources: ReadonlySet<string> = new Set(allPermissions.map((name) => name.slice(0, name.indexOf('.'))));

/** Whether a role can hold it: a permission, `resource.*` of a resource that has one, or `*`. */
export const isPermissionName = (name: string): boolean =>
  name === '*' || name in permissions || (name.endsWith('.*') && resources.has(name.slice(0, -2)));

/** Whether what a role holds covers the permission. */
export function holds(granted: Iterable<string>, permission: Permission): boolean {
  const wildcard = `${permission.slice(0, permission.indexOf('.'))}.*`;
  for (const name of granted) {
    if (name === '*' || name === permission || name === wildcard) return true;
  }
  return false;
}
