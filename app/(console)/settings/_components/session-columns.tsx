import type { z } from 'zod';
import type { Column } from '#components/data-table/columns.ts';
import { Badge } from '#components/ui/badge.tsx';
import type { Session } from '#lib/contracts/sessions.ts';
import { EndSession } from './end-session.tsx';

export type SessionRow = z.input<typeof Session>;

/** Columns of a list of sessions; the person only where it is not one's own list. */
export const sessionColumns = (withPerson: boolean): readonly Column<SessionRow>[] => [
  { id: 'device', header: 'Device', cell: (row) => <span title={row.user_agent}>{row.device}</span>, narrow: true },
  ...(withPerson ? [{ id: 'person', header: 'Person', value: (row: SessionRow) => row.user_name || row.user_email }] : []),
  { id: 'ip', header: 'Address', value: (row) => row.ip, format: 'mono' },
  { id: 'seen', header: 'Last seen', value: (row) => new Date(row.last_seen_at), format: 'time' },
  { id: 'since', header: 'Signed in', value: (row) => new Date(row.created_at), format: 'time' },
  {
    id: 'end',
    header: 'Actions',
    align: 'end',
    narrow: true,
    cell: (row) => (row.current ? <Badge>This device</Badge> : <EndSession id={row.id} person={row.user_name || row.user_email} />),
  },
];
