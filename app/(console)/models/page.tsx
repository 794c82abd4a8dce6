import type { Metadata } from 'next';
import type { z } from 'zod';
import type { Column } from '#components/data-table/columns.ts';
import { DataTable } from '#components/data-table/data-table.tsx';
import { listUrl } from '#components/data-table/list-url.ts';
import { DroppedNotice } from '#components/shell/dropped-notice.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { PageLink } from '#components/shell/page-link.tsx';
import { readUrlState, type SearchParameters, type UrlSpec } from '#components/shell/url-state.ts';
import { Badge } from '#components/ui/badge.tsx';
import { ModelBadge } from '#components/ui/model-badge.tsx';
import { listCatalogModels } from '#lib/catalog/index.ts';
import { listProviders } from '#lib/connections/index.ts';
import type { CatalogModel } from '#lib/contracts/catalog.ts';
import { parseUsd } from '#lib/core/money.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { chosenValue, droppedOf, searchText, textValue } from '../_shell/list-state.ts';
import { loadReader } from '../_shell/load-reader.ts';
import { tableProblem } from '../_shell/table-problem.tsx';
import { ModelTabs } from './_components/model-tabs.tsx';

export const metadata: Metadata = { title: 'Models and prices' };

type ModelRow = z.input<typeof CatalogModel>;

const urlSpec = { filters: { price: ['is'], provider: ['is'] } } as const satisfies UrlSpec;
const priceOptions = [
  { value: 'yes', label: 'Known' },
  { value: 'no', label: 'Missing' },
];

/** The price of a meter in the lowest tier, in nano-USD per million tokens; null where there is none. */
function priceOf(row: ModelRow, meter: string, tiers: ModelRow['tiers'] = row.tiers): bigint | null {
  const found = tiers?.[0]?.prices.find((price) => price.meter === meter);
  return found === undefined ? null : (parseUsd(found.usd) ?? null);
}

const columns: readonly Column<ModelRow>[] = [
  {
    id: 'model',
    header: 'Model',
    cell: (row) => (
      <PageLink href={`/models/price?provider=${encodeURIComponent(row.provider)}&model=${encodeURIComponent(row.model)}`}>
        <ModelBadge model={row.model} />
      </PageLink>
    ),
    narrow: true,
  },
  { id: 'connection', header: 'Connection', value: (row) => row.connection_name },
  { id: 'provider', header: 'Provider', value: (row) => row.provider_label, optional: true },
  { id: 'context', header: 'Context', value: (row) => row.context_window_tokens, format: 'count', align: 'end' },
  { id: 'input', header: 'Input, 1M', value: (row) => priceOf(row, 'input'), format: 'money_price', align: 'end', narrow: true },
  { id: 'cache_read', header: 'Cache read, 1M', value: (row) => priceOf(row, 'cache_read'), format: 'money_price', align: 'end' },
  { id: 'output', header: 'Output, 1M', value: (row) => priceOf(row, 'output'), format: 'money_price', align: 'end', narrow: true },
  {
    ...{ id: 'list_input', header: 'List input, 1M', format: 'money_price', align: 'end', optional: true },
    value: (row) => priceOf(row, 'input', row.list_tiers),
  },
  {
    ...{ id: 'list_output', header: 'List output, 1M', format: 'money_price', align: 'end', optional: true },
    value: (row) => priceOf(row, 'output', row.list_tiers),
  },
  {
    id: 'price',
    header: 'Price',
    cell: (row) =>
      row.tiers === null ? (
        <Badge tone="warning">Unpriced</Badge>
      ) : row.price_override_id !== null ? (
        <Badge tone="brand">Yours</Badge>
      ) : row.tiers.length > 1 ? (
        <Badge>{`${row.tiers.length} tiers`}</Badge>
      ) : (
        <Badge>Flat</Badge>
      ),
  },
];

/** Which models may I use, at what price? */
export default async function ModelsPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const search = await searchParams;
  const { state, dropped } = readUrlState(search, urlSpec);
  const q = searchText(search);
  const [{ reader, now, me }, models, providers] = await Promise.all([
    loadReader(),
    perform(listCatalogModels, {
      search: q,
      cursor: state.cursor,
      priced: chosenValue(state, 'price', ['yes', 'no']),
      provider: textValue(state, 'provider'),
    }),
    perform(listProviders, {}),
  ]);
  return (
    <>
      <PageBar crumbs={[{ label: 'Gateway' }, { label: 'Models and prices' }]} />
      <DroppedNotice dropped={droppedOf(dropped)} />
      <PageHeader
        title="Models and prices"
        answer="What your connections serve, at the prices you pay now, in dollars per million tokens; columns show the list beside them."
      />
      <ModelTabs current="models" permissions={me.permissions} />
      <DataTable
        label="Models"
        noun="models"
        columns={columns}
        rows={models.data?.data ?? []}
        rowId={(row) => `${row.connection_id}/${row.model}`}
        rowName={(row) => row.model}
        url={listUrl('/models', search)}
        reader={reader}
        now={now}
        cols={state.cols}
        search={{ label: 'Search models', value: q }}
        filters={{
          fields: [
            { field: 'price', label: 'Price', kind: 'choice', operators: ['is'], options: priceOptions },
            {
              ...{ field: 'provider', label: 'Provider', kind: 'choice', operators: ['is'] },
              options: (providers.data?.data ?? []).map(({ name, label }) => ({ value: name, label })),
            },
          ],
          active: state.filters,
        }}
        older={models.data?.next_cursor ?? undefined}
        problem={tableProblem('models', models.problem)}
        empty={{ title: 'No connection offers models yet', children: 'Connect a provider; the sandbox offers its own.' }}
      />
    </>
  );
}
