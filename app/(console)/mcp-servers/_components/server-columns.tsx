import type { z } from 'zod';
import type { Column } from '#components/data-table/columns.ts';
import { StatusBadge } from '#components/ui/badge.tsx';
import type { McpServer } from '#lib/contracts/mcp-servers.ts';

/** A tool server in wire form, as pages get it. */
export type ServerRow = z.input<typeof McpServer>;

export function ServerStatus({ status }: { status: ServerRow['status'] }) {
  if (status === 'active') return <StatusBadge tone="success">Active</StatusBadge>;
  return <StatusBadge tone="outline">{status === 'disabled' ? 'Disabled' : 'Archived'}</StatusBadge>;
}

/** The last test in a word; one that was never made is neither good nor bad. */
export function ServerTestState({ server }: { server: ServerRow }) {
  const result = server.test_result;
  if (result === null) return <StatusBadge tone="outline">Not tested</StatusBadge>;
  return result.ok ? <StatusBadge tone="success">Answers</StatusBadge> : <StatusBadge tone="danger">Fails</StatusBadge>;
}

const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** Who may use a server, in a few words. */
export function audienceWords(audience: ServerRow['audience']): string {
  const parts = [
    { ids: audience.department_ids, one: 'department' },
    { ids: audience.team_ids, one: 'team' },
    { ids: audience.user_ids, one: 'person', many: 'people' },
    { ids: audience.role_ids, one: 'role' },
    { ids: audience.key_ids, one: 'key' },
  ].flatMap(({ ids = [], one, many }) => (ids.length === 0 ? [] : [plural(ids.length, one, many)]));
  return parts.length === 0 ? 'Everybody' : parts.join(', ');
}

/** How many of its tools may be called; null as long as nobody has listed them. */
const toolsWords = ({ tools }: ServerRow): string | null =>
  tools.length === 0 ? null : `${tools.filter((tool) => tool.is_allowed).length} of ${tools.length}`;

export const serverColumns: readonly Column<ServerRow>[] = [
  { id: 'name', header: 'Name', value: (row) => row.name, sort: 'name', narrow: true },
  { id: 'path', header: 'Address here', value: (row) => row.path, format: 'mono' },
  { id: 'tools', header: 'Tools allowed', value: toolsWords },
  { id: 'audience', header: 'For', value: (row) => audienceWords(row.audience) },
  { id: 'test', header: 'Last test', cell: (row) => <ServerTestState server={row} />, narrow: true },
  { id: 'latency', header: 'Latency', value: (row) => row.test_result?.latency_ms ?? null, format: 'duration', align: 'end' },
  { id: 'tested', header: 'Tested', value: (row) => row.tested_at && new Date(row.tested_at), format: 'time', optional: true },
  { id: 'status', header: 'Status', cell: (row) => <ServerStatus status={row.status} />, narrow: true },
];
