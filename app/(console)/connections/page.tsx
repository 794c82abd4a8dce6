import type { Metadata } from 'next';
import { DataTable } from '#components/data-table/data-table.tsx';
import { listUrl } from '#components/data-table/list-url.ts';
import { DroppedNotice } from '#components/shell/dropped-notice.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { readUrlState, type SearchParameters, type UrlSpec } from '#components/shell/url-state.ts';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { listConnections } from '#lib/connections/index.ts';
import { holds } from '#lib/contracts/permissions.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { chosenValue, droppedOf, searchText, sortValue } from '../_shell/list-state.ts';
import { loadReader } from '../_shell/load-reader.ts';
import { tableProblem } from '../_shell/table-problem.tsx';
import { connectionColumns } from './_components/connection-columns.tsx';
import { ConnectionPanel } from './_components/connection-panel.tsx';

export const metadata: Metadata = { title: 'Connections · Tollgate' };

const urlSpec = {
  filters: { status: ['is'] },
  sorts: ['name', 'created_at'],
  defaultSort: { field: 'name', descending: false },
} as const satisfies UrlSpec;

const statusOptions = [
  { value: 'active', label: 'Active' },
  { value: 'disabled', label: 'Disabled' },
  { value: 'archived', label: 'Archived' },
  { value: 'all', label: 'All' },
];

/** Are providers reachable, and credentials fresh? */
export default async function ConnectionsPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const search = await searchParams;
  const { state, dropped } = readUrlState(search, urlSpec);
  const q = searchText(search);
  const [{ reader, now, me }, connections] = await Promise.all([
    loadReader(),
    perform(listConnections, {
      search: q,
      cursor: state.cursor,
      status: chosenValue(state, 'status', ['active', 'disabled', 'archived', 'all']),
      sort: sortValue(state, ['name', '-name', 'created_at', '-created_at']),
    }),
  ]);
  const may = { write: holds(me.permissions, 'connections.write'), test: holds(me.permissions, 'connections.test') };
  return (
    <>
      <PageBar crumbs={[{ label: 'Gateway' }, { label: 'Connections' }]} />
      <DroppedNotice dropped={droppedOf(dropped)} />
      <PageHeader
        title="Connections"
        answer="Your own access to each provider. Credentials are encrypted at once and never shown again."
        primary={
          may.write ? (
            <ButtonLink variant="primary" href="/connections/new">
              Connect provider
            </ButtonLink>
          ) : undefined
        }
      />
      <DataTable
        label="Connections"
        noun="connections"
        columns={connectionColumns}
        rows={connections.data?.data ?? []}
        rowId={(connection) => connection.id}
        rowName={(connection) => connection.name}
        opens="panel"
        url={listUrl('/connections', search)}
        reader={reader}
        now={now}
        sort={state.sort}
        defaultSort={urlSpec.defaultSort}
        cols={state.cols}
        open={state.open}
        search={{ label: 'Search connections', value: q }}
        filters={{
          fields: [{ field: 'status', label: 'Status', kind: 'choice', operators: ['is'], options: statusOptions }],
          active: state.filters,
        }}
        older={connections.data?.next_cursor ?? undefined}
        problem={tableProblem('connections', connections.problem)}
        empty={{
          title: 'No provider is connected',
          children: 'The sandbox needs no credential; connect OpenAI or any compatible address for real models.',
        }}
      />
      {state.open === undefined ? null : <ConnectionPanel id={state.open} reader={reader} now={now} may={may} />}
    </>
  );
}
