import type { Metadata } from 'next';
import type { z } from 'zod';
import type { Column } from '#components/data-table/columns.ts';
import { DataTable } from '#components/data-table/data-table.tsx';
import { DroppedNotice } from '#components/shell/dropped-notice.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters, UrlSpec } from '#components/shell/url-state.ts';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { listRoles } from '#lib/access/index.ts';
import { archiveStatuses } from '#lib/contracts/departments.ts';
import { holds } from '#lib/contracts/permissions.ts';
import type { Role } from '#lib/contracts/roles.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { chosenValue } from '../_shell/list-state.ts';
import { loadReader } from '../_shell/load-reader.ts';
import { listProps, readList } from '../_shell/read-list.ts';
import { peopleOptions } from '../budgets/_components/scope-options.ts';
import { grantOptions } from './_components/grant-options.ts';
import { GrantRole } from './_components/grant-role.tsx';
import { RoleKind } from './_components/role-kind.tsx';
import { RolePanel } from './_components/role-panel.tsx';

export const metadata: Metadata = { title: 'Roles' };

type RoleRow = z.input<typeof Role>;

const urlSpec = { filters: { status: ['is'] } } as const satisfies UrlSpec;

const holdsWords = ({ permissions }: RoleRow): string =>
  permissions.includes('*') ? 'Everything' : `${permissions.length} ${permissions.length === 1 ? 'permission' : 'permissions'}`;

const columns: readonly Column<RoleRow>[] = [
  { id: 'title', header: 'Role', value: (row) => row.title, narrow: true },
  { id: 'level', header: 'Level', value: (row) => row.level, align: 'end', narrow: true },
  { id: 'parent', header: 'Inherits from', value: (row) => row.parent_title },
  { id: 'holds', header: 'Holds', value: holdsWords },
  { id: 'holders', header: 'Held by', value: (row) => row.holder_count, align: 'end' },
  { id: 'name', header: 'Name in rules', value: (row) => row.name, format: 'mono', optional: true },
  { id: 'kind', header: 'Kind', cell: (row) => <RoleKind role={row} /> },
];

/** Which roles are there, and what do they allow? */
export default async function RolesPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const list = await readList('/roles', searchParams, urlSpec);
  const { state, q } = list;
  const [{ reader, now, me }, roles, options, people] = await Promise.all([
    loadReader(),
    perform(listRoles, { search: q, limit: 100, cursor: state.cursor, status: chosenValue(state, 'status', archiveStatuses) }),
    grantOptions(),
    peopleOptions(),
  ]);
  const may = { write: holds(me.permissions, 'roles.write'), assign: holds(me.permissions, 'roles.assign') };
  return (
    <>
      <PageBar crumbs={[{ label: 'Organization' }, { label: 'Roles' }]} />
      <DroppedNotice dropped={list.dropped} />
      <PageHeader
        title="Roles"
        answer="What people may do, where it is granted to them or their group. Nobody grants more than they hold."
        actions={
          <>
            <ButtonLink href="/roles/compare">Compare</ButtonLink>
            {may.write ? <ButtonLink href="/roles/new">New role</ButtonLink> : null}
          </>
        }
        primary={may.assign ? <GrantRole options={options} people={people} primary /> : undefined}
      />
      <DataTable
        label="Roles"
        columns={columns}
        {...listProps(list, 'roles', roles)}
        rowName={(row) => row.title}
        opens="panel"
        reader={reader}
        now={now}
        search={{ label: 'Search roles', value: q }}
        filters={{
          fields: [
            {
              ...{ field: 'status', label: 'Status', kind: 'choice', operators: ['is'] },
              options: archiveStatuses.map((value) => ({
                value,
                label: value === 'all' ? 'All' : value === 'active' ? 'Active' : 'Archived',
              })),
            },
          ],
          active: state.filters,
        }}
        empty={{ title: 'Eight built-in roles', children: 'Copy one to change it.' }}
      />
      {state.open === undefined ? null : <RolePanel id={state.open} {...{ reader, now, may, options, people }} />}
    </>
  );
}
