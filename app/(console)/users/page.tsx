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
import { PersonCell } from '#components/ui/person-cell.tsx';
import { holds } from '#lib/contracts/permissions.ts';
import type { User } from '#lib/contracts/users.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listUsers } from '#lib/identity/index.ts';
import { chosenValue, sortValue } from '../_shell/list-state.ts';
import { loadReader } from '../_shell/load-reader.ts';
import { listProps, readList } from '../_shell/read-list.ts';
import { PeopleTabs } from './_components/people-tabs.tsx';
import { PersonPanel } from './_components/person-panel.tsx';

export const metadata: Metadata = { title: 'People' };

const urlSpec = {
  filters: { status: ['is'] },
  sorts: ['name', 'email', 'created_at'],
  defaultSort: { field: 'name', descending: false },
} as const satisfies UrlSpec;

const statusOptions = [
  { value: 'active', label: 'Active' },
  { value: 'deactivated', label: 'Deactivated' },
  { value: 'all', label: 'All' },
];

type UserRow = z.input<typeof User>;

const columns: readonly Column<UserRow>[] = [
  {
    id: 'name',
    header: 'Name',
    sort: 'name',
    narrow: true,
    cell: (row) => <PersonCell person={{ name: row.name || undefined, email: row.email, deactivated: row.status === 'deactivated' }} />,
  },
  { id: 'email', header: 'E-mail', value: (row) => row.email, sort: 'email' },
  { id: 'teams', header: 'Teams', value: (row) => row.teams.map(({ name }) => name).join(', ') || null },
  { id: 'second_factor', header: 'Second factor', value: (row) => (row.has_second_factor ? 'Yes' : 'No') },
  { id: 'last_sign_in', header: 'Last sign-in', value: (row) => row.last_sign_in_at && new Date(row.last_sign_in_at), format: 'time' },
  {
    id: 'created',
    header: 'Since',
    value: (row) => new Date(row.created_at),
    format: 'day',
    sort: 'created_at',
    descendingFirst: true,
    optional: true,
  },
  {
    id: 'status',
    header: 'Status',
    narrow: true,
    cell: (row) =>
      row.status === 'active' ? <StatusBadge tone="success">Active</StatusBadge> : <StatusBadge tone="outline">Deactivated</StatusBadge>,
  },
];

/** Who has access? */
export default async function PeoplePage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const list = await readList('/users', searchParams, urlSpec);
  const { state, q } = list;
  const [{ reader, now, me }, users] = await Promise.all([
    loadReader(),
    perform(listUsers, {
      search: q,
      cursor: state.cursor,
      status: chosenValue(state, 'status', ['active', 'deactivated', 'all']),
      sort: sortValue(state, ['name', '-name', 'email', '-email', 'created_at', '-created_at']),
    }),
  ]);
  const mayWrite = holds(me.permissions, 'users.write');
  const mayAssign = holds(me.permissions, 'roles.assign');
  return (
    <>
      <PageBar crumbs={[{ label: 'Organization' }, { label: 'People' }]} />
      <DroppedNotice dropped={list.dropped} />
      <PageHeader
        title="People"
        answer="Who can sign in. Deactivating somebody ends their sessions and stops their own keys within two seconds."
        actions={mayWrite ? <ButtonLink href="/users/new">Add with password</ButtonLink> : undefined}
        primary={
          mayWrite ? (
            <ButtonLink variant="primary" href="/users/invitations/new">
              Invite person
            </ButtonLink>
          ) : undefined
        }
      />
      <PeopleTabs current="people" />
      <DataTable
        label="People"
        columns={columns}
        {...listProps(list, 'people', users)}
        rowName={(user) => user.name || user.email}
        opens="panel"
        reader={reader}
        now={now}
        search={{ label: 'Search name or e-mail', value: q }}
        filters={{
          fields: [{ field: 'status', label: 'Status', kind: 'choice', operators: ['is'], options: statusOptions }],
          active: state.filters,
        }}
        empty={{ title: 'Only you so far', children: 'Add the people who should see usage or create keys.' }}
      />
      {state.open === undefined ? null : <PersonPanel id={state.open} {...{ reader, now, mayWrite, mayAssign }} />}
    </>
  );
}
