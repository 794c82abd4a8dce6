import type { Metadata } from 'next';
import type { z } from 'zod';
import type { Column } from '#components/data-table/columns.ts';
import { DataTable } from '#components/data-table/data-table.tsx';
import { DroppedNotice } from '#components/shell/dropped-notice.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters } from '#components/shell/url-state.ts';
import { StatusBadge, type Tone } from '#components/ui/badge.tsx';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { holds } from '#lib/contracts/permissions.ts';
import type { ReportExport } from '#lib/contracts/report-exports.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listExports } from '#lib/reports/index.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { listProps, readList } from '../../_shell/read-list.ts';
import { ExportActions } from '../_components/export-actions.tsx';
import { ExportProgress, KeepFresh } from '../_components/export-progress.tsx';
import { ReportTabs } from '../_components/report-tabs.tsx';

export const metadata: Metadata = { title: 'Exports · Reports' };

type Row = z.input<typeof ReportExport>;

const isOpen = ({ state }: Row): boolean => state === 'queued' || state === 'running';

const states: Readonly<Record<Row['state'], readonly [word: string, tone: Tone]>> = {
  queued: ['Waiting', 'neutral'],
  running: ['Being written', 'info'],
  ready: ['Ready', 'success'],
  failed: ['Failed', 'danger'],
  cancelled: ['Cancelled', 'outline'],
  expired: ['Expired', 'outline'],
};

/** Binary thousands, as file managers count. */
function sizeText(bytes: number): string | null {
  if (bytes === 0) return null;
  const units = ['B', 'KiB', 'MiB', 'GiB'] as const;
  const step = Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  return `${(bytes / 1024 ** step).toFixed(step === 0 ? 0 : 1)} ${units[step]}`;
}

const columns: readonly Column<Row>[] = [
  { id: 'file', header: 'File', value: ({ file_name: name, id }) => (name === '' ? id : name), narrow: true },
  {
    ...{ id: 'state', header: 'State', narrow: true },
    cell: (row) =>
      row.state === 'running' ? (
        <ExportProgress done={row.rows_done} total={row.rows_total} />
      ) : (
        <StatusBadge tone={states[row.state][1]}>{states[row.state][0]}</StatusBadge>
      ),
  },
  { id: 'what', header: 'What', value: ({ subject }) => (subject === 'analytics' ? 'Analytics' : 'Calls') },
  { id: 'rows', header: 'Rows', value: ({ rows_done: rows }) => rows, format: 'count', align: 'end' },
  { id: 'size', header: 'Size', value: ({ size_bytes: bytes }) => sizeText(bytes), align: 'end' },
  { id: 'error', header: 'Why', value: ({ error }) => error },
  { id: 'created', header: 'Asked for', value: ({ created_at: at }) => new Date(at), format: 'time' },
  { id: 'expires', header: 'Kept until', value: ({ expires_at: at }) => new Date(at), format: 'day' },
  {
    ...{ id: 'action', header: 'Action', narrow: true },
    cell: (row) => <ExportActions id={row.id} name={row.file_name} path={row.file_path} isOpen={isOpen(row)} />,
  },
];

/** Is my file ready? */
export default async function ExportsPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const list = await readList('/reports/exports', searchParams);
  const [{ reader, now, me }, exports] = await Promise.all([loadReader(), perform(listExports, { cursor: list.state.cursor })]);
  const open = (exports.data?.data ?? []).filter(isOpen).length;
  const create = (
    <ButtonLink variant="primary" href="/reports/exports/new">
      Export calls
    </ButtonLink>
  );
  const mayExport = holds(me.permissions, 'usage.read');
  return (
    <>
      <PageBar crumbs={[{ label: 'Spend' }, { label: 'Reports', href: '/reports' }, { label: 'Exports' }]} />
      <DroppedNotice dropped={list.dropped} />
      <PageHeader
        title="Reports"
        answer={
          open === 0
            ? 'Files of calls are written in the background and kept for a week. Only you see yours.'
            : `${open} being written; you can leave this page.`
        }
        primary={mayExport ? create : undefined}
      />
      <div className="pb-3">
        <ReportTabs current="exports" />
      </div>
      {open === 0 ? null : <KeepFresh />}
      <DataTable
        label="Exports"
        columns={columns}
        {...listProps(list, 'exports', exports)}
        rowName={({ file_name: name }) => name}
        reader={reader}
        now={now}
        empty={{
          title: 'No file yet',
          children: 'Every call of a range as CSV, JSON or Excel, however many there are.',
          ...(mayExport ? { action: <ButtonLink href="/reports/exports/new">Export calls</ButtonLink> } : {}),
        }}
      />
    </>
  );
}
