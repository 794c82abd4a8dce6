import type { z } from 'zod';
import { PageLink } from '#components/shell/page-link.tsx';
import { Badge } from '#components/ui/badge.tsx';
import { Card } from '#components/ui/card.tsx';
import { Cell, HeadCell, RowHead, Table, TableScroll } from '#components/ui/table.tsx';
import type { modelPriceCompare, PriceOffer } from '#lib/contracts/price-comparison.ts';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { parseUsd } from '#lib/core/money.ts';

type Comparison = z.input<typeof modelPriceCompare.output>;
type Offer = z.input<typeof PriceOffer>;

const nano = (usd: string): bigint => parseUsd(usd) ?? 0n;

/** The price of a meter in the lowest tier; undefined where there is none. */
const meterOf = ({ tiers }: Offer, meter: string): string | undefined => tiers[0]?.prices.find((one) => one.meter === meter)?.usd;

const addressOf = ({ provider, model }: Offer): string =>
  `/models/price?provider=${encodeURIComponent(provider)}&model=${encodeURIComponent(model)}`;

/** Cheaper, dearer or the same, in words and with the amount. */
function differenceOf({ difference_usd: difference }: Offer, format: ReturnType<typeof createFormat>): string {
  if (difference === null) return '–';
  const amount = nano(difference);
  if (amount === 0n) return 'the same';
  return amount < 0n ? `${format.moneySum(-amount)} less` : `${format.moneySum(amount)} more`;
}

/** The same model elsewhere: its prices, and what the tokens of the last days would have cost there. */
export function PriceOffers({ compared, provider, reader }: { compared: Comparison; provider: string; reader: Reader }) {
  const format = createFormat(reader);
  const price = (text: string | undefined): string => (text === undefined ? '–' : format.moneyPrice(nano(text)));
  const hasTokens = compared.data.some(({ same_tokens_usd: cost }) => cost !== null);
  return (
    <Card title="The same model elsewhere" subtitle="Dollars per million tokens in the lowest tier, own terms included">
      <TableScroll label="Offers">
        <Table>
          <thead>
            <tr>
              <HeadCell>Provider</HeadCell>
              <HeadCell>Model there</HeadCell>
              <HeadCell numeric>Input</HeadCell>
              <HeadCell numeric>Cache read</HeadCell>
              <HeadCell numeric>Output</HeadCell>
              {hasTokens ? <HeadCell numeric>{`Your last ${compared.days} days`}</HeadCell> : null}
              {hasTokens ? <HeadCell numeric>Beside here</HeadCell> : null}
            </tr>
          </thead>
          <tbody>
            {compared.data.map((offer) => (
              <tr key={`${offer.provider} ${offer.model}`}>
                <RowHead className="whitespace-nowrap">
                  {offer.provider_label} {offer.provider === provider ? <Badge tone="brand">Here</Badge> : null}{' '}
                  {offer.connections.length === 0 ? <Badge tone="outline">Not connected</Badge> : null}
                </RowHead>
                <Cell className="font-mono text-caption">
                  <PageLink href={addressOf(offer)} prefetch={false} className="underline-offset-4 hover:underline">
                    {offer.model}
                  </PageLink>
                </Cell>
                <Cell numeric>{price(meterOf(offer, 'input'))}</Cell>
                <Cell numeric>{price(meterOf(offer, 'cache_read'))}</Cell>
                <Cell numeric>{price(meterOf(offer, 'output'))}</Cell>
                {hasTokens ? (
                  <Cell numeric>{offer.same_tokens_usd === null ? '–' : format.moneySum(nano(offer.same_tokens_usd))}</Cell>
                ) : null}
                {hasTokens ? <Cell numeric>{differenceOf(offer, format)}</Cell> : null}
              </tr>
            ))}
          </tbody>
        </Table>
      </TableScroll>
      <p className="mt-3 max-w-[72ch] text-control text-quiet">{compared.method}</p>
    </Card>
  );
}
