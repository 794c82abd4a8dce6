import type { z } from 'zod';
import type { Column } from '#components/data-table/columns.ts';
import { StatusBadge } from '#components/ui/badge.tsx';
import type { Connection } from '#lib/contracts/connections.ts';
import type { Reader } from '#lib/core/format.ts';
import { errorShare, type HealthRow, HealthTicks, LiveState } from './health-words.tsx';

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

/** What the gateways found out, by the id of the connection. */
export type HealthByConnection = ReadonlyMap<string, HealthRow>;

/** The state of one that takes no calls is that it does not. */
function LiveCell({ row, health }: { row: ConnectionRow; health: HealthByConnection }) {
  return row.status === 'active' ? <LiveState health={health.get(row.id)} /> : <ConnectionStatus status={row.status} />;
}

export function connectionColumns(health: HealthByConnection, reader: Reader, now: string): readonly Column<ConnectionRow>[] {
  const figures = (row: ConnectionRow) => health.get(row.id)?.hour;
  return [
    { id: 'name', header: 'Name', value: (row) => row.name, sort: 'name', narrow: true },
    { id: 'provider', header: 'Provider', value: (row) => row.provider_label },
    { id: 'state', header: 'State', cell: (row) => <LiveCell row={row} health={health} />, narrow: true },
    { id: 'hours', header: '24 hours', cell: (row) => <HealthTicks health={health.get(row.id)} reader={reader} now={now} /> },
    {
      id: 'errors',
      header: 'Errors, 1 h',
      value: (row) => {
        const hour = figures(row);
        return hour === undefined ? null : errorShare(hour, reader);
      },
      align: 'end',
    },
    { id: 'p50', header: 'Latency p50', value: (row) => figures(row)?.latency_ms_p50 ?? null, format: 'duration', align: 'end' },
    { id: 'p95', header: 'p95', value: (row) => figures(row)?.latency_ms_p95 ?? null, format: 'duration', align: 'end' },
    {
      id: 'first',
      header: 'First token p50',
      value: (row) => figures(row)?.first_token_ms_p50 ?? null,
      format: 'duration',
      align: 'end',
      optional: true,
    },
    { id: 'running', header: 'Running', value: (row) => health.get(row.id)?.running ?? 0, format: 'count', align: 'end' },
    { id: 'waiting', header: 'Waiting', value: (row) => health.get(row.id)?.waiting ?? 0, format: 'count', align: 'end', optional: true },
    { id: 'credential', header: 'Credential', value: (row) => (row.last_four === null ? null : `…${row.last_four}`), format: 'mono' },
    { id: 'rotated', header: 'Set', value: (row) => row.rotated_at && new Date(row.rotated_at), format: 'time' },
    { id: 'test', header: 'Last test', cell: (row) => <TestState connection={row} /> },
    { id: 'tested', header: 'Tested', value: (row) => row.tested_at && new Date(row.tested_at), format: 'time', optional: true },
  ];
}
