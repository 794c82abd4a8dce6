import type { ScopeNode } from '#components/shell/scope-panel.tsx';

/** The moment all specimens are seen from, so that pictures do not change by themselves. */
export const moment = '2026-11-20T13:15:22.418Z';

export const reader = { locale: 'en-US', timeZone: 'Europe/Berlin' };

export const scopes: readonly ScopeNode[] = [
  { id: 'ten_1', label: 'Halden Group', kind: 'Tenant' },
  { id: 'dep_1', label: 'Customer', kind: 'Department', parent: 'ten_1' },
  { id: 'team_1', label: 'Support engineering', kind: 'Team', parent: 'dep_1' },
  { id: 'team_2', label: 'Customer Operations and Field Enablement EMEA', kind: 'Team', parent: 'dep_1' },
  { id: 'dep_2', label: 'Engineering', kind: 'Department', parent: 'ten_1' },
  { id: 'team_3', label: 'Platform', kind: 'Team', parent: 'dep_2' },
  { id: 'team_4', label: 'Forschung für Übersetzung', kind: 'Team', parent: 'dep_2' },
  { id: 'team_5', label: 'فريق الأبحاث', kind: 'Team', parent: 'dep_2' },
];
