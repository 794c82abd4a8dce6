import type { Metadata } from 'next';
import { DataTable } from '#components/data-table/data-table.tsx';
import { DroppedNotice } from '#components/shell/dropped-notice.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters, UrlSpec } from '#components/shell/url-state.ts';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { listConnections } from '#lib/connections/index.ts';
import { holds } from '#lib/contracts/permissions.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listConnectionHealth } from '#lib/routes/index.ts';
import { chosenValue, sortValue } from '../_shell/list-state.ts';
import { Live } from '../_shell/live.tsx';
import { loadReader } from '../_shell/load-reader.ts';
import { listProps, readList } from '../_shell/read-list.ts';
import { type ConnectionRow, connectionColumns, type HealthByConnection } from './_components/connection-columns.tsx';
import { ConnectionPanel } from './_components/connection-panel.tsx';
import { isFailing } from './_components/health-words.tsx';

export const metadata: Metadata = { title: 'Connections' };

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

/** The answer: which do not answer as they should; how credentials are kept where all is well. */
function answerOf(connections: readonly ConnectionRow[], health: HealthByConnection): string {
  const active = connections.flatMap(({ id, name, status }) => {
    const found = status === 'active' ? health.get(id) : undefined;
    return found === undefined ? [] : [{ name, found }];
  });
  const shut = active.filter(({ found }) => found.circuit !== 'closed');
  const failing = active.filter(({ found }) => found.circuit === 'closed' && isFailing(found.five_minutes));
  const names = (some: typeof active): string => some.map(({ name }) => name).join(', ');
  const words = [
    ...(shut.length === 0 ? [] : [`Calls keep away from targets of ${names(shut)} where others are left.`]),
    ...(failing.length === 0 ? [] : [`More than a tenth of the attempts of five minutes failed at ${names(failing)}.`]),
  ];
  return words.length > 0 ? words.join(' ') : 'Your own access to each provider. Credentials are encrypted at once and never shown again.';
}

/** Are providers reachable, and credentials fresh? */
export default async function ConnectionsPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const list = await readList('/connections', searchParams, urlSpec);
  const { state, q } = list;
  const [{ reader, now, me }, health, connections] = await Promise.all([
    loadReader(),
    perform(listConnectionHealth, {}),
    perform(listConnections, {
      search: q,
      cursor: state.cursor,
      status: chosenValue(state, 'status', ['active', 'disabled', 'archived', 'all']),
      sort: sortValue(state, ['name', '-name', 'created_at', '-created_at']),
    }),
  ]);
  const may = { write: holds(me.permissions, 'connections.write'), test: holds(me.permissions, 'connections.test') };
  const byId = new Map(health.data?.data.map((one) => [one.connection_id, one]));
  return (
    <>
      <PageBar crumbs={[{ label: 'Gateway' }, { label: 'Connections' }]} status={<Live address="/api/v1/connections/events" />} />
      <DroppedNotice dropped={list.dropped} />
      <PageHeader
        title="Connections"
        answer={answerOf(connections.data?.data ?? [], byId)}
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
        columns={connectionColumns(byId, reader, now)}
        {...listProps(list, 'connections', connections)}
        rowName={(connection) => connection.name}
        opens="panel"
        reader={reader}
        now={now}
        search={{ label: 'Search connections', value: q }}
        filters={{
          fields: [{ field: 'status', label: 'Status', kind: 'choice', operators: ['is'], options: statusOptions }],
          active: state.filters,
        }}
        empty={{
          title: 'No provider is connected',
          children: 'The sandbox needs no credential; connect OpenAI or any compatible address for real models.',
        }}
      />
      {state.open === undefined ? null : <ConnectionPanel id={state.open} reader={reader} now={now} may={may} />}
    </>
  );
}
