import type { z } from 'zod';
import type { Column } from '#components/data-table/columns.ts';
import { Badge, StatusBadge } from '#components/ui/badge.tsx';
import type { Alert } from '#lib/contracts/alerts.ts';

/** An alert as pages have it. */
export type AlertRow = z.input<typeof Alert>;

const tones = { open: 'danger', acknowledged: 'warning', resolved: 'success' } as const;
const words = { open: 'Open', acknowledged: 'Acknowledged', resolved: 'Resolved' } as const;
const severities = { info: 'info', warning: 'warning', critical: 'danger' } as const;
const severityWords = { info: 'Info', warning: 'Warning', critical: 'Critical' } as const;
const sources = {
  rule: 'Rule',
  budget: 'Budget',
  budget_forecast: 'Forecast of a budget',
  budget_overrun: 'Overrun of a budget',
  budget_doubt: 'Money in doubt',
  anomaly: 'Anomaly',
} as const;

export const AlertState = ({ state }: { state: AlertRow['state'] }) => <StatusBadge tone={tones[state]}>{words[state]}</StatusBadge>;

export const alertColumns: readonly Column<AlertRow>[] = [
  { id: 'title', header: 'Alert', value: (row) => row.title, narrow: true },
  { id: 'state', header: 'State', cell: (row) => <AlertState state={row.state} />, narrow: true },
  { id: 'severity', header: 'Severity', cell: (row) => <Badge tone={severities[row.severity]}>{severityWords[row.severity]}</Badge> },
  { id: 'source', header: 'From', value: (row) => sources[row.source] },
  { id: 'last_seen', header: 'Last seen', value: (row) => row.last_seen_at, format: 'time' },
  { id: 'opened', header: 'Opened', value: (row) => row.opened_at, format: 'time', sort: 'opened_at', descendingFirst: true },
];
