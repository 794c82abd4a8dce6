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
}

export interface ConsolePageGroup {
  readonly label: string;
  readonly pages: readonly ConsolePage[];
}

/** The pages that exist, in the order of the navigation. */
export const consolePages: readonly ConsolePageGroup[] = [
  {
    label: 'Home',
    pages: [{ label: 'Overview', href: '/overview', icon: 'overview', keys: 'g o', permissions: ['analytics.read', 'usage.own'] }],
  },
  {
    label: 'Spend',
    pages: [
      { label: 'Budgets', href: '/budgets', icon: 'budgets', keys: 'g b', permissions: ['budgets.read', 'usage.own'] },
      { label: 'Ledger', href: '/ledger', icon: 'ledger', permissions: ['ledger.read'] },
      { label: 'Cost centers', href: '/cost-centers', icon: 'centers', permissions: ['cost_centers.read'] },
      { label: 'Statements', href: '/statements', icon: 'statements', permissions: ['statements.read'] },
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
      { label: 'Teams', href: '/teams', icon: 'teams', permissions: ['teams.read'] },
      { label: 'People', href: '/users', icon: 'people', permissions: ['users.read'] },
      { label: 'Virtual keys', href: '/keys', icon: 'keys', keys: 'g k', permissions: ['keys.read', 'keys.own'] },
    ],
  },
  {
    label: 'Governance',
    pages: [
      { label: 'Approvals', href: '/approvals', icon: 'approvals', keys: 'g p', permissions: ['approvals.own', 'approvals.read'] },
      { label: 'Audit log', href: '/audit-logs', icon: 'audit', keys: 'g a', permissions: ['audit.read'] },
      { label: 'Incidents', href: '/incidents', icon: 'incidents', permissions: ['incidents.read'] },
    ],
  },
];

/** Pages that stand below another one: in the palette alone. */
export const palettePages: readonly ConsolePage[] = [
  { label: 'Routing preferences', href: '/routes/preferences', icon: 'routes', permissions: ['routes.read'] },
];

/** At the foot of the navigation. */
export const settingsPage: ConsolePage = { label: 'Settings', href: '/settings/general', icon: 'settings', permissions: ['tenant.read'] };
