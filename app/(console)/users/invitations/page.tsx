import type { Metadata } from 'next';
import type { z } from 'zod';
import type { Column } from '#components/data-table/columns.ts';
import { DataTable } from '#components/data-table/data-table.tsx';
import { DroppedNotice } from '#components/shell/dropped-notice.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters, UrlSpec } from '#components/shell/url-state.ts';
import { StatusBadge } from '#components/ui/badge.tsx';
import { ButtonLink } from '#components/ui/button-link.tsx';
import type { Invitation } from '#lib/contracts/invitations.ts';
import { holds } from '#lib/contracts/permissions.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listInvitations } from '#lib/invitations/index.ts';
import { chosenValue } from '../../_shell/list-state.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { listProps, readList } from '../../_shell/read-list.ts';
import { InvitationMenu } from '../_components/invitation-menu.tsx';
import { PeopleTabs } from '../_components/people-tabs.tsx';

export const metadata: Metadata = { title: 'Invitations · People' };

const urlSpec = {
  filters: { state: ['is'] },
  sorts: ['created_at'],
  defaultSort: { field: 'created_at', descending: true },
} as const satisfies UrlSpec;

type Row = z.input<typeof Invitation>;

const states = {
  open: { label: 'Waiting', tone: 'info' },
  accepted: { label: 'Joined', tone: 'success' },
  revoked: { label: 'Taken back', tone: 'outline' },
  expired: { label: 'Expired', tone: 'warning' },
} as const;

const columns = (mayWrite: boolean): readonly Column<Row>[] => [
  { id: 'email', header: 'E-mail', narrow: true, value: (row) => row.email },
  { id: 'role', header: 'Role', value: (row) => row.role_title },
  { id: 'team', header: 'Team', value: (row) => row.team_name },
  { id: 'by', header: 'Invited by', value: (row) => row.invited_by.name },
  { id: 'sent', header: 'Sent', value: (row) => new Date(row.updated_at), format: 'time' },
  { id: 'expires', header: 'Works until', value: (row) => (row.state === 'open' ? new Date(row.expires_at) : null), format: 'day' },
  {
    id: 'state',
    header: 'State',
    narrow: true,
    cell: (row) => <StatusBadge tone={states[row.state].tone}>{states[row.state].label}</StatusBadge>,
  },
  {
    id: 'actions',
    header: '',
    cell: (row) =>
      mayWrite && (row.state === 'open' || row.state === 'expired') ? <InvitationMenu id={row.id} email={row.email} /> : null,
  },
];

/** Who was asked to join, and has not yet? */
export default async function InvitationsPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const list = await readList('/users/invitations', searchParams, urlSpec);
  const { state, q } = list;
  const chosen = chosenValue(state, 'state', ['open', 'accepted', 'revoked', 'expired', 'all']);
  const [{ reader, now, me }, invitations] = await Promise.all([
    loadReader(),
    perform(listInvitations, { search: q, cursor: state.cursor, state: chosen }),
  ]);
  const mayWrite = holds(me.permissions, 'users.write');
  const invite = mayWrite ? (
    <ButtonLink variant="primary" href="/users/invitations/new">
      Invite person
    </ButtonLink>
  ) : undefined;
  return (
    <>
      <PageBar crumbs={[{ label: 'Organization' }, { label: 'People', href: '/users' }, { label: 'Invitations' }]} />
      <DroppedNotice dropped={list.dropped} />
      <PageHeader
        title="People"
        answer="Who was asked to join. A link works once, for seven days; sending it again ends the one before."
        primary={invite}
      />
      <PeopleTabs current="invitations" />
      <DataTable
        label="Invitations"
        columns={columns(mayWrite)}
        {...listProps(list, 'invitations', invitations)}
        rowName={(row) => row.email}
        reader={reader}
        now={now}
        search={{ label: 'Search name or e-mail', value: q }}
        filters={{
          fields: [
            {
              field: 'state',
              label: 'State',
              kind: 'choice',
              operators: ['is'],
              options: [...Object.entries(states).map(([value, { label }]) => ({ value, label })), { value: 'all', label: 'All' }],
            },
          ],
          active: state.filters,
        }}
        empty={{ title: 'Nobody is invited', children: 'Invite people by e-mail; they choose their own password.', action: invite }}
      />
    </>
  );
}
