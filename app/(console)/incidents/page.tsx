import type { Metadata } from 'next';
import type { z } from 'zod';
import { DataTable } from '#components/data-table/data-table.tsx';
import { DroppedNotice } from '#components/shell/dropped-notice.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters, UrlSpec } from '#components/shell/url-state.ts';
import { getConservation } from '#lib/conservation/index.ts';
import type { conservationGet } from '#lib/contracts/conservation.ts';
import { holds } from '#lib/contracts/permissions.ts';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listIncidents } from '#lib/incidents/index.ts';
import { chosenValue, sortValue } from '../_shell/list-state.ts';
import { Live } from '../_shell/live.tsx';
import { loadReader } from '../_shell/load-reader.ts';
import { listProps, readList } from '../_shell/read-list.ts';
import { incidentColumns } from './_components/incident-columns.tsx';
import { IncidentPanel } from './_components/incident-panel.tsx';
import { OpenIncidentButton } from './_components/open-incident-button.tsx';

export const metadata: Metadata = { title: 'Incidents' };

const urlSpec = {
  filters: { state: ['is'] },
  sorts: ['opened_at'],
  defaultSort: { field: 'opened_at', descending: true },
} as const satisfies UrlSpec;
const states = ['unresolved', 'open', 'acknowledged', 'resolved'] as const;
const stateOptions = [
  { value: 'unresolved', label: 'Not resolved' },
  { value: 'open', label: 'Open' },
  { value: 'acknowledged', label: 'Acknowledged' },
  { value: 'resolved', label: 'Resolved' },
];

/** Whether the books agree, and since when that is known. */
function answerOf(status: z.input<typeof conservationGet.output> | undefined, reader: Reader, now: string): string {
  if (status?.checked_at === undefined || status.checked_at === null)
    return 'Calls, sums, ledger and budgets are compared each hour; not yet today.';
  const at = createFormat(reader).day(new Date(status.checked_at), new Date(now));
  if (status.differences > 0) return `Calls, sums, ledger and budgets differ in ${status.differences} places (compared ${at}).`;
  return `Calls, sums, ledger and budgets agree to the nano-dollar (compared ${at}).`;
}

/** What went wrong, and is it settled? */
export default async function IncidentsPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const list = await readList('/incidents', searchParams, urlSpec);
  const { state } = list;
  const { reader, now, me } = await loadReader();
  const [incidents, status] = await Promise.all([
    perform(listIncidents, {
      cursor: state.cursor,
      state: chosenValue(state, 'state', states),
      sort: sortValue(state, ['opened_at', '-opened_at']),
    }),
    perform(getConservation, {}),
  ]);
  return (
    <>
      <PageBar crumbs={[{ label: 'Governance' }, { label: 'Incidents' }]} status={<Live address="/api/v1/incidents/events" />} />
      <DroppedNotice dropped={list.dropped} />
      <PageHeader
        title="Incidents"
        answer={answerOf(status.data, reader, now)}
        actions={holds(me.permissions, 'incidents.write') ? <OpenIncidentButton /> : undefined}
      />
      <DataTable
        label="Incidents"
        columns={incidentColumns}
        {...listProps(list, 'incidents', incidents)}
        rowName={(row) => row.title}
        opens="panel"
        reader={reader}
        now={now}
        filters={{
          fields: [{ field: 'state', label: 'State', kind: 'choice', operators: ['is'], options: stateOptions }],
          active: state.filters,
          suggested: [{ field: 'state', operator: 'is', values: ['unresolved'] }],
        }}
        empty={{
          title: 'No incident',
          children: 'What goes wrong and needs a person stands here, noticed by the product or opened by hand.',
        }}
      />
      {state.open === undefined ? null : (
        <IncidentPanel id={state.open} reader={reader} now={now} mayWrite={holds(me.permissions, 'incidents.write')} />
      )}
    </>
  );
}
