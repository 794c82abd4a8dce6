import type { Metadata } from 'next';
import { DataTable } from '#components/data-table/data-table.tsx';
import { DroppedNotice } from '#components/shell/dropped-notice.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters, UrlSpec } from '#components/shell/url-state.ts';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { holds } from '#lib/contracts/permissions.ts';
import { tenantHealths } from '#lib/contracts/platform.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listPlatformTenants } from '#lib/platform/index.ts';
import { chosenValue, sortValue } from '../../_shell/list-state.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { listProps, readList } from '../../_shell/read-list.ts';
import { healthWords, tenantColumns } from '../_components/tenant-columns.tsx';

export const metadata: Metadata = { title: 'Organizations · Platform' };

const urlSpec = {
  filters: { health: ['is'] },
  sorts: ['name', 'created_at'],
  defaultSort: { field: 'name', descending: false },
} as const satisfies UrlSpec;

const healthOptions = tenantHealths.map((value) => ({ value, label: healthWords[value] }));

/** Who are they, and how do they do? */
export default async function PlatformTenantsPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const list = await readList('/operator/tenants', searchParams, urlSpec);
  const { state, q } = list;
  const [{ reader, now, me }, tenants] = await Promise.all([
    loadReader(),
    perform(listPlatformTenants, {
      search: q,
      cursor: state.cursor,
      health: chosenValue(state, 'health', tenantHealths),
      sort: sortValue(state, ['name', '-name', 'created_at', '-created_at']),
    }),
  ]);
  return (
    <>
      <PageBar crumbs={[{ label: 'Operator' }, { label: 'Organizations' }]} />
      <DroppedNotice dropped={list.dropped} />
      <PageHeader
        title="Organizations"
        answer="Counts and sums of each; what is written, asked and answered there stays there."
        primary={
          holds(me.permissions, 'platform.write') ? (
            <ButtonLink variant="primary" href="/operator/tenants/new">
              Provision organization
            </ButtonLink>
          ) : undefined
        }
      />
      <DataTable
        label="Organizations"
        columns={tenantColumns}
        {...listProps(list, 'organizations', tenants)}
        rowName={(tenant) => tenant.name}
        opens={(tenant) => `/operator/tenants/${tenant.id}`}
        reader={reader}
        now={now}
        search={{ label: 'Search name or short name', value: q }}
        filters={{
          fields: [{ field: 'health', label: 'Health', kind: 'choice', operators: ['is'], options: healthOptions }],
          active: state.filters,
          suggested: [{ field: 'health', operator: 'is', values: ['failing'] }],
        }}
        empty={{ title: 'No organization yet', children: 'Provision the first; its administrator signs in with a temporary password.' }}
      />
    </>
  );
}
