import type { z } from 'zod';
import type { Column } from '#components/data-table/columns.ts';
import { StatusBadge } from '#components/ui/badge.tsx';
import type { ProvisioningEvent } from '#lib/contracts/scim.ts';

/** A request of the directory in wire form, as pages get it. */
export type EventRow = z.input<typeof ProvisioningEvent>;

/** What happened, in a word: the method is how a directory says it. */
const words: Readonly<Record<string, string>> = { POST: 'Create', PUT: 'Replace', PATCH: 'Change', DELETE: 'Delete', GET: 'Read' };

export const eventColumns: readonly Column<EventRow>[] = [
  { id: 'time', header: 'Time', value: (row) => new Date(row.occurred_at), format: 'time', narrow: true },
  { id: 'what', header: 'Request', cell: (row) => <span title={row.method}>{words[row.method] ?? row.method}</span>, narrow: true },
  { id: 'path', header: 'Path', value: (row) => row.path, format: 'mono' },
  { id: 'detail', header: 'Answer', cell: (row) => <span dir="auto">{row.detail ?? row.resource_id ?? 'Done'}</span> },
  { id: 'actor', header: 'Token', value: (row) => row.actor_name, optional: true },
  { id: 'duration', header: 'Took', value: (row) => `${row.duration_ms} ms`, align: 'end', optional: true },
  {
    id: 'status',
    header: 'Status',
    cell: (row) => <StatusBadge tone={row.status < 400 ? 'success' : 'danger'}>{String(row.status)}</StatusBadge>,
    narrow: true,
  },
];
