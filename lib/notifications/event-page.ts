/** Where people look at what an event tells of, by the first word of its name. */
const pages: Readonly<Record<string, { readonly page: string; readonly idField: string; readonly isOwnPage?: true }>> = {
  alert: { page: '/alerts', idField: 'alert_id' },
  approval: { page: '/approvals', idField: 'approval_id' },
  budget: { page: '/budgets', idField: 'budget_id', isOwnPage: true },
  connection: { page: '/connections', idField: 'connection_id' },
  incident: { page: '/incidents', idField: 'incident_id' },
  key: { page: '/keys', idField: 'key_id' },
  policy: { page: '/policies', idField: 'policy_id', isOwnPage: true },
  team: { page: '/teams', idField: 'team_id', isOwnPage: true },
};

/** The page of the console for an event, with what it is about open; the audit log for what has none. */
export function pageOfEvent(event: string, data: Readonly<Record<string, unknown>>): string {
  const known = pages[event.slice(0, event.indexOf('.'))];
  if (known === undefined) return '/audit-logs';
  const id = data[known.idField];
  if (typeof id !== 'string') return known.page;
  return known.isOwnPage === true ? `${known.page}/${encodeURIComponent(id)}` : `${known.page}?open=${encodeURIComponent(id)}`;
}
