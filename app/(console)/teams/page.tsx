import type { Metadata } from 'next';
import { DataTable } from '#components/data-table/data-table.tsx';
import { listUrl } from '#components/data-table/list-url.ts';
import { DroppedNotice } from '#components/shell/dropped-notice.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { readUrlState, type SearchParameters, type UrlSpec } from '#components/shell/url-state.ts';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { holds } from '#lib/contracts/permissions.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listTeams } from '#lib/organization/index.ts';
import { chosenValue, droppedOf, searchText, sortValue } from '../_shell/list-state.ts';
import { loadReader } from '../_shell/load-reader.ts';
import { tableProblem } from '../_shell/table-problem.tsx';
import { teamColumns } from './_components/team-columns.tsx';

export const metadata: Metadata = { title: 'Teams · Tollgate' };

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
  const search = await searchParams;
  const { state, dropped } = readUrlState(search, urlSpec);
  const q = searchText(search);
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
      <DroppedNotice dropped={droppedOf(dropped)} />
      <PageHeader
        title="Teams"
        answer="A team is whom calls are charged to. Its leads see its usage and manage its keys and members."
        primary={create}
      />
      <DataTable
        label="Teams"
        noun="teams"
        columns={teamColumns}
        rows={teams.data?.data ?? []}
        rowId={(team) => team.id}
        rowName={(team) => team.name}
        opens={(team) => `/teams/${team.id}`}
        url={listUrl('/teams', search)}
        reader={reader}
        now={now}
        sort={state.sort}
        defaultSort={urlSpec.defaultSort}
        cols={state.cols}
        search={{ label: 'Search teams', value: q }}
        filters={{
          fields: [{ field: 'status', label: 'Status', kind: 'choice', operators: ['is'], options: statusOptions }],
          active: state.filters,
        }}
        older={teams.data?.next_cursor ?? undefined}
        problem={tableProblem('teams', teams.problem)}
        empty={{
          title: 'No team yet',
          children: 'Add the first team, then add its members or import them from a CSV file.',
          action: create,
        }}
      />
    </>
  );
}
