import type { Metadata } from 'next';
import { DataTable } from '#components/data-table/data-table.tsx';
import { DroppedNotice } from '#components/shell/dropped-notice.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters, UrlSpec } from '#components/shell/url-state.ts';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { holds } from '#lib/contracts/permissions.ts';
import { listDashboards } from '#lib/dashboards/index.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { sortValue } from '../_shell/list-state.ts';
import { loadReader } from '../_shell/load-reader.ts';
import { listProps, readList } from '../_shell/read-list.ts';
import { dashboardColumns } from './_components/dashboard-columns.tsx';

export const metadata: Metadata = { title: 'Dashboards' };

const urlSpec = { filters: {}, sorts: ['name'], defaultSort: { field: 'name', descending: false } } as const satisfies UrlSpec;

/** Which views of the figures are there for me? */
export default async function DashboardsPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const list = await readList('/dashboards', searchParams, urlSpec);
  const { state, q } = list;
  const [{ reader, now, me }, dashboards] = await Promise.all([
    loadReader(),
    perform(listDashboards, { search: q, cursor: state.cursor, sort: sortValue(state, ['name', '-name']) }),
  ]);
  const create = holds(me.permissions, 'dashboards.write') ? (
    <ButtonLink variant="primary" href="/dashboards/new">
      New dashboard
    </ButtonLink>
  ) : undefined;
  return (
    <>
      <PageBar crumbs={[{ label: 'Home' }, { label: 'Dashboards' }]} />
      <DroppedNotice dropped={list.dropped} />
      <PageHeader
        title="Dashboards"
        answer="Your own views of spend and use, and those that were shared with you. Everybody sees in them what their rights show."
        primary={create}
      />
      <DataTable
        label="Dashboards"
        {...listProps(list, 'dashboards', dashboards)}
        columns={dashboardColumns}
        rowName={(row) => row.name}
        opens={(row) => `/dashboards/${row.id}`}
        reader={reader}
        now={now}
        search={{ label: 'Search dashboards', value: q }}
        empty={{
          title: 'No dashboard yet',
          children: 'Begin with a template: Executive, Finance, Platform or Team.',
          ...(create === undefined ? {} : { action: create }),
        }}
      />
    </>
  );
}
