import type { z } from 'zod';
import type { Column } from '#components/data-table/columns.ts';
import { StatusBadge } from '#components/ui/badge.tsx';
import type { SsoSyncEntry } from '#lib/contracts/sso.ts';
import type { SsoConnection } from '#lib/contracts/sso-resource.ts';
import { kindGuides } from './kind-guides.ts';

export type ConnectionRow = z.input<typeof SsoConnection>;
export type SyncRow = z.input<typeof SsoSyncEntry>;

export function ConnectionStatus({ status }: { status: ConnectionRow['status'] }) {
  if (status === 'active') return <StatusBadge tone="success">On</StatusBadge>;
  return <StatusBadge tone="outline">{status === 'disabled' ? 'Off' : 'Archived'}</StatusBadge>;
}

function TestState({ result }: { result: ConnectionRow['test_result'] }) {
  if (result === null) return <StatusBadge tone="outline">Not tested</StatusBadge>;
  return result.ok ? <StatusBadge tone="success">Answers</StatusBadge> : <StatusBadge tone="danger">Fails</StatusBadge>;
}

export const connectionColumns: readonly Column<ConnectionRow>[] = [
  { id: 'name', header: 'Name', value: (row) => row.name, narrow: true },
  { id: 'kind', header: 'Kind', value: (row) => kindGuides[row.kind].label },
  { id: 'issuer', header: 'Issuer', value: (row) => row.issuer ?? row.idp_entity_id, format: 'mono' },
  { id: 'test', header: 'Last test', cell: (row) => <TestState result={row.test_result} />, narrow: true },
  {
    id: 'certificate',
    header: 'Certificate until',
    value: (row) => row.certificate_expires_at && new Date(row.certificate_expires_at),
    format: 'time',
  },
  { id: 'status', header: 'Status', cell: (row) => <ConnectionStatus status={row.status} />, narrow: true },
];

const outcomes: Readonly<
  Record<SyncRow['outcome'], { readonly word: string; readonly tone: 'success' | 'info' | 'warning' | 'danger' | 'outline' }>
> = {
  signed_in: { word: 'Signed in', tone: 'success' },
  provisioned: { word: 'New account', tone: 'success' },
  updated: { word: 'Updated', tone: 'success' },
  tested: { word: 'Test', tone: 'info' },
  signed_out: { word: 'Signed out', tone: 'outline' },
  refused: { word: 'Refused', tone: 'warning' },
  failed: { word: 'Failed', tone: 'danger' },
};

export const outcomeOptions = Object.entries(outcomes).map(([value, { word }]) => ({ value, label: word }));

export const syncColumns = (withConnection: boolean): readonly Column<SyncRow>[] => [
  { id: 'time', header: 'Time', value: (row) => new Date(row.occurred_at), format: 'time' },
  {
    id: 'outcome',
    header: 'Outcome',
    cell: ({ outcome }) => <StatusBadge tone={outcomes[outcome].tone}>{outcomes[outcome].word}</StatusBadge>,
    narrow: true,
  },
  { id: 'email', header: 'Person', value: (row) => row.email, narrow: true },
  ...(withConnection ? [{ id: 'connection', header: 'Provider', value: (row: SyncRow) => row.connection_name }] : []),
  {
    id: 'detail',
    header: 'What happened',
    cell: (row) => (
      <span className="block min-w-60 whitespace-normal" dir="auto">
        {row.detail}
        {row.changes.map((change) => (
          <span key={change} className="block text-caption text-quiet">
            {change}
          </span>
        ))}
      </span>
    ),
  },
];
