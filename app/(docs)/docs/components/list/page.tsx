import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import type { Column } from '#components/data-table/columns.ts';
import { DataTable } from '#components/data-table/data-table.tsx';
import { DataTableSkeleton } from '#components/data-table/data-table-skeleton.tsx';
import { listUrl } from '#components/data-table/list-url.ts';
import { CostCell } from '#components/figures/cost-cell.tsx';
import { ConsoleShell } from '#components/shell/console-shell.tsx';
import { DroppedNotice } from '#components/shell/dropped-notice.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { SidePanel } from '#components/shell/side-panel.tsx';
import { readUrlState, type SearchParameters } from '#components/shell/url-state.ts';
import { StatusBadge } from '#components/ui/badge.tsx';
import { Button } from '#components/ui/button.tsx';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { PersonCell } from '#components/ui/person-cell.tsx';
import { createFormat } from '#lib/core/format.ts';
import { type SpecimenKey, specimenFields, specimenKeys, specimenSpec } from '../_specimens/list-data.ts';
import { moment, reader } from '../_specimens/specimen-data.ts';

export const metadata: Metadata = { title: 'List' };

const states = ['rows', 'empty', 'problem', 'stale', 'loading'] as const;

/** A whole list page with made-up rows: `?view=empty`, `problem`, `stale` and `loading` show its other states. */
export default async function ListSpecimenPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  if (process.env.NODE_ENV === 'production' && process.env.COMPONENT_GALLERY !== '1') notFound();
  const search = await searchParams;
  const { state, dropped } = readUrlState(search, specimenSpec);
  const view = states.find((name) => name === state.view) ?? 'rows';
  const rows = view === 'empty' ? [] : matching(state.q, state.filters.find(({ field }) => field === 'status')?.values);
  const opened = rows.find(({ id }) => id === state.open);
  const sorted = state.sort?.field === 'name' ? rows.toSorted((a, b) => a.name.localeCompare(b.name)) : rows;
  return (
    <ConsoleShell
      preferences={{ reader, now: moment, density: 'regular', singleKeys: true, firstEvent: moment, fiscalStartMonth: 1 }}
      groups={[]}
      tenant="Halden Group"
      foot={null}
    >
      <PageBar crumbs={[{ label: 'Components', href: '/docs/components' }, { label: 'List' }]} />
      <DroppedNotice dropped={dropped} />
      <PageHeader
        title="Virtual keys"
        answer="12,431 keys made 1.38M calls in November; 38 need rotation and one is at its limit."
        primary={<Button variant="primary">Create key</Button>}
      />
      {view === 'loading' ? (
        <DataTableSkeleton label="Loading keys" columns={columns} selectable />
      ) : (
        <DataTable
          label="Virtual keys"
          noun="keys"
          columns={columns}
          rows={sorted}
          rowId={({ id }) => id}
          rowName={({ name }) => name}
          opens="panel"
          url={listUrl('/docs/components/list', search)}
          reader={reader}
          now={moment}
          sort={state.sort}
          defaultSort={specimenSpec.defaultSort}
          cols={state.cols}
          open={state.open}
          search={{ label: 'Search keys', value: state.q }}
          filters={{
            fields: specimenFields,
            active: state.filters,
            suggested: [{ field: 'status', operator: 'is', values: ['active'] }],
          }}
          summary={{ text: rows.length === 50 ? '12,431 keys' : `${rows.length} keys`, detail: '38 need rotation', matching: 12_431 }}
          older={rows.length === 50 ? 'next' : undefined}
          bulk={
            <>
              <Button size="small">Disable…</Button>
              <Button size="small">Rotate…</Button>
            </>
          }
          staleSince={view === 'stale' ? '14:03' : undefined}
          empty={{
            title: 'A key lets an app call Tollgate',
            children: 'It is shown once.',
            action: <Button variant="primary">Create key</Button>,
          }}
          problem={
            view === 'problem'
              ? {
                  title: 'The keys did not load',
                  detail: 'Nothing was changed. Calls keep flowing.',
                  requestId: 'req_01kbz9h5vq0e',
                  action: <ButtonLink href="/docs/components/list">Retry</ButtonLink>,
                }
              : undefined
          }
        />
      )}
      {opened ? <KeyPanel row={opened} /> : null}
    </ConsoleShell>
  );
}

function matching(q: string | undefined, statuses: readonly string[] | undefined): SpecimenKey[] {
  return specimenKeys(50).filter(
    ({ name, status }) => (q === undefined || name.includes(q)) && (statuses === undefined || statuses.includes(status)),
  );
}

function KeyPanel({ row }: { row: SpecimenKey }) {
  return (
    <SidePanel title={row.name} badge={<Status row={row} />}>
      <Facts
        facts={[
          { label: 'Team', value: row.team, source: 'from the owner' },
          { label: 'Owner', value: row.owner.name },
          { label: 'Spent', value: <CostCell cost={{ kind: 'priced', nano: row.spentNano }} reader={reader} /> },
        ]}
      />
    </SidePanel>
  );
}

const tones = { active: 'success', disabled: 'neutral', expired: 'warning' } as const;
const words = { active: 'Active', disabled: 'Disabled', expired: 'Expired' } as const;

function Status({ row }: { row: SpecimenKey }) {
  return <StatusBadge tone={tones[row.status]}>{words[row.status]}</StatusBadge>;
}

const columns: readonly Column<SpecimenKey>[] = [
  { id: 'name', header: 'Name', value: ({ name }) => name, sort: 'name' },
  { id: 'team', header: 'Team', value: ({ team }) => team },
  { id: 'owner', header: 'Owner', cell: ({ owner }) => <PersonCell person={owner} /> },
  {
    id: 'spent',
    header: 'Spent',
    align: 'end',
    value: ({ spentNano }) => spentNano,
    format: 'money',
    sort: 'spent',
    descendingFirst: true,
    narrow: true,
    total: createFormat(reader).moneySum(specimenKeys(50).reduce((sum, { spentNano }) => sum + spentNano, 0n)),
  },
  { id: 'calls', header: 'Calls', align: 'end', value: ({ calls }) => calls, format: 'count', sort: 'calls', descendingFirst: true },
  { id: 'p95', header: 'First token p95', align: 'end', value: ({ p95Ms }) => p95Ms, format: 'duration' },
  {
    id: 'last_used',
    header: 'Last used',
    value: ({ lastUsedAt }) => lastUsedAt,
    format: 'time',
    sort: 'last_used_at',
    descendingFirst: true,
  },
  { id: 'status', header: 'Status', cell: (row) => <Status row={row} />, narrow: true },
  { id: 'id', header: 'Id', value: ({ id }) => id, format: 'id', optional: true },
];
