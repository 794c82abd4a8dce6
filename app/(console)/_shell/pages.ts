import type { Permission } from '#lib/contracts/permissions.ts';

/** One page of the console, as the navigation, the palette and the keys know it. */
export interface ConsolePage {
  readonly label: string;
  readonly href: string;
  /** Key of the icon in `icons.tsx`. */
  readonly icon: string;
  /** Shortcut, as in `g u`. */
  readonly keys?: string;
  /** Shown to who holds one of these anywhere in scope; absent means everybody. */
  readonly permissions?: readonly Permission[];
  /** Shown to people of the platform's own tenant alone. */
  readonly isPlatform?: true;
}

export interface ConsolePageGroup {
  readonly label: string;
  readonly pages: readonly ConsolePage[];
}

/** The pages that exist, in the order of the navigation. */
export const consolePages: readonly ConsolePageGroup[] = [
  {
    label: 'Home',
    pages: [
      { label: 'Overview', href: '/overview', icon: 'overview', keys: 'g o', permissions: ['analytics.read', 'usage.own'] },
      { label: 'Dashboards', href: '/dashboards', icon: 'dashboards', permissions: ['analytics.read', 'usage.own'] },
      { label: 'Insights', href: '/analytics/models', icon: 'health', permissions: ['analytics.read', 'usage.own'] },
    ],
  },
  {
    label: 'Spend',
    pages: [
      { label: 'Budgets', href: '/budgets', icon: 'budgets', keys: 'g b', permissions: ['budgets.read', 'usage.own'] },
      { label: 'Cost explorer', href: '/costs', icon: 'costs', keys: 'g e', permissions: ['analytics.read', 'usage.own'] },
      { label: 'Forecast', href: '/forecast', icon: 'forecast', permissions: ['analytics.read', 'usage.own'] },
      { label: 'Anomalies', href: '/anomalies', icon: 'anomalies', permissions: ['alerts.read'] },
      { label: 'Recommendations', href: '/recommendations', icon: 'recommendations', permissions: ['analytics.read'] },
      { label: 'Ledger', href: '/ledger', icon: 'ledger', permissions: ['ledger.read'] },
      { label: 'Cost centers', href: '/cost-centers', icon: 'centers', permissions: ['cost_centers.read'] },
      { label: 'Statements', href: '/statements', icon: 'statements', permissions: ['statements.read'] },
      { label: 'Reports', href: '/reports', icon: 'reports', permissions: ['reports.read'] },
      { label: 'Reconciliation', href: '/reconciliations', icon: 'reconciliation', permissions: ['reconciliations.read'] },
    ],
  },
  {
    label: 'Gateway',
    pages: [
      { label: 'Usage log', href: '/usage', icon: 'usage', keys: 'g u', permissions: ['usage.read', 'usage.own'] },
      { label: 'Routes', href: '/routes', icon: 'routes', keys: 'g r', permissions: ['routes.read'] },
      { label: 'Models and prices', href: '/models', icon: 'models', permissions: ['catalog.read'] },
      { label: 'Connections', href: '/connections', icon: 'connections', permissions: ['connections.read'] },
      { label: 'Shared connections', href: '/pools', icon: 'connections', permissions: ['connections.read'] },
      { label: 'Rate limits', href: '/rate-limits', icon: 'limits', permissions: ['limits.read'] },
      { label: 'MCP servers', href: '/mcp-servers', icon: 'tools', permissions: ['mcp.read'] },
      { label: 'Cache', href: '/cache', icon: 'cache', permissions: ['cache.read'] },
      { label: 'Transformations', href: '/transformations', icon: 'transformations', permissions: ['transformations.read'] },
      { label: 'Gateway health', href: '/gateway-health', icon: 'health', permissions: ['routes.read'] },
    ],
  },
  {
    label: 'Organization',
    pages: [
      { label: 'Projects', href: '/projects', icon: 'projects', keys: 'g p', permissions: ['projects.read'] },
      { label: 'Departments', href: '/organization', icon: 'departments', permissions: ['departments.read'] },
      { label: 'Teams', href: '/teams', icon: 'teams', permissions: ['teams.read'] },
      { label: 'People', href: '/users', icon: 'people', permissions: ['users.read'] },
      { label: 'Groups', href: '/groups', icon: 'groups', permissions: ['groups.read'] },
      { label: 'Roles', href: '/roles', icon: 'roles', permissions: ['roles.read'] },
      { label: 'Access explorer', href: '/access', icon: 'access', permissions: ['roles.read'] },
      { label: 'Virtual keys', href: '/keys', icon: 'keys', keys: 'g k', permissions: ['keys.read', 'keys.own'] },
    ],
  },
  {
    label: 'Governance',
    pages: [
      { label: 'Approvals', href: '/approvals', icon: 'approvals', keys: 'g v', permissions: ['approvals.own', 'approvals.read'] },
      { label: 'Guardrails', href: '/guardrails', icon: 'guardrails', permissions: ['policies.read'] },
      { label: 'Data classes', href: '/data-classes', icon: 'data', permissions: ['data_classes.read'] },
      { label: 'Policies', href: '/policies', icon: 'policies', permissions: ['policies.read'] },
      { label: 'Audit log', href: '/audit-logs', icon: 'audit', keys: 'g a', permissions: ['audit.read'] },
      { label: 'Compliance', href: '/compliance', icon: 'compliance', permissions: ['compliance.read'] },
      { label: 'Privacy', href: '/privacy', icon: 'privacy', permissions: ['privacy.read'] },
      { label: 'Security posture', href: '/security', icon: 'posture', permissions: ['security.read'] },
      { label: 'Alerts', href: '/alerts', icon: 'alerts', keys: 'g l', permissions: ['alerts.read'] },
      { label: 'Incidents', href: '/incidents', icon: 'incidents', permissions: ['incidents.read'] },
      { label: 'Jobs', href: '/jobs', icon: 'jobs', permissions: ['jobs.read'] },
    ],
  },
  {
    label: 'Operator',
    pages: [
      { label: 'Platform', href: '/operator', icon: 'platform', permissions: ['platform.read'], isPlatform: true },
      { label: 'Organizations', href: '/operator/tenants', icon: 'departments', permissions: ['platform.read'], isPlatform: true },
      { label: 'Support access', href: '/operator/support', icon: 'access', permissions: ['platform.read'], isPlatform: true },
    ],
  },
];

/** Pages that stand below another one: in the palette alone. */
export const palettePages: readonly ConsolePage[] = [
  { label: 'People, insights', href: '/analytics/people', icon: 'people', permissions: ['analytics.read', 'usage.own'] },
  { label: 'Surveys', href: '/analytics/surveys', icon: 'people' },
  { label: 'Value and targets', href: '/analytics/value', icon: 'costs', permissions: ['analytics.read'] },
  { label: 'Feedback', href: '/analytics/feedback', icon: 'people', permissions: ['usage.read', 'usage.own'] },
  { label: 'Scheduled reports', href: '/reports/schedules', icon: 'reports', permissions: ['reports.read'] },
  { label: 'Exports', href: '/reports/exports', icon: 'reports', permissions: ['reports.read'] },
  { label: 'Budget loans', href: '/budgets/loans', icon: 'budgets', permissions: ['budgets.read'] },
  { label: 'API tokens', href: '/settings/tokens', icon: 'keys', permissions: ['tokens.read', 'tokens.own'] },
  { label: 'BI tokens', href: '/settings/bi-tokens', icon: 'keys', permissions: ['tokens.read'] },
  { label: 'OAuth clients', href: '/settings/clients', icon: 'keys', permissions: ['clients.read'] },
  { label: 'SCIM provisioning', href: '/settings/scim', icon: 'people', permissions: ['scim.read'] },
  { label: 'Support access', href: '/settings/support', icon: 'access', permissions: ['support.consent'] },
  { label: 'Alert rules', href: '/alert-rules', icon: 'alerts', permissions: ['alerts.read'] },
  { label: 'Channels', href: '/channels', icon: 'alerts', permissions: ['channels.read'] },
  { label: 'Webhooks and deliveries', href: '/webhooks', icon: 'alerts', permissions: ['channels.read'] },
  { label: 'Loans of keys', href: '/keys/loans', icon: 'keys', permissions: ['keys.read'] },
  { label: 'Rules for keys', href: '/keys/rules', icon: 'keys', permissions: ['keys.read'] },
  { label: 'Report a leaked key', href: '/keys/leaks', icon: 'keys' },
  { label: 'Consents', href: '/privacy/consents', icon: 'privacy', permissions: ['privacy.read'] },
  { label: 'Legal holds', href: '/privacy/holds', icon: 'privacy', permissions: ['privacy.read'] },
  { label: 'My data', href: '/account/privacy', icon: 'privacy' },
  { label: 'Set-up', href: '/onboarding', icon: 'settings', permissions: ['tenant.read'] },
  { label: 'Findings of compliance', href: '/compliance/findings', icon: 'compliance', permissions: ['compliance.read'] },
  { label: 'Register of providers', href: '/compliance/providers', icon: 'compliance', permissions: ['compliance.read'] },
  { label: 'Access reviews', href: '/compliance/reviews', icon: 'compliance', permissions: ['compliance.read'] },
  { label: 'Violations', href: '/policies/violations', icon: 'policies', permissions: ['policies.read'] },
  { label: 'Governance of the organization', href: '/organization/governance/tenant', icon: 'policies', permissions: ['policies.read'] },
  { label: 'Classes and detection', href: '/data-classes/settings', icon: 'data', permissions: ['data_classes.read'] },
  { label: 'Kept prompts', href: '/data-classes/content', icon: 'data', permissions: ['content.read'] },
  { label: 'What policies did', href: '/policies/violations', icon: 'policies', permissions: ['policies.read'] },
  { label: 'Routing preferences', href: '/routes/preferences', icon: 'routes', permissions: ['routes.read'] },
];

/** At the foot of the navigation. */
export const settingsPage: ConsolePage = { label: 'Settings', href: '/settings/general', icon: 'settings', permissions: ['tenant.read'] };
