import type { Metadata } from 'next';
import type { z } from 'zod';
import type { Column } from '#components/data-table/columns.ts';
import { DataTable } from '#components/data-table/data-table.tsx';
import { listUrl } from '#components/data-table/list-url.ts';
import { DroppedNotice } from '#components/shell/dropped-notice.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { readUrlState, type SearchParameters, type UrlSpec } from '#components/shell/url-state.ts';
import { Badge } from '#components/ui/badge.tsx';
import { ModelBadge } from '#components/ui/model-badge.tsx';
import { listCatalogModels } from '#lib/catalog/index.ts';
import type { CatalogModel } from '#lib/contracts/catalog.ts';
import { parseUsd } from '#lib/core/money.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { chosenValue, droppedOf, searchText } from '../_shell/list-state.ts';
import { loadReader } from '../_shell/load-reader.ts';
import { tableProblem } from '../_shell/table-problem.tsx';

export const metadata: Metadata = { title: 'Models and prices · Tollgate' };

type ModelRow = z.input<typeof CatalogModel>;

const urlSpec = { filters: { price: ['is'] } } as const satisfies UrlSpec;
const priceOptions = [
  { value: 'yes', label: 'Known' },
  { value: 'no', label: 'Missing' },
];

/** The price of a meter in the lowest tier, in nano-USD per million tokens; null where the list has none. */
function priceOf(row: ModelRow, meter: string): bigint | null {
  const found = row.tiers?.[0]?.prices.find((price) => price.meter === meter);
  return found === undefined ? null : (parseUsd(found.usd) ?? null);
}

const columns: readonly Column<ModelRow>[] = [
  { id: 'model', header: 'Model', cell: (row) => <ModelBadge model={row.model} />, narrow: true },
  { id: 'connection', header: 'Connection', value: (row) => row.connection_name },
  { id: 'provider', header: 'Provider', value: (row) => row.provider_label, optional: true },
  { id: 'context', header: 'Context', value: (row) => row.context_window_tokens, format: 'count', align: 'end' },
  { id: 'input', header: 'Input, 1M', value: (row) => priceOf(row, 'input'), format: 'money_price', align: 'end', narrow: true },
  { id: 'cache_read', header: 'Cache read, 1M', value: (row) => priceOf(row, 'cache_read'), format: 'money_price', align: 'end' },
  { id: 'output', header: 'Output, 1M', value: (row) => priceOf(row, 'output'), format: 'money_price', align: 'end', narrow: true },
  {
    id: 'price',
    header: 'Price',
    cell: (row) =>
      row.tiers === null ? (
        <Badge tone="warning">Unpriced</Badge>
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
  const [{ reader, now }, models] = await Promise.all([
    loadReader(),
    perform(listCatalogModels, { search: q, cursor: state.cursor, priced: chosenValue(state, 'price', ['yes', 'no']) }),
  ]);
  return (
    <>
      <PageBar crumbs={[{ label: 'Gateway' }, { label: 'Models and prices' }]} />
      <DroppedNotice dropped={droppedOf(dropped)} />
      <PageHeader
        title="Models and prices"
        answer="What your connections serve, at the list prices in force now, in dollars per million tokens."
      />
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
          fields: [{ field: 'price', label: 'Price', kind: 'choice', operators: ['is'], options: priceOptions }],
          active: state.filters,
        }}
        older={models.data?.next_cursor ?? undefined}
        problem={tableProblem('models', models.problem)}
        empty={{ title: 'No connection offers models yet', children: 'Connect a provider; the sandbox offers its own.' }}
      />
    </>
  );
}
