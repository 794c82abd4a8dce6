import type { FilterField } from '#components/data-table/filter-field.ts';
import { listConnections } from '#lib/connections/index.ts';
import { callStatuses } from '#lib/contracts/usage.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listKeys } from '#lib/keys/index.ts';
import { listTeams } from '#lib/organization/index.ts';
import { listRoutes } from '#lib/routes/index.ts';

const named = ({ id, name }: { id: string; name: string }) => ({ value: id, label: name });
const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** What the log can be narrowed by, with the values the reader may see. */
export async function usageFields(): Promise<readonly FilterField[]> {
  const [teams, keys, connections, routes] = await Promise.all([
    perform(listTeams, { limit: 200, status: 'all' }),
    perform(listKeys, { limit: 200 }),
    perform(listConnections, { limit: 200 }),
    perform(listRoutes, { limit: 200, status: 'all' }),
  ]);
  return [
    {
      field: 'status',
      label: 'Status',
      kind: 'choice',
      operators: ['is'],
      options: callStatuses.map((value) => ({ value, label: capital(value) })),
    },
    { field: 'team', label: 'Team', kind: 'choice', operators: ['is'], options: (teams.data?.data ?? []).map(named) },
    { field: 'key', label: 'Key', kind: 'choice', operators: ['is'], options: (keys.data?.data ?? []).map(named) },
    { field: 'connection', label: 'Connection', kind: 'choice', operators: ['is'], options: (connections.data?.data ?? []).map(named) },
    { field: 'route', label: 'Route', kind: 'choice', operators: ['is'], options: (routes.data?.data ?? []).map(named) },
    { field: 'task', label: 'Task', kind: 'text', operators: ['is'] },
    { field: 'model', label: 'Model', kind: 'text', operators: ['is'] },
    { field: 'provider', label: 'Provider', kind: 'text', operators: ['is'] },
    { field: 'cost', label: 'Cost', kind: 'money', operators: ['gt'] },
  ];
}
