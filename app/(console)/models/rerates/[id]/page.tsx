import type { Metadata } from 'next';
import { FigureStrip } from '#components/figures/figure-strip.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { Card } from '#components/ui/card.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { Cell, HeadCell, RowHead, Table, TableScroll } from '#components/ui/table.tsx';
import { holds } from '#lib/contracts/permissions.ts';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { parseUsd } from '#lib/core/money.ts';
import { performOr404 } from '#lib/http/page-invocation.ts';
import { getRerate } from '#lib/rerates/index.ts';
import { loadReader } from '../../../_shell/load-reader.ts';
import { RerateActions } from '../../_components/rerate-actions.tsx';
import { type RerateRow, rerateWords } from '../../_components/rerate-words.ts';

export const metadata: Metadata = { title: 'Re-rating · Models and prices' };

const nano = (text: string): bigint => parseUsd(text) ?? 0n;

interface Share {
  readonly name: string;
  readonly events: number;
  readonly former_usd: string;
  readonly new_usd: string;
}

function Shares({ title, rows, reader }: { title: string; rows: readonly Share[]; reader: Reader }) {
  const format = createFormat(reader);
  return (
    <Card title={title} subtitle="Largest difference first" className="lg:col-span-6">
      <TableScroll label={title}>
        <Table>
          <thead>
            <tr>
              <HeadCell>Name</HeadCell>
              <HeadCell numeric>Calls</HeadCell>
              <HeadCell numeric>Former</HeadCell>
              <HeadCell numeric>New</HeadCell>
              <HeadCell numeric>Difference</HeadCell>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.name}>
                <RowHead dir="auto">{row.name}</RowHead>
                <Cell numeric>{format.count(row.events)}</Cell>
                <Cell numeric>{format.moneySum(nano(row.former_usd))}</Cell>
                <Cell numeric>{format.moneySum(nano(row.new_usd))}</Cell>
                <Cell numeric>{format.moneySum(nano(row.new_usd) - nano(row.former_usd))}</Cell>
              </tr>
            ))}
          </tbody>
        </Table>
      </TableScroll>
    </Card>
  );
}

function answerOf(rerate: RerateRow, reader: Reader): string {
  const format = createFormat(reader);
  const difference = nano(rerate.difference_usd);
  const what = difference < 0n ? `${format.moneySum(-difference)} less` : `${format.moneySum(difference)} more`;
  if (rerate.state === 'previewing') return `Computing: ${format.count(rerate.events)} calls so far.`;
  if (rerate.state === 'running') return `Booking: ${format.count(rerate.booked_events)} of ${format.count(rerate.changed)} calls so far.`;
  if (rerate.state === 'done') return `Booked: ${format.count(rerate.booked_events)} calls cost ${what}.`;
  return `${format.count(rerate.changed)} of ${format.count(rerate.events)} calls would cost ${what}.`;
}

/** What do past calls come to at the right price? */
export default async function RerateDetailPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const [{ reader, me }, { data: rerate, problem }] = await Promise.all([loadReader(), performOr404(getRerate, { rerate_id: id })]);
  const bar = (
    <PageBar crumbs={[{ label: 'Gateway' }, { label: 'Re-ratings', href: '/models/rerates' }, { label: rerate?.reason ?? 'Re-rating' }]} />
  );
  if (problem !== undefined) {
    return (
      <>
        {bar}
        <PageHeader title="Re-rating" />
        <ErrorState title="The re-rating did not load" requestId={problem.request_id}>
          {problem.detail}
        </ErrorState>
      </>
    );
  }
  const format = createFormat(reader);
  const money = (text: string) => ({ value: format.moneySum(nano(text)), exact: format.moneyExact(nano(text)) });
  return (
    <>
      {bar}
      <PageHeader
        title={rerate.reason}
        badge={<Badge tone={rerateWords[rerate.state][1]}>{rerateWords[rerate.state][0]}</Badge>}
        answer={answerOf(rerate, reader)}
        actions={
          holds(me.permissions, 'prices.rerate') ? (
            <RerateActions rerate={rerate} difference={format.moneySum(nano(rerate.difference_usd))} />
          ) : undefined
        }
      />
      <FigureStrip
        label="Key figures"
        figures={[
          { label: 'Former cost', ...money(rerate.former_usd), note: `${format.count(rerate.events)} calls` },
          { label: 'New cost', ...money(rerate.new_usd) },
          { label: 'Difference', ...money(rerate.difference_usd), note: `${format.count(rerate.changed)} calls change` },
          { label: 'Left as it is', ...money(rerate.skipped_usd), note: `${format.count(rerate.skipped)} calls cannot be computed` },
          { label: 'Booked', ...money(rerate.booked_usd), note: `${format.count(rerate.booked_events)} calls` },
        ]}
      />
      <div className="grid items-start gap-4 px-(--gutter) pt-4 pb-16 lg:grid-cols-12">
        <Shares title="By model" reader={reader} rows={rerate.by_model.map((row) => ({ ...row, name: row.model ?? 'Unknown' }))} />
        <Shares
          title="By team"
          reader={reader}
          rows={rerate.by_team.map((row) => ({ ...row, name: row.team?.name ?? row.team?.id ?? 'No team' }))}
        />
      </div>
    </>
  );
}
