import type { Metadata } from 'next';
import type { z } from 'zod';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters } from '#components/shell/url-state.ts';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { Card } from '#components/ui/card.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { Cell, HeadCell, RowHead, Table, TableScroll } from '#components/ui/table.tsx';
import { listCatalogModels } from '#lib/catalog/index.ts';
import type { PriceTier } from '#lib/contracts/catalog.ts';
import { holds } from '#lib/contracts/permissions.ts';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { parseUsd } from '#lib/core/money.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { compareModelPrices, getModelPriceHistory } from '#lib/prices/index.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { meterLabel } from '../_components/meter-words.ts';
import { PriceOffers } from '../_components/price-offers.tsx';

/** The page without a model: it has nothing to answer about, and says where models are. */
const NoModel = () => (
  <>
    <PageBar crumbs={[{ label: 'Gateway' }, { label: 'Models and prices', href: '/models' }, { label: 'Price' }]} />
    <PageHeader title="Price" answer="This page is about one model of one provider." />
    <EmptyState title="No model is chosen" action={<ButtonLink href="/models">Models and prices</ButtonLink>}>
      Choose one to see what you pay for it, beside what the list says.
    </EmptyState>
  </>
);

/** What you pay, in a sentence. */
function answerOf(provider: string, isOwn: boolean, isPriced: boolean): string {
  if (!isPriced) return `No price is known for it at ${provider}.`;
  return isOwn ? `You pay own terms at ${provider}, not the list.` : `You pay the list price at ${provider}.`;
}

export const metadata: Metadata = { title: 'Price · Models and prices' };

type Tiers = readonly z.input<typeof PriceTier>[];

const unitWords: Readonly<Record<string, string>> = { million_tokens: '1M tokens' };

/** Every meter of every tier: what is paid beside what the list says. */
function PriceTable({ paid, listed, reader }: { paid: Tiers; listed: Tiers; reader: Reader }) {
  const format = createFormat(reader);
  const price = (text: string | undefined): string => (text === undefined ? '–' : format.moneyPrice(parseUsd(text) ?? 0n));
  const rows = paid.flatMap(({ from_tokens: from, prices }) => {
    const list = listed.findLast((tier) => tier.from_tokens <= from);
    return prices.map((one) => ({ from, ...one, list: list?.prices.find(({ meter }) => meter === one.meter)?.usd }));
  });
  return (
    <TableScroll label="Prices">
      <Table>
        <thead>
          <tr>
            <HeadCell>Meter</HeadCell>
            <HeadCell numeric>Input from, tokens</HeadCell>
            <HeadCell>For</HeadCell>
            <HeadCell numeric>You pay</HeadCell>
            <HeadCell numeric>List</HeadCell>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.from} ${row.meter}`}>
              <RowHead>{meterLabel(row.meter)}</RowHead>
              <Cell numeric>{format.count(row.from)}</Cell>
              <Cell>{unitWords[row.unit] ?? row.unit}</Cell>
              <Cell numeric>{price(row.usd)}</Cell>
              <Cell numeric>{price(row.list)}</Cell>
            </tr>
          ))}
        </tbody>
      </Table>
    </TableScroll>
  );
}

/** What does a model cost, for you and in the list, and how did that change? */
export default async function ModelPricePage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const search = await searchParams;
  const provider = typeof search.provider === 'string' ? search.provider : '';
  const model = typeof search.model === 'string' ? search.model : '';
  if (provider === '' || model === '') return <NoModel />;
  const [{ reader, now, me }, served, history, compared] = await Promise.all([
    loadReader(),
    perform(listCatalogModels, { search: model, provider, limit: 200 }),
    perform(getModelPriceHistory, { provider, model }),
    perform(compareModelPrices, { provider, model }),
  ]);
  const own = served.data?.data.find((row) => row.model === model);
  const points = history.data?.data ?? [];
  const listed = own?.list_tiers ?? points[0]?.tiers ?? [];
  const paid = own?.tiers ?? listed;
  const format = createFormat(reader);
  const at = (text: string): string => format.dateTime(new Date(text), new Date(now));
  const of = `provider=${encodeURIComponent(provider)}&model=${encodeURIComponent(model)}`;
  const summary = (tiers: Tiers): string =>
    tiers[0]?.prices.map(({ meter, usd }) => `${meterLabel(meter)} ${format.moneyPrice(parseUsd(usd) ?? 0n)}`).join(' · ') ?? 'no price';
  return (
    <>
      <PageBar crumbs={[{ label: 'Gateway' }, { label: 'Models and prices', href: '/models' }, { label: model }]} />
      <PageHeader
        title={model}
        answer={answerOf(provider, own?.price_override_id != null, paid.length > 0)}
        primary={
          holds(me.permissions, 'prices.propose') ? (
            <ButtonLink variant="primary" href={`/models/rates/new?${of}`}>
              Propose terms
            </ButtonLink>
          ) : undefined
        }
      />
      <div className="flex flex-col gap-4 px-(--gutter) pt-2 pb-16">
        {paid.length === 0 ? (
          <EmptyState title="No price is known">Calls of it follow the setting for models without a price.</EmptyState>
        ) : (
          <Card title="Price in force" subtitle="By meter and size of the input">
            <PriceTable paid={paid} listed={listed} reader={reader} />
          </Card>
        )}
        {compared.data === undefined || compared.data.data.length < 2 ? null : (
          <PriceOffers compared={compared.data} provider={provider} reader={reader} />
        )}
        {points.length === 0 ? null : (
          <Card title="History of the list price" subtitle="A line for each version that changed it, newest first">
            <TableScroll label="History">
              <Table>
                <thead>
                  <tr>
                    <HeadCell>Imported</HeadCell>
                    <HeadCell>Lowest tier, per 1M tokens</HeadCell>
                  </tr>
                </thead>
                <tbody>
                  {points.map((point) => (
                    <tr key={point.version_id}>
                      <RowHead className="whitespace-nowrap">{at(point.created_at)}</RowHead>
                      <Cell className="min-w-60 py-1.5">{summary(point.tiers)}</Cell>
                    </tr>
                  ))}
                </tbody>
              </Table>
            </TableScroll>
          </Card>
        )}
      </div>
    </>
  );
}
