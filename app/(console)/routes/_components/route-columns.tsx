import type { Column } from '#components/data-table/columns.ts';
import { Badge, StatusBadge } from '#components/ui/badge.tsx';
import { strategies } from '#lib/routes/strategies/index.ts';
import { modelsOf, type RouteRow } from './route-lines.ts';

const modelsShown = 3;

/** Whether callers can use it, and whether there is more to publish. */
export function RouteStatus({ route }: { route: Pick<RouteRow, 'status' | 'published_version' | 'draft'> }) {
  if (route.status === 'archived') return <StatusBadge tone="outline">Archived</StatusBadge>;
  if (route.status === 'draft') return <StatusBadge tone="outline">Draft</StatusBadge>;
  return (
    <span className="inline-flex gap-1">
      <StatusBadge tone="success">{`v${route.published_version}`}</StatusBadge>
      {route.draft === null ? null : <Badge tone="info">Draft waits</Badge>}
    </span>
  );
}

function Models({ route }: { route: RouteRow }) {
  const models = modelsOf(route.definition ?? route.draft);
  const more = models.length - modelsShown;
  return (
    <span className="font-mono text-caption">
      {models.slice(0, modelsShown).join(', ')}
      {more > 0 ? ` and ${more} more` : ''}
    </span>
  );
}

export const routeColumns: readonly Column<RouteRow>[] = [
  { id: 'name', header: 'Name', value: (row) => row.name, format: 'mono', sort: 'name', narrow: true },
  { id: 'strategy', header: 'Strategy', value: (row) => strategies[(row.definition ?? row.draft)?.strategy ?? 'fallback'].label },
  { id: 'models', header: 'Models', cell: (row) => <Models route={row} /> },
  { id: 'description', header: 'Description', value: (row) => row.description || null, optional: true },
  { id: 'published', header: 'Published', value: (row) => row.published_at && new Date(row.published_at), format: 'time' },
  {
    id: 'created',
    header: 'Created',
    value: (row) => new Date(row.created_at),
    format: 'time',
    sort: 'created_at',
    descendingFirst: true,
    optional: true,
  },
  { id: 'status', header: 'Status', cell: (row) => <RouteStatus route={row} />, narrow: true },
];
