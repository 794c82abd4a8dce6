import { allPermissions } from '#lib/contracts/permissions.ts';
import type { BuiltInRole } from './built-in-roles.ts';

/**
 * Roles that each tenant starts with as its own: they can be changed and archived like those it makes itself. Both see the
 * whole organization when granted on it. Who keeps the books writes money, who audits writes nothing.
 */
export const seededRoles: readonly (BuiltInRole & { readonly description: string })[] = [
  {
    name: 'finance',
    title: 'Finance',
    description: 'Keeps budgets, cost centers, statements, prices and the ledger',
    level: 65,
    permissions: [
      ...(['catalog.read', 'events.read', 'tenant.read', 'departments.read', 'teams.read', 'projects.read', 'users.read'] as const),
      ...(['budgets.*', 'cost_centers.*', 'ledger.*', 'prices.*', 'reconciliations.*', 'reports.*', 'statements.*'] as const),
      ...([
        'usage.read',
        'analytics.read',
        'dashboards.write',
        'approvals.own',
        'approvals.read',
        'alerts.read',
        'alerts.write',
        'incidents.read',
        'limits.read',
      ] as const),
    ],
  },
  {
    name: 'auditor',
    title: 'Auditor',
    description: 'Sees everything there is, the audit trail included, and changes nothing',
    level: 64,
    permissions: allPermissions.filter((name) => name.endsWith('.read')),
  },
];
