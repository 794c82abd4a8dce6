import type { z } from 'zod';
import type { Column } from '#components/data-table/columns.ts';
import { StatusBadge, type Tone } from '#components/ui/badge.tsx';
import { PersonCell } from '#components/ui/person-cell.tsx';
import type { NewKey, VirtualKey } from '#lib/contracts/keys.ts';
import { kindWords } from './key-words.ts';

/** A key in wire form, as pages get it. */
export type KeyRow = z.input<typeof VirtualKey>;
/** The answer that holds the key itself. */
export type NewKeyRow = z.input<typeof NewKey>;

const tones: Record<KeyRow['status'], Tone> = { active: 'success', disabled: 'outline', expired: 'warning' };
const words: Record<KeyRow['status'], string> = { active: 'Active', disabled: 'Disabled', expired: 'Expired' };

export function KeyStatus({ status }: { status: KeyRow['status'] }) {
  return <StatusBadge tone={tones[status]}>{words[status]}</StatusBadge>;
}

/** Whose key it is: a person for personal keys, else the team or the organization. */
function Owner({ row }: { row: KeyRow }) {
  if (row.user_id !== null) return <PersonCell person={{ name: row.user_name || undefined }} />;
  return <span dir="auto">{row.team_name ?? row.department_name ?? 'Organization'}</span>;
}

export const keyColumns: readonly Column<KeyRow>[] = [
  { id: 'name', header: 'Name', value: (row) => row.name, sort: 'name', narrow: true },
  { id: 'display', header: 'Key', value: (row) => row.display, format: 'mono' },
  { id: 'owner', header: 'Owner', cell: (row) => <Owner row={row} /> },
  { id: 'team', header: 'Charged to', value: (row) => row.team_name },
  { id: 'models', header: 'Models', value: (row) => (row.allowed_models === null ? 'All' : row.allowed_models.join(', ')), optional: true },
  {
    id: 'last_used',
    header: 'Last used',
    value: (row) => row.last_used_at && new Date(row.last_used_at),
    format: 'time',
    sort: 'last_used_at',
    descendingFirst: true,
  },
  { id: 'kind', header: 'Kind', value: (row) => kindWords[row.kind], optional: true },
  { id: 'rotation', header: 'Rotate by', value: (row) => row.rotation_due_at && new Date(row.rotation_due_at), format: 'day' },
  { id: 'expires', header: 'Expires', value: (row) => row.expires_at && new Date(row.expires_at), format: 'day' },
  {
    id: 'created',
    header: 'Created',
    value: (row) => new Date(row.created_at),
    format: 'day',
    sort: 'created_at',
    descendingFirst: true,
    optional: true,
  },
  { id: 'status', header: 'Status', cell: (row) => <KeyStatus status={row.status} />, narrow: true },
];
