import type { z } from 'zod';
import type { Column } from '#components/data-table/columns.ts';
import { Badge, StatusBadge } from '#components/ui/badge.tsx';
import type { Incident } from '#lib/contracts/incidents.ts';

/** An incident as pages have it. */
export type IncidentRow = z.input<typeof Incident>;

const tones = { open: 'danger', acknowledged: 'warning', resolved: 'success' } as const;
const words = { open: 'Open', acknowledged: 'Acknowledged', resolved: 'Resolved' } as const;
const severities = { info: 'info', warning: 'warning', critical: 'danger' } as const;

export const IncidentState = ({ state }: { state: IncidentRow['state'] }) => <StatusBadge tone={tones[state]}>{words[state]}</StatusBadge>;

export const incidentColumns: readonly Column<IncidentRow>[] = [
  { id: 'title', header: 'Incident', value: (row) => row.title, narrow: true },
  { id: 'state', header: 'State', cell: (row) => <IncidentState state={row.state} />, narrow: true },
  { id: 'severity', header: 'Severity', cell: (row) => <Badge tone={severities[row.severity]}>{row.severity}</Badge> },
  { id: 'source', header: 'Source', value: (row) => row.source },
  { id: 'seen', header: 'Seen', value: (row) => row.seen_count, format: 'count', align: 'end' },
  { id: 'last_seen', header: 'Last seen', value: (row) => row.last_seen_at, format: 'time' },
  { id: 'opened', header: 'Opened', value: (row) => row.opened_at, format: 'time', sort: 'opened_at', descendingFirst: true },
];
