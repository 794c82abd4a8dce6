import type { Metadata } from 'next';
import { DataTable } from '#components/data-table/data-table.tsx';
import { DroppedNotice } from '#components/shell/dropped-notice.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters, UrlSpec } from '#components/shell/url-state.ts';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { holds } from '#lib/contracts/permissions.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listTeams } from '#lib/organization/index.ts';
import { chosenValue, sortValue } from '../_shell/list-state.ts';
import { loadReader } from '../_shell/load-reader.ts';
import { listProps, readList } from '../_shell/read-list.ts';
import { teamColumns } from './_components/team-columns.tsx';

export const metadata: Metadata = { title: 'Teams' };

const urlSpec = {
  filters: { status: ['is'] },
  sorts: ['name', 'created_at'],
  defaultSort: { field: 'name', descending: false },
} as const satisfies UrlSpec;

const statusOptions = [
  { value: 'active', label: 'Active' },
  { value: 'archived', label: 'Archived' },
  { value: 'all', label: 'All' },
];

/** Who belongs where? */
export default async function TeamsPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const list = await readList('/teams', searchParams, urlSpec);
  const { state, q } = list;
  const [{ reader, now, me }, teams] = await Promise.all([
    loadReader(),
    perform(listTeams, {
      search: q,
      cursor: state.cursor,
      status: chosenValue(state, 'status', ['active', 'archived', 'all']),
      sort: sortValue(state, ['name', '-name', 'created_at', '-created_at']),
    }),
  ]);
  const mayCreate = holds(me.permissions, 'teams.write');
  const create = mayCreate ? (
    <ButtonLink variant="primary" href="/teams/new">
      Add team
    </ButtonLink>
  ) : undefined;
  return (
    <>
      <PageBar crumbs={[{ label: 'Organization' }, { label: 'Teams' }]} />
      <DroppedNotice dropped={list.dropped} />
      <PageHeader
        title="Teams"
        answer="A team is whom calls are charged to. Its leads see its usage and manage its keys and members."
        primary={create}
      />
      <DataTable
        label="Teams"
        columns={teamColumns}
        {...listProps(list, 'teams', teams)}
        rowName={(team) => team.name}
        opens={(team) => `/teams/${team.id}`}
        reader={reader}
        now={now}
        search={{ label: 'Search teams', value: q }}
        filters={{
          fields: [{ field: 'status', label: 'Status', kind: 'choice', operators: ['is'], options: statusOptions }],
          active: state.filters,
        }}
        empty={{
          title: 'No team yet',
          children: 'Add the first team, then add its members or import them from a CSV file.',
          action: create,
        }}
      />
    </>
  );
}
