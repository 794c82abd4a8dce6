import type { Metadata } from 'next';
import { DataTable } from '#components/data-table/data-table.tsx';
import { DroppedNotice } from '#components/shell/dropped-notice.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters, UrlSpec } from '#components/shell/url-state.ts';
import { listFindings } from '#lib/compliance/index.ts';
import { findingSeverities } from '#lib/contracts/compliance-frameworks.ts';
import { holds } from '#lib/contracts/permissions.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listUsers } from '#lib/identity/index.ts';
import { chosenValue, sortValue } from '../../_shell/list-state.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { listProps, readList } from '../../_shell/read-list.ts';
import { ComplianceTabs } from '../_components/compliance-tabs.tsx';
import { findingColumns } from '../_components/finding-columns.tsx';
import { FindingPanel } from '../_components/finding-panel.tsx';

export const metadata: Metadata = { title: 'Findings of compliance' };

const urlSpec = {
  filters: { state: ['is'], severity: ['is'] },
  sorts: ['opened_at'],
  defaultSort: { field: 'opened_at', descending: true },
} as const satisfies UrlSpec;

const states = ['unfixed', 'open', 'accepted', 'fixed'] as const;
const stateOptions = [
  { value: 'unfixed', label: 'Not fixed' },
  { value: 'open', label: 'Open' },
  { value: 'accepted', label: 'Risk accepted' },
  { value: 'fixed', label: 'Fixed' },
];
const severityOptions = [
  { value: 'critical', label: 'Critical' },
  { value: 'high', label: 'High' },
  { value: 'medium', label: 'Medium' },
  { value: 'low', label: 'Low' },
];

/** What is to be mended, by whom and until when? */
export default async function FindingsPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const list = await readList('/compliance/findings', searchParams, urlSpec);
  const { state } = list;
  const { reader, now, me } = await loadReader();
  const mayWrite = holds(me.permissions, 'compliance.write');
  const [findings, people] = await Promise.all([
    perform(listFindings, {
      cursor: state.cursor,
      state: chosenValue(state, 'state', states),
      severity: chosenValue(state, 'severity', findingSeverities),
      sort: sortValue(state, ['opened_at', '-opened_at']),
    }),
    state.open === undefined || !mayWrite ? undefined : perform(listUsers, { limit: 200 }),
  ]);
  const options = (people?.data?.data ?? []).map(({ id, name, email }) => ({ value: id, label: name === '' ? email : name }));
  return (
    <>
      <PageBar crumbs={[{ label: 'Governance' }, { label: 'Compliance', href: '/compliance' }, { label: 'Findings' }]} />
      <DroppedNotice dropped={list.dropped} />
      <PageHeader
        title="Findings"
        answer="A check that fails is one finding until it passes again, however many frameworks care. Give each an owner and a date."
      />
      <ComplianceTabs current="findings" />
      <DataTable
        label="Findings"
        columns={findingColumns}
        {...listProps(list, 'findings', findings)}
        rowName={(row) => row.title}
        opens="panel"
        rowTone={(row) => (row.state === 'open' && row.due_at < now ? 'danger' : undefined)}
        reader={reader}
        now={now}
        filters={{
          fields: [
            { field: 'state', label: 'State', kind: 'choice', operators: ['is'], options: stateOptions },
            { field: 'severity', label: 'Severity', kind: 'choice', operators: ['is'], options: severityOptions },
          ],
          active: state.filters,
          suggested: [{ field: 'state', operator: 'is', values: ['unfixed'] }],
        }}
        empty={{ title: 'No finding', children: 'What an audit or the monitoring finds amiss stands here.' }}
      />
      {state.open === undefined ? null : (
        <FindingPanel id={state.open} reader={reader} now={now} people={options} userId={me.user.id} mayWrite={mayWrite} />
      )}
    </>
  );
}
