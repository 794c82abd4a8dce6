import type { Metadata } from 'next';
import { DataTable } from '#components/data-table/data-table.tsx';
import { DroppedNotice } from '#components/shell/dropped-notice.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters, UrlSpec } from '#components/shell/url-state.ts';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { holds } from '#lib/contracts/permissions.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listRoutes } from '#lib/routes/index.ts';
import { chosenValue, sortValue } from '../_shell/list-state.ts';
import { loadReader } from '../_shell/load-reader.ts';
import { listProps, readList } from '../_shell/read-list.ts';
import { routeColumns } from './_components/route-columns.tsx';

export const metadata: Metadata = { title: 'Routes' };

const urlSpec = {
  filters: { status: ['is'] },
  sorts: ['name', 'created_at'],
  defaultSort: { field: 'name', descending: false },
} as const satisfies UrlSpec;

const statuses = ['draft', 'published', 'archived', 'all'] as const;
const statusOptions = statuses.map((value) => ({ value, label: value.charAt(0).toUpperCase() + value.slice(1) }));

/** Where does a call go, and why? */
export default async function RoutesPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const list = await readList('/routes', searchParams, urlSpec);
  const { state, q } = list;
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
      <DroppedNotice dropped={list.dropped} />
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
        columns={routeColumns}
        {...listProps(list, 'routes', routes)}
        rowName={(route) => route.name}
        opens={(route) => `/routes/${route.id}`}
        reader={reader}
        now={now}
        search={{ label: 'Search routes', value: q }}
        filters={{
          fields: [{ field: 'status', label: 'Status', kind: 'choice', operators: ['is'], options: statusOptions }],
          active: state.filters,
        }}
        empty={{
          title: 'Calls go to the model they name',
          children: 'A route survives an outage: it asks the next target when one fails.',
        }}
      />
    </>
  );
}
