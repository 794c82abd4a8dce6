import { SidePanel } from '#components/shell/side-panel.tsx';
import { StatusBadge } from '#components/ui/badge.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { type Fact, Facts } from '#components/ui/facts.tsx';
import { IdCell } from '#components/ui/id-cell.tsx';
import { Cell, HeadCell, RowHead, Table, TableScroll } from '#components/ui/table.tsx';
import { TimeText } from '#components/ui/time-text.tsx';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { parseUsd } from '#lib/core/money.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { getServer } from '#lib/mcp/index.ts';
import { RecentCalls } from './recent-calls.tsx';
import { ServerActions } from './server-actions.tsx';
import { audienceWords, type ServerRow, ServerStatus, ServerTestState } from './server-columns.tsx';

export interface ServerPanelProps {
  id: string;
  reader: Reader;
  now: string;
  may: { readonly write: boolean; readonly test: boolean; readonly seeCalls: boolean };
}

const authWords: Readonly<Record<ServerRow['auth'], string>> = {
  none: 'None',
  bearer: 'Bearer token',
  header: 'Header',
  oauth: 'OAuth client credentials',
};

function factsOf(server: ServerRow, { reader, now }: ServerPanelProps): readonly Fact[] {
  const { auth, auth_settings: settings, last_four: lastFour, price_per_call_usd: price } = server;
  const patterns = (names: readonly string[], empty: string) => (names.length === 0 ? empty : names.join(', '));
  return [
    {
      label: 'Address here',
      value: (
        <span className="inline-flex items-center gap-1 font-mono">
          {server.path}
          <CopyButton value={server.path} label="Copy the address" />
        </span>
      ),
    },
    { label: 'Server', value: server.url },
    { label: 'Authentication', value: `${authWords[auth]}${settings.header === undefined ? '' : ` ${settings.header}`}` },
    ...(settings.oauth_url === undefined ? [] : [{ label: 'Token service', value: settings.oauth_url }]),
    ...(auth === 'none' ? [] : [{ label: 'Credential', value: lastFour === null ? 'Set' : `…${lastFour}` }]),
    ...(server.rotated_at === null ? [] : [{ label: 'Set', value: <TimeText at={server.rotated_at} reader={reader} now={now} /> }]),
    { label: 'For', value: audienceWords(server.audience) },
    { label: 'Tools allowed', value: patterns(server.allowed_tools, 'None') },
    { label: 'Tools denied', value: patterns(server.denied_tools, 'None') },
    { label: 'Price of a call', value: price === null ? 'Not counted' : createFormat(reader).moneyExact(parseUsd(price) ?? 0n) },
    { label: 'Longest call', value: createFormat(reader).duration(server.timeout_seconds * 1000) },
    { label: 'Id', value: <IdCell id={server.id} /> },
  ];
}

function LastTest({ server, reader, now }: Pick<ServerPanelProps, 'reader' | 'now'> & { server: ServerRow }) {
  const { test_result: result, tested_at: testedAt } = server;
  if (result === null || testedAt === null)
    return <p className="text-control text-second">Not tested yet. A test connects as an agent would and lists the tools.</p>;
  return (
    <div className="flex flex-col gap-1 text-control">
      <p className="flex items-center gap-2">
        <ServerTestState server={server} /> {createFormat(reader).duration(result.latency_ms)},{' '}
        <TimeText at={testedAt} reader={reader} now={now} />
      </p>
      <p className="text-second">{result.message}</p>
    </div>
  );
}

/** The tools that the server listed, with who may call them. */
function Tools({ server }: { server: ServerRow }) {
  if (server.tools.length === 0) return <p className="text-control text-second">None known. Test the server to list them.</p>;
  const audience = audienceWords(server.audience);
  return (
    <TableScroll label="Tools">
      <Table>
        <thead>
          <tr>
            <HeadCell>Tool</HeadCell>
            <HeadCell>For</HeadCell>
          </tr>
        </thead>
        <tbody>
          {server.tools.map(({ name, title, description, is_allowed: isAllowed }) => (
            <tr key={name}>
              <RowHead className="py-1.5">
                <span className="font-mono">{name}</span>
                <span className="block text-caption text-quiet" dir="auto">
                  {title ?? description}
                </span>
              </RowHead>
              <Cell>{isAllowed ? audience : <StatusBadge tone="outline">Denied</StatusBadge>}</Cell>
            </tr>
          ))}
        </tbody>
      </Table>
    </TableScroll>
  );
}

/** One tool server beside the list: how it is reached, its tools, and what was called last. */
export async function ServerPanel(props: ServerPanelProps) {
  const { data: server, problem } = await perform(getServer, { mcp_server_id: props.id });
  if (problem !== undefined) {
    return (
      <SidePanel title="Tool server">
        <ErrorState title="The tool server did not load" requestId={problem.request_id}>
          {problem.detail}
        </ErrorState>
      </SidePanel>
    );
  }
  const { id, name, status } = server;
  return (
    <SidePanel
      title={name}
      badge={<ServerStatus status={status} />}
      actions={<ServerActions server={{ id, name, status }} may={props.may} />}
    >
      <Facts facts={factsOf(server, props)} />
      <h3 className="mt-6 mb-2 font-semibold text-body">Last test</h3>
      <LastTest server={server} reader={props.reader} now={props.now} />
      <h3 className="mt-6 mb-2 font-semibold text-body">Tools</h3>
      <Tools server={server} />
      {props.may.seeCalls ? (
        <>
          <h3 className="mt-6 mb-2 font-semibold text-body">Recent calls</h3>
          <RecentCalls serverId={id} reader={props.reader} now={props.now} />
        </>
      ) : null}
    </SidePanel>
  );
}
