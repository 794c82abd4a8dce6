import type { z } from 'zod';
import type { Column } from '#components/data-table/columns.ts';
import type { Finding } from '#lib/contracts/findings.ts';
import { FindingState, SeverityBadge } from './compliance-badges.tsx';

/** A finding as pages have it. */
export type FindingRow = z.input<typeof Finding>;

export const findingColumns: readonly Column<FindingRow>[] = [
  { id: 'title', header: 'Should hold', value: (row) => row.title, narrow: true },
  { id: 'severity', header: 'Severity', cell: (row) => <SeverityBadge severity={row.severity} />, narrow: true },
  { id: 'state', header: 'State', cell: (row) => <FindingState state={row.state} /> },
  { id: 'failing', header: 'Faults', value: (row) => row.failing, format: 'count', align: 'end' },
  { id: 'owner', header: 'Owner', value: (row) => row.owner_name ?? 'Nobody' },
  { id: 'due', header: 'Due', value: (row) => row.due_at, format: 'time' },
  { id: 'opened', header: 'Opened', value: (row) => row.opened_at, format: 'time', sort: 'opened_at', descendingFirst: true },
];
