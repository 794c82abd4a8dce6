import type { Metadata } from 'next';
import type { z } from 'zod';
import { nanoOf, periodWords } from '#components/budgets/budget-words.ts';
import type { Column } from '#components/data-table/columns.ts';
import { DataTable } from '#components/data-table/data-table.tsx';
import { DroppedNotice } from '#components/shell/dropped-notice.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters, UrlSpec } from '#components/shell/url-state.ts';
import { StatusBadge } from '#components/ui/badge.tsx';
import { ButtonLink } from '#components/ui/button-link.tsx';
import type { CostCenter } from '#lib/contracts/cost-centers.ts';
import { archiveStatuses } from '#lib/contracts/departments.ts';
import { holds } from '#lib/contracts/permissions.ts';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { listAllocations, listCostCenters } from '#lib/cost-centers/index.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { chosenValue, sortValue } from '../_shell/list-state.ts';
import { loadReader } from '../_shell/load-reader.ts';
import { listProps, readList } from '../_shell/read-list.ts';
import { AllocationList } from './_components/allocation-list.tsx';

export const metadata: Metadata = { title: 'Cost centers' };

type CenterRow = z.input<typeof CostCenter>;

const urlSpec = {
  filters: { status: ['is'] },
  sorts: ['name', 'created_at'],
  defaultSort: { field: 'name', descending: false },
} as const satisfies UrlSpec;

const sorts = ['name', '-name', 'created_at', '-created_at'] as const;

const budgetWords = ({ budget }: CenterRow, reader: Reader): string =>
  budget === null ? 'None' : `${createFormat(reader).moneySum(nanoOf(budget.limit_usd))} ${periodWords[budget.period]}`;

const columns = (reader: Reader): readonly Column<CenterRow>[] => [
  { id: 'name', header: 'Name', value: (row) => row.name, sort: 'name', narrow: true },
  { id: 'code', header: 'Code', value: (row) => row.code, format: 'mono', narrow: true },
  { id: 'manager', header: 'Manager', value: (row) => row.manager_name },
  { id: 'budget', header: 'Budget', value: (row) => budgetWords(row, reader), align: 'end' },
  { id: 'rules', header: 'Rules', value: (row) => row.allocation_count, align: 'end' },
  {
    id: 'status',
    header: 'Status',
    cell: (row) => (
      <StatusBadge tone={row.archived_at === null ? 'success' : 'outline'}>{row.archived_at === null ? 'Active' : 'Archived'}</StatusBadge>
    ),
  },
];

/** Whom is usage charged to, and how is it split? */
export default async function CostCentersPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const list = await readList('/cost-centers', searchParams, urlSpec);
  const { state, q } = list;
  const input = {
    search: q,
    limit: 200,
    sort: sortValue(state, sorts),
    cursor: state.cursor,
    status: chosenValue(state, 'status', archiveStatuses),
  };
  const [{ reader, now, me }, centers, rules] = await Promise.all([
    loadReader(),
    perform(listCostCenters, input),
    perform(listAllocations, { limit: 200 }),
  ]);
  const mayWrite = holds(me.permissions, 'cost_centers.write');
  const create = mayWrite ? <ButtonLink href="/cost-centers/new">New cost center</ButtonLink> : undefined;
  const all = rules.data?.data ?? [];
  return (
    <>
      <PageBar crumbs={[{ label: 'Spend' }, { label: 'Cost centers' }]} />
      <DroppedNotice dropped={list.dropped} />
      <PageHeader
        title="Cost centers"
        answer={`${all.length === 0 ? 'No rule splits usage.' : `${all.length} ${all.length === 1 ? 'rule splits' : 'rules split'} usage.`} What no rule splits goes to the cost center of its project, team, department or the organization.`}
        actions={mayWrite ? <ButtonLink href="/organization/import?kind=cost-centers">Import</ButtonLink> : undefined}
        primary={create}
      />
      <DataTable
        label="Cost centers"
        columns={columns(reader)}
        {...listProps(list, 'cost centers', centers)}
        rowName={(row) => row.name}
        opens={(row) => `/cost-centers/${row.id}`}
        reader={reader}
        now={now}
        search={{ label: 'Search code or name', value: q }}
        filters={{
          fields: [
            {
              ...{ field: 'status', label: 'Status', kind: 'choice', operators: ['is'] },
              options: archiveStatuses.map((value) => ({
                value,
                label: value === 'all' ? 'All' : value === 'active' ? 'Active' : 'Archived',
              })),
            },
          ],
          active: state.filters,
        }}
        empty={{
          title: 'All spend is charged to the organization',
          children: 'A cost center is whom the books charge. Rules split what teams, projects and keys use over several.',
          ...(create === undefined ? {} : { action: create }),
        }}
      />
      <section aria-label="Allocation" className="grid gap-4 px-(--gutter) pt-6 pb-12">
        <div className="flex flex-wrap items-center justify-between gap-3">
          <h2 className="font-semibold text-body">Allocation</h2>
          {mayWrite ? <ButtonLink href="/cost-centers/split">Split usage</ButtonLink> : null}
        </div>
        <AllocationList rules={all} reader={reader} now={now} mayWrite={mayWrite} />
      </section>
    </>
  );
}
