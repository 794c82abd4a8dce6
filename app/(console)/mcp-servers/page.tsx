import type { Metadata } from 'next';
import { DataTable } from '#components/data-table/data-table.tsx';
import { DroppedNotice } from '#components/shell/dropped-notice.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters, UrlSpec } from '#components/shell/url-state.ts';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { holds } from '#lib/contracts/permissions.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listServers } from '#lib/mcp/index.ts';
import { chosenValue, sortValue } from '../_shell/list-state.ts';
import { loadReader } from '../_shell/load-reader.ts';
import { listProps, readList } from '../_shell/read-list.ts';
import { serverColumns } from './_components/server-columns.tsx';
import { ServerPanel } from './_components/server-panel.tsx';

export const metadata: Metadata = { title: 'MCP servers' };

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

/** Which tools may agents call? */
export default async function McpServersPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const list = await readList('/mcp-servers', searchParams, urlSpec);
  const { state, q } = list;
  const [{ reader, now, me }, servers] = await Promise.all([
    loadReader(),
    perform(listServers, {
      search: q,
      cursor: state.cursor,
      status: chosenValue(state, 'status', ['active', 'disabled', 'archived', 'all']),
      sort: sortValue(state, ['name', '-name', 'created_at', '-created_at']),
    }),
  ]);
  const has = (permission: Parameters<typeof holds>[1]) => holds(me.permissions, permission);
  const may = { write: has('mcp.write'), test: has('mcp.test'), seeCalls: has('usage.read') || has('usage.own') };
  return (
    <>
      <PageBar crumbs={[{ label: 'Gateway' }, { label: 'MCP servers' }]} />
      <DroppedNotice dropped={list.dropped} />
      <PageHeader
        title="MCP servers"
        answer="The tools that agents reach with a virtual key: who may call which, and what they called. Credentials stay here."
        primary={
          may.write ? (
            <ButtonLink variant="primary" href="/mcp-servers/new">
              Register server
            </ButtonLink>
          ) : undefined
        }
      />
      <DataTable
        label="MCP servers"
        columns={serverColumns}
        {...listProps(list, 'servers', servers)}
        rowName={(server) => server.name}
        opens="panel"
        reader={reader}
        now={now}
        search={{ label: 'Search servers', value: q }}
        filters={{
          fields: [{ field: 'status', label: 'Status', kind: 'choice', operators: ['is'], options: statusOptions }],
          active: state.filters,
        }}
        empty={{ title: 'No tool server yet', children: 'Register one to govern its tools.' }}
      />
      {state.open === undefined ? null : <ServerPanel id={state.open} reader={reader} now={now} may={may} />}
    </>
  );
}
