import type { z } from 'zod';
import { PageLink } from '#components/shell/page-link.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { Card } from '#components/ui/card.tsx';
import { ModelBadge } from '#components/ui/model-badge.tsx';
import { Cell, HeadCell, RowHead, Table, TableScroll } from '#components/ui/table.tsx';
import type { UnpricedModel } from '#lib/contracts/price-versions.ts';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { parseUsd } from '#lib/core/money.ts';

export interface UnpricedModelsProps {
  models: readonly z.input<typeof UnpricedModel>[];
  reader: Reader;
  now: string;
  mayPropose: boolean;
}

/** Models that were called and had no price, with the way to one; nothing where there are none. */
export function UnpricedModels({ models, reader, now, mayPropose }: UnpricedModelsProps) {
  if (models.length === 0) return null;
  const format = createFormat(reader);
  return (
    <Card title="Called without a price" subtitle="Last 30 days, most calls first">
      <TableScroll label="Called without a price">
        <Table>
          <thead>
            <tr>
              <HeadCell>Model</HeadCell>
              <HeadCell>Provider</HeadCell>
              <HeadCell numeric>Calls</HeadCell>
              <HeadCell numeric>Booked</HeadCell>
              <HeadCell>Last call</HeadCell>
              <HeadCell className="text-right">What to do</HeadCell>
            </tr>
          </thead>
          <tbody>
            {models.map(({ provider, model, ...row }) => {
              const of = `provider=${encodeURIComponent(provider)}&model=${encodeURIComponent(model)}`;
              const link = row.has_price
                ? { href: `/models/rerates/new?${of}`, text: 'Re-rate its calls' }
                : { href: `/models/rates/new?${of}`, text: 'Set a price' };
              return (
                <tr key={`${provider} ${model}`}>
                  <RowHead className="whitespace-nowrap">
                    <ModelBadge model={model} />
                  </RowHead>
                  <Cell>{provider}</Cell>
                  <Cell numeric>{format.count(row.calls)}</Cell>
                  <Cell numeric>{format.moneySum(parseUsd(row.cost_usd) ?? 0n)}</Cell>
                  <Cell className="whitespace-nowrap">{format.dateTime(new Date(row.last_called_at), new Date(now))}</Cell>
                  <Cell className="text-right">
                    {mayPropose ? (
                      <PageLink href={link.href} className="underline decoration-control-edge underline-offset-4">
                        {link.text}
                      </PageLink>
                    ) : (
                      <Badge tone={row.has_price ? 'success' : 'warning'}>{row.has_price ? 'Has a price now' : 'No price'}</Badge>
                    )}
                  </Cell>
                </tr>
              );
            })}
          </tbody>
        </Table>
      </TableScroll>
    </Card>
  );
}
