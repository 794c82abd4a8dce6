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
import { listRoutes } from '#lib/routes/index.ts';
import { chosenValue, droppedOf, searchText, sortValue } from '../_shell/list-state.ts';
import { loadReader } from '../_shell/load-reader.ts';
import { tableProblem } from '../_shell/table-problem.tsx';
import { routeColumns } from './_components/route-columns.tsx';

export const metadata: Metadata = { title: 'Routes · Tollgate' };

const urlSpec = {
  filters: { status: ['is'] },
  sorts: ['name', 'created_at'],
  defaultSort: { field: 'name', descending: false },
} as const satisfies UrlSpec;

const statuses = ['draft', 'published', 'archived', 'all'] as const;
const statusOptions = statuses.map((value) => ({ value, label: value.charAt(0).toUpperCase() + value.slice(1) }));

/** Where does a call go, and why? */
export default async function RoutesPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const search = await searchParams;
  const { state, dropped } = readUrlState(search, urlSpec);
  const q = searchText(search);
  const [{ reader, now, me }, routes] = await Promise.all([
    loadReader(),
    perform(listRoutes, {
      search: q,
      cursor: state.cursor,
      status: chosenValue(state, 'status', statuses),
      sort: sortValue(state, ['name', '-name', 'created_at', '-created_at']),
    }),
  ]);
  return (
    <>
      <PageBar crumbs={[{ label: 'Gateway' }, { label: 'Routes' }]} />
      <DroppedNotice dropped={droppedOf(dropped)} />
      <PageHeader
        title="Routes"
        answer="Names that apps use in place of a model. Each leads to several targets, so that a provider can fail, and be changed without a release."
        actions={<ButtonLink href="/routes/preferences">Preferences</ButtonLink>}
        primary={
          holds(me.permissions, 'routes.write') ? (
            <ButtonLink variant="primary" href="/routes/new">
              New route
            </ButtonLink>
          ) : undefined
        }
      />
      <DataTable
        label="Routes"
        noun="routes"
        columns={routeColumns}
        rows={routes.data?.data ?? []}
        rowId={(route) => route.id}
        rowName={(route) => route.name}
        opens={(route) => `/routes/${route.id}`}
        url={listUrl('/routes', search)}
        reader={reader}
        now={now}
        sort={state.sort}
        defaultSort={urlSpec.defaultSort}
        cols={state.cols}
        search={{ label: 'Search routes', value: q }}
        filters={{
          fields: [{ field: 'status', label: 'Status', kind: 'choice', operators: ['is'], options: statusOptions }],
          active: state.filters,
        }}
        older={routes.data?.next_cursor ?? undefined}
        problem={tableProblem('routes', routes.problem)}
        empty={{
          title: 'Calls go to the model they name',
          children: 'A route survives an outage: it asks the next target when one fails.',
        }}
      />
    </>
  );
}
