import type { z } from 'zod';
import type { Column } from '#components/data-table/columns.ts';
import { StatusBadge, type Tone } from '#components/ui/badge.tsx';
import { PersonCell } from '#components/ui/person-cell.tsx';
import type { ApiToken } from '#lib/contracts/tokens.ts';
import { RevokeToken } from './revoke-token.tsx';

/** A token in wire form, as pages get it. */
export type TokenRow = z.input<typeof ApiToken>;

const tones: Record<TokenRow['status'], Tone> = { active: 'success', expired: 'warning', revoked: 'outline' };
const words: Record<TokenRow['status'], string> = { active: 'Active', expired: 'Expired', revoked: 'Revoked' };

/** A few names, and how many more; all of them on hover. */
function Permissions({ names }: { names: readonly string[] }) {
  const [first = '', second, ...more] = names;
  const shown = [first, second].filter(Boolean).join(', ');
  return (
    <span className="font-mono text-caption" title={names.join('\n')}>
      {more.length === 0 ? shown : `${shown} and ${more.length} more`}
    </span>
  );
}

export const tokenColumns: readonly Column<TokenRow>[] = [
  { id: 'name', header: 'Name', value: (row) => row.name, sort: 'name', narrow: true },
  { id: 'display', header: 'Token', value: (row) => row.display, format: 'mono' },
  {
    id: 'owner',
    header: 'Owner',
    cell: (row) => (row.owner === 'person' ? <PersonCell person={{ name: row.user_name || undefined }} /> : <span>Organization</span>),
  },
  { id: 'permissions', header: 'Permissions', cell: (row) => <Permissions names={row.permissions} /> },
  { id: 'last_used', header: 'Last used', value: (row) => row.last_used_at && new Date(row.last_used_at), format: 'time' },
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
  { id: 'status', header: 'Status', cell: (row) => <StatusBadge tone={tones[row.status]}>{words[row.status]}</StatusBadge>, narrow: true },
  {
    id: 'end',
    header: 'Actions',
    align: 'end',
    cell: (row) => (row.status === 'active' ? <RevokeToken id={row.id} name={row.name} /> : null),
  },
];
