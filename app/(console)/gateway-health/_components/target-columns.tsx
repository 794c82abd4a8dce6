import type { Column } from '#components/data-table/columns.ts';
import type { Reader } from '#lib/core/format.ts';
import { TargetHours, type TargetRow, TargetState, targetName } from './target-words.tsx';

export const targetColumns = (reader: Reader, now: string): readonly Column<TargetRow>[] => [
  { id: 'target', header: 'Target', value: targetName, narrow: true },
  { id: 'state', header: 'State', cell: (row) => <TargetState target={row} />, narrow: true },
  { id: 'hours', header: '24 hours', cell: (row) => <TargetHours target={row} reader={reader} now={now} compact /> },
  { id: 'running', header: 'Running', value: (row) => row.running, format: 'count', align: 'end' },
  { id: 'waiting', header: 'Waiting', value: (row) => row.waiting, format: 'count', align: 'end', optional: true },
  { id: 'attempts', header: 'Attempts, 5 min', value: (row) => row.attempts, format: 'count', align: 'end' },
  { id: 'faults', header: 'Faults', value: (row) => row.faults, format: 'count', align: 'end' },
  { id: 'p50', header: 'Latency p50', value: (row) => row.latency_ms_p50, format: 'duration', align: 'end' },
  { id: 'p95', header: 'p95', value: (row) => row.latency_ms_p95, format: 'duration', align: 'end' },
  { id: 'p99', header: 'p99', value: (row) => row.latency_ms_p99, format: 'duration', align: 'end', optional: true },
  { id: 'first', header: 'First token p50', value: (row) => row.first_token_ms_p50, format: 'duration', align: 'end' },
  { id: 'fault', header: 'Last fault', value: (row) => row.last_fault, format: 'mono', optional: true },
];
