import type { Metadata } from 'next';
import type { Column } from '#components/data-table/columns.ts';
import { DataTable } from '#components/data-table/data-table.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters } from '#components/shell/url-state.ts';
import { Badge } from '#components/ui/badge.tsx';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { holds } from '#lib/contracts/permissions.ts';
import { parseUsd } from '#lib/core/money.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listRerates } from '#lib/rerates/index.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { listProps, readList } from '../../_shell/read-list.ts';
import { ModelTabs } from '../_components/model-tabs.tsx';
import { type RerateRow, rerateWords } from '../_components/rerate-words.ts';

export const metadata: Metadata = { title: 'Re-ratings · Models and prices' };

const columns: readonly Column<RerateRow>[] = [
  { id: 'reason', header: 'Reason', value: (row) => row.reason, narrow: true },
  {
    id: 'state',
    header: 'State',
    cell: (row) => <Badge tone={rerateWords[row.state][1]}>{rerateWords[row.state][0]}</Badge>,
    narrow: true,
  },
  { id: 'from', header: 'From', value: (row) => new Date(row.from), format: 'day' },
  { id: 'to', header: 'To', value: (row) => new Date(row.to), format: 'day' },
  { id: 'model', header: 'Model', value: (row) => row.model, format: 'mono' },
  { id: 'changed', header: 'Changed calls', value: (row) => row.changed, format: 'count', align: 'end' },
  {
    id: 'difference',
    header: 'Difference',
    value: (row) => parseUsd(row.difference_usd) ?? null,
    format: 'money',
    align: 'end',
    narrow: true,
  },
  { id: 'booked', header: 'Booked', value: (row) => parseUsd(row.booked_usd) ?? null, format: 'money', align: 'end' },
  { id: 'by', header: 'By', value: (row) => row.created_by.name },
  { id: 'created', header: 'Asked', value: (row) => new Date(row.created_at), format: 'time', optional: true },
];

/** Which past calls were priced again, and what did it come to? */
export default async function ReratesPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const list = await readList('/models/rerates', searchParams);
  const { state } = list;
  const [{ reader, now, me }, rerates] = await Promise.all([loadReader(), perform(listRerates, { cursor: state.cursor })]);
  const create = holds(me.permissions, 'prices.rerate') ? (
    <ButtonLink variant="primary" href="/models/rerates/new">
      Compute calls again
    </ButtonLink>
  ) : undefined;
  return (
    <>
      <PageBar crumbs={[{ label: 'Gateway' }, { label: 'Models and prices', href: '/models' }, { label: 'Re-ratings' }]} />
      <PageHeader
        title="Re-ratings"
        answer="Where a price was wrong, past calls are computed again and the difference is booked. No call is ever changed."
        primary={create}
      />
      <ModelTabs current="rerates" permissions={me.permissions} />
      <DataTable
        label="Re-ratings"
        columns={columns}
        {...listProps(list, 're-ratings', rerates)}
        rowName={(row) => row.reason}
        opens={(row) => `/models/rerates/${row.id}`}
        reader={reader}
        now={now}
        empty={{ title: 'No call was priced again', children: 'Enter the right price first, then compute the calls of the period again.' }}
      />
    </>
  );
}
