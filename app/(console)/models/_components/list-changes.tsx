import type { z } from 'zod';
import { PageLink } from '#components/shell/page-link.tsx';
import { Badge, type Tone } from '#components/ui/badge.tsx';
import { Card } from '#components/ui/card.tsx';
import { ModelBadge } from '#components/ui/model-badge.tsx';
import { Cell, HeadCell, RowHead, Table, TableScroll } from '#components/ui/table.tsx';
import type { PriceChange, priceVersionCompare } from '#lib/contracts/price-versions.ts';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { parseUsd } from '#lib/core/money.ts';
import { meterLabel } from './meter-words.ts';

type Comparison = z.input<typeof priceVersionCompare.output>;
type Change = z.input<typeof PriceChange>;

const kinds: Readonly<Record<Change['kind'], readonly [string, Tone]>> = {
  added: ['New', 'info'],
  removed: ['Gone', 'warning'],
  changed: ['Changed', 'neutral'],
  priced: ['Priced', 'success'],
  unpriced: ['Price gone', 'danger'],
};

/** Meters told of a change; the API tells all. */
const metersTold = 4;

/** What a list would change: what was spent on first, then the largest moves. */
export function ListChanges({ comparison, reader }: { comparison: Comparison; reader: Reader }) {
  const { counts, changes, days } = comparison;
  const format = createFormat(reader);
  const sum = (text: string): string => format.moneySum(parseUsd(text) ?? 0n);
  const price = (text: string | null): string => (text === null ? 'none' : format.moneyPrice(parseUsd(text) ?? 0n));
  const expected = parseUsd(comparison.expected_change_usd) ?? 0n;
  const moved = ({ meters }: Change): string =>
    meters
      .slice(0, metersTold)
      .map(
        (one) =>
          `${meterLabel(one.meter)} ${price(one.from_usd)} → ${price(one.to_usd)}${one.percent === null ? '' : ` (${one.percent > 0 ? '+' : ''}${one.percent}%)`}`,
      )
      .join(' · ');
  return (
    <Card
      title="What it changes"
      subtitle={`${format.count(counts.changed)} changed, ${format.count(counts.added)} new, ${format.count(counts.removed)} gone, ${format.count(counts.priced)} priced, ${format.count(counts.unpriced)} without their price, ${format.count(counts.unchanged)} as they are`}
    >
      <p className="mb-3 text-control text-second">
        {`${sum(comparison.affected_spend_usd)} of the last ${days} days were spent on these models. The same tokens would have cost ${expected < 0n ? `${format.moneySum(-expected)} less` : `${format.moneySum(expected)} more`}, at base rates and without own terms.`}
      </p>
      {changes.length === 0 ? (
        <p className="text-control text-quiet">No price differs.</p>
      ) : (
        <TableScroll label="Changes">
          <Table>
            <thead>
              <tr>
                <HeadCell>Model</HeadCell>
                <HeadCell>Provider</HeadCell>
                <HeadCell>Change</HeadCell>
                <HeadCell>Prices, per 1M tokens</HeadCell>
                <HeadCell numeric>{`Spent, ${days} days`}</HeadCell>
                <HeadCell numeric>Would cost more</HeadCell>
              </tr>
            </thead>
            <tbody>
              {changes.map((change) => (
                <tr key={`${change.provider} ${change.model}`}>
                  <RowHead className="whitespace-nowrap">
                    <PageLink
                      href={`/models/price?provider=${encodeURIComponent(change.provider)}&model=${encodeURIComponent(change.model)}`}
                    >
                      <ModelBadge model={change.model} />
                    </PageLink>
                  </RowHead>
                  <Cell>{change.provider}</Cell>
                  <Cell>
                    <Badge tone={kinds[change.kind][1]}>{kinds[change.kind][0]}</Badge>
                  </Cell>
                  <Cell className="min-w-60 py-1.5">{moved(change)}</Cell>
                  <Cell numeric>{sum(change.recent_spend_usd)}</Cell>
                  <Cell numeric>{sum(change.expected_change_usd)}</Cell>
                </tr>
              ))}
            </tbody>
          </Table>
        </TableScroll>
      )}
      {comparison.is_complete ? null : (
        <p className="mt-2 text-caption text-quiet">The first {changes.length}; the API tells all of them.</p>
      )}
    </Card>
  );
}
