import type { z } from 'zod';
import type { Column } from '#components/data-table/columns.ts';
import { StatusBadge, type Tone } from '#components/ui/badge.tsx';
import type { AuditRow } from '#lib/contracts/audit-logs.ts';

/** An entry in wire form, as pages get it. */
export type AuditTableRow = z.input<typeof AuditRow>;

const tones: Record<AuditTableRow['result'], Tone> = { success: 'success', denied: 'warning', failed: 'danger' };
const words: Record<AuditTableRow['result'], string> = { success: 'Success', denied: 'Denied', failed: 'Failed' };

export function AuditResult({ result }: { result: AuditTableRow['result'] }) {
  return <StatusBadge tone={tones[result]}>{words[result]}</StatusBadge>;
}

export const auditColumns: readonly Column<AuditTableRow>[] = [
  { id: 'time', header: 'Time', value: (row) => new Date(row.occurred_at), format: 'instant', narrow: true, width: '11rem' },
  { id: 'actor', header: 'Actor', value: (row) => row.actor_name },
  { id: 'action', header: 'Action', value: (row) => row.action, format: 'mono', narrow: true },
  { id: 'resource', header: 'Resource', value: (row) => row.resource_id, format: 'id' },
  { id: 'ip', header: 'Address', value: (row) => row.ip, format: 'mono' },
  { id: 'request', header: 'Request', value: (row) => row.request_id, format: 'id', optional: true },
  { id: 'result', header: 'Result', cell: (row) => <AuditResult result={row.result} />, narrow: true },
];
