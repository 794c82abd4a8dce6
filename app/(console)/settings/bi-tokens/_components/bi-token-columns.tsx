import type { z } from 'zod';
import type { Column } from '#components/data-table/columns.ts';
import { StatusBadge, type Tone } from '#components/ui/badge.tsx';
import { PersonCell } from '#components/ui/person-cell.tsx';
import type { BiToken } from '#lib/contracts/bi-tokens.ts';
import { RevokeBiToken } from './revoke-bi-token.tsx';

/** A token in wire form, as pages get it. */
export type BiTokenRow = z.input<typeof BiToken>;

const tones: Record<BiTokenRow['state'], Tone> = { active: 'success', expired: 'warning', revoked: 'outline' };
const words: Record<BiTokenRow['state'], string> = { active: 'Active', expired: 'Expired', revoked: 'Revoked' };

const revokeColumn: Column<BiTokenRow> = {
  id: 'end',
  header: 'Actions',
  align: 'end',
  cell: (row) => (row.state === 'active' ? <RevokeBiToken id={row.id} name={row.name} /> : null),
};

/** What the list shows; the way to end a token only to those who may. */
export const biTokenColumns = (mayRevoke: boolean): readonly Column<BiTokenRow>[] => [
  { id: 'name', header: 'Name', value: (row) => row.name, narrow: true },
  { id: 'created_by', header: 'Created by', cell: (row) => <PersonCell person={{ name: row.created_by_name }} /> },
  { id: 'created', header: 'Created', value: (row) => new Date(row.created_at), format: 'day' },
  { id: 'expires', header: 'Expires', value: (row) => new Date(row.expires_at), format: 'day' },
  { id: 'revoked', header: 'Revoked', value: (row) => row.revoked_at && new Date(row.revoked_at), format: 'time', optional: true },
  { id: 'state', header: 'Status', cell: (row) => <StatusBadge tone={tones[row.state]}>{words[row.state]}</StatusBadge>, narrow: true },
  ...(mayRevoke ? [revokeColumn] : []),
];
