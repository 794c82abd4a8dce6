import type { z } from 'zod';
import type { Column } from '#components/data-table/columns.ts';
import { Badge } from '#components/ui/badge.tsx';
import type { DashboardSummary } from '#lib/contracts/dashboards.ts';

/** A dashboard as the list has it. */
type SummaryRow = z.input<typeof DashboardSummary>;

/** "Everybody", "2 teams and 1 role". */
export function sharedWords(shares: SummaryRow['shares']): string {
  if (shares.some((share) => share.with === 'tenant')) return 'Everybody';
  const counted = (['team', 'role'] as const).flatMap((kind) => {
    const count = shares.filter((share) => share.with === kind).length;
    return count === 0 ? [] : [`${count} ${kind}${count === 1 ? '' : 's'}`];
  });
  return counted.length === 0 ? 'Nobody else' : counted.join(' and ');
}

export const dashboardColumns: readonly Column<SummaryRow>[] = [
  { id: 'name', header: 'Dashboard', value: (row) => row.name, sort: 'name', narrow: true },
  { id: 'widgets', header: 'Widgets', value: (row) => row.widget_count, format: 'count', align: 'end' },
  {
    id: 'owner',
    header: 'Owner',
    cell: (row) => (row.is_own ? <Badge tone="neutral">You</Badge> : <span dir="auto">{row.owner_name}</span>),
  },
  { id: 'shared', header: 'Shared with', value: (row) => sharedWords(row.shares), narrow: true },
  { id: 'changed', header: 'Changed', value: (row) => row.updated_at, format: 'time' },
];
