import type { z } from 'zod';
import type { Column } from '#components/data-table/columns.ts';
import { StatusBadge } from '#components/ui/badge.tsx';
import { IdCell } from '#components/ui/id-cell.tsx';
import type { NewOauthClient, OauthClient } from '#lib/contracts/clients.ts';
import { ClientActions } from './client-actions.tsx';

/** A client in wire form, as pages get it. */
export type ClientRow = z.input<typeof OauthClient>;
/** The answer that holds the secret. */
export type NewClientRow = z.input<typeof NewOauthClient>;

const rolesOf = ({ roles }: ClientRow): string =>
  roles.map(({ role_title: title, scope_name: scope }) => (scope === null ? title : `${title} on ${scope}`)).join(', ') || 'None';

export const clientColumns: readonly Column<ClientRow>[] = [
  { id: 'name', header: 'Name', value: (row) => row.name, sort: 'name', narrow: true },
  { id: 'client_id', header: 'Client id', cell: (row) => <IdCell id={row.id} /> },
  { id: 'roles', header: 'Roles', value: rolesOf },
  { id: 'display', header: 'Secret', value: (row) => row.display, format: 'mono', optional: true },
  { id: 'last_used', header: 'Last used', value: (row) => row.last_used_at && new Date(row.last_used_at), format: 'time' },
  {
    id: 'created',
    header: 'Created',
    value: (row) => new Date(row.created_at),
    format: 'day',
    sort: 'created_at',
    descendingFirst: true,
    optional: true,
  },
  {
    id: 'status',
    header: 'Status',
    cell: (row) => (
      <StatusBadge tone={row.status === 'active' ? 'success' : 'outline'}>{row.status === 'active' ? 'Active' : 'Disabled'}</StatusBadge>
    ),
    narrow: true,
  },
  {
    id: 'actions',
    header: 'Actions',
    align: 'end',
    cell: (row) => <ClientActions id={row.id} name={row.name} status={row.status} />,
  },
];
