import type { Metadata } from 'next';
import type { z } from 'zod';
import type { Column } from '#components/data-table/columns.ts';
import { DataTable } from '#components/data-table/data-table.tsx';
import { DroppedNotice } from '#components/shell/dropped-notice.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters, UrlSpec } from '#components/shell/url-state.ts';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { type Group, groupOrigins } from '#lib/contracts/groups.ts';
import { holds } from '#lib/contracts/permissions.ts';
import { listGroups } from '#lib/groups/index.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { chosenValue, sortValue } from '../_shell/list-state.ts';
import { loadReader } from '../_shell/load-reader.ts';
import { listProps, readList } from '../_shell/read-list.ts';
import { GroupOrigin, originWords } from './_components/group-origin.tsx';

export const metadata: Metadata = { title: 'Groups' };

type GroupRow = z.input<typeof Group>;

const urlSpec = {
  filters: { origin: ['is'] },
  sorts: ['name', 'created_at'],
  defaultSort: { field: 'name', descending: false },
} as const satisfies UrlSpec;

const sorts = ['name', '-name', 'created_at', '-created_at'] as const;

const rolesOf = ({ roles }: GroupRow): string =>
  roles.map((role) => `${role.role_title}${role.scope_name === null ? '' : ` on ${role.scope_name}`}`).join(', ') || 'None';

const columns: readonly Column<GroupRow>[] = [
  { id: 'name', header: 'Name', value: (row) => row.name, sort: 'name', narrow: true },
  { id: 'members', header: 'People', value: (row) => row.member_count, align: 'end', narrow: true },
  { id: 'roles', header: 'Grants', value: rolesOf },
  { id: 'center', header: 'Cost center', value: (row) => row.cost_center_code, format: 'mono' },
  { id: 'origin', header: 'Kept', cell: (row) => <GroupOrigin origin={row.origin} /> },
  { id: 'created', header: 'Since', value: (row) => new Date(row.created_at), format: 'day', sort: 'created_at', optional: true },
];

/** Which groups are there, who keeps them, and what do they grant? */
export default async function GroupsPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const list = await readList('/groups', searchParams, urlSpec);
  const { state, q } = list;
  const [{ reader, now, me }, groups] = await Promise.all([
    loadReader(),
    perform(listGroups, {
      ...{ search: q, limit: 100, cursor: state.cursor },
      ...{ sort: sortValue(state, sorts), origin: chosenValue(state, 'origin', groupOrigins) },
    }),
  ]);
  const create = holds(me.permissions, 'groups.write') ? (
    <ButtonLink variant="primary" href="/groups/new">
      New group
    </ButtonLink>
  ) : undefined;
  return (
    <>
      <PageBar crumbs={[{ label: 'Organization' }, { label: 'Groups' }]} />
      <DroppedNotice dropped={list.dropped} />
      <PageHeader
        title="Groups"
        answer="People who are given the same roles and cost center. Groups of your directory are kept there; what they grant is chosen here."
        primary={create}
      />
      <DataTable
        label="Groups"
        columns={columns}
        {...listProps(list, 'groups', groups)}
        rowName={(row) => row.name}
        opens={(row) => `/groups/${row.id}`}
        reader={reader}
        now={now}
        search={{ label: 'Search groups', value: q }}
        filters={{
          fields: [
            {
              ...{ field: 'origin', label: 'Kept', kind: 'choice', operators: ['is'] },
              options: groupOrigins.map((value) => ({ value, label: originWords[value] })),
            },
          ],
          active: state.filters,
        }}
        empty={{
          title: 'No group yet',
          children: 'A group gives many people the same roles at once. Make one, or let your directory send its own.',
          ...(create === undefined ? {} : { action: create }),
        }}
      />
    </>
  );
}
