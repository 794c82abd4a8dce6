import { PageLink } from '#components/shell/page-link.tsx';
import { Cell, HeadCell, RowHead, Table, TableScroll } from '#components/ui/table.tsx';
import { TimeText } from '#components/ui/time-text.tsx';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { fromPublicId, toPublicId } from '#lib/core/ids.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listUsageEvents } from '#lib/usage/index.ts';
import { CallStatus } from '../../usage/_components/call-columns.tsx';

const callsShown = 10;

/** What was called of a server last. A server is the connection of its calls, as a provider's connection is of its own. */
export async function RecentCalls({ serverId, reader, now }: { serverId: string; reader: Reader; now: string }) {
  const connectionId = toPublicId('connection', fromPublicId('mcpServer', serverId) ?? '');
  const { data, problem } = await perform(listUsageEvents, { connection_id: connectionId, limit: callsShown });
  if (problem !== undefined) return <p className="text-control text-second">The calls did not load: {problem.detail}</p>;
  if (data.data.length === 0) return <p className="text-control text-second">No tool was called yet.</p>;
  const format = createFormat(reader);
  return (
    <TableScroll label="Recent calls">
      <Table>
        <thead>
          <tr>
            <HeadCell>Tool</HeadCell>
            <HeadCell>When</HeadCell>
            <HeadCell>Key</HeadCell>
            <HeadCell numeric>Took</HeadCell>
            <HeadCell>Outcome</HeadCell>
          </tr>
        </thead>
        <tbody>
          {data.data.map((call) => (
            <tr key={call.id}>
              <RowHead>
                <PageLink href={`/usage?open=${call.id}`} className="font-mono underline-offset-2 hover:underline">
                  {(call.model ?? call.requested_model ?? '').replace(/^[^/]*\//, '')}
                </PageLink>
              </RowHead>
              <Cell>
                <TimeText at={call.occurred_at} reader={reader} now={now} />
              </Cell>
              <Cell>{call.key?.name}</Cell>
              <Cell numeric>{format.duration(call.latency_ms)}</Cell>
              <Cell>
                <CallStatus call={call} />
              </Cell>
            </tr>
          ))}
        </tbody>
      </Table>
    </TableScroll>
  );
}
