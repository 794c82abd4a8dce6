import Link from 'next/link';
import type { z } from 'zod';
import { Card } from '#components/ui/card.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { Cell, HeadCell, RowHead, Table } from '#components/ui/table.tsx';
import type { PeerBenchmarks, PeerMetric } from '#lib/contracts/peers.ts';
import { createFormat, type Format, type Reader } from '#lib/core/format.ts';

type PeersData = z.input<typeof PeerBenchmarks>;
type MetricRow = PeersData['metrics'][number];

const words: Readonly<Record<PeerMetric, string>> = {
  cost_per_request: 'Cost a request',
  cost_per_person: 'Cost a person and month',
  failed_share: 'Failed calls',
  saved_share: 'Saved by caches',
};

const nothing: Readonly<Record<Exclude<PeersData['state'], 'ready'>, { readonly title: string; readonly detail: string }>> = {
  not_shared: {
    title: 'You do not compare with peers',
    detail: 'Whoever shares their sums of a month sees what is typical. Nobody can be told apart in it.',
  },
  not_published: { title: 'No month is told yet', detail: 'Figures of a month come three days after it.' },
  not_enough_peers: { title: 'Not enough peers', detail: 'Fewer than five organizations shared their figures of the last month.' },
};

/** Typical figures are as rough as their noise: no more digits than mean something. */
function rough(format: Format, { unit }: MetricRow, value: number | null): string {
  if (value === null) return '–';
  return unit === 'share' ? format.percent(value) : format.moneyAverage(BigInt(Math.round(value * 1e9)));
}

/** The organization beside others that share their figures, with how sure that is. */
export function PeersCard({ data, reader, mayWrite }: { data: PeersData; reader: Reader; mayWrite: boolean }) {
  const format = createFormat(reader);
  if (data.state !== 'ready') {
    const { title, detail } = nothing[data.state];
    return (
      <Card title="Peers">
        <EmptyState centred={false} level={3} className="p-0" title={title}>
          {detail}{' '}
          {data.state === 'not_shared' && mayWrite ? (
            <Link href="/analytics/people" className="underline underline-offset-4">
              Share under People
            </Link>
          ) : null}
        </EmptyState>
      </Card>
    );
  }
  return (
    <Card title="Peers" subtitle={`${data.period ?? ''} (UTC), at least ${data.peers_at_least ?? 0} organizations`}>
      <Table aria-label="This organization beside its peers">
        <thead>
          <tr>
            <HeadCell>Figure</HeadCell>
            <HeadCell numeric>You</HeadCell>
            <HeadCell numeric>Typical</HeadCell>
            <HeadCell numeric>95 times in 100 within</HeadCell>
          </tr>
        </thead>
        <tbody>
          {data.metrics.map((row) => (
            <tr key={row.metric}>
              <RowHead>{words[row.metric]}</RowHead>
              <Cell numeric>{rough(format, row, row.own)}</Cell>
              <Cell numeric>{rough(format, row, row.peers)}</Cell>
              <Cell numeric>
                {row.peers === null ? 'Not enough peers' : `${rough(format, row, row.low)} – ${rough(format, row, row.high)}`}
              </Cell>
            </tr>
          ))}
        </tbody>
      </Table>
      <p className="mt-3 text-caption text-quiet">{data.mechanism}</p>
    </Card>
  );
}
