import type { z } from 'zod';
import type { Column } from '#components/data-table/columns.ts';
import { StatusBadge } from '#components/ui/badge.tsx';
import type { Connection } from '#lib/contracts/connections.ts';

/** A connection in wire form, as pages get it. */
export type ConnectionRow = z.input<typeof Connection>;

export function ConnectionStatus({ status }: { status: ConnectionRow['status'] }) {
  if (status === 'active') return <StatusBadge tone="success">Active</StatusBadge>;
  return <StatusBadge tone="outline">{status === 'disabled' ? 'Disabled' : 'Archived'}</StatusBadge>;
}

/** The last test in a word; one that was never made is neither good nor bad. */
export function TestState({ connection }: { connection: ConnectionRow }) {
  const result = connection.test_result;
  if (result === null) return <StatusBadge tone="outline">Not tested</StatusBadge>;
  return result.ok ? <StatusBadge tone="success">Answers</StatusBadge> : <StatusBadge tone="danger">Fails</StatusBadge>;
}

export const connectionColumns: readonly Column<ConnectionRow>[] = [
  { id: 'name', header: 'Name', value: (row) => row.name, sort: 'name', narrow: true },
  { id: 'provider', header: 'Provider', value: (row) => row.provider_label },
  { id: 'credential', header: 'Credential', value: (row) => (row.last_four === null ? null : `…${row.last_four}`), format: 'mono' },
  { id: 'rotated', header: 'Set', value: (row) => row.rotated_at && new Date(row.rotated_at), format: 'time' },
  { id: 'test', header: 'Last test', cell: (row) => <TestState connection={row} />, narrow: true },
  { id: 'latency', header: 'Latency', value: (row) => row.test_result?.latency_ms ?? null, format: 'duration', align: 'end' },
  { id: 'tested', header: 'Tested', value: (row) => row.tested_at && new Date(row.tested_at), format: 'time', optional: true },
  { id: 'status', header: 'Status', cell: (row) => <ConnectionStatus status={row.status} />, narrow: true },
];
