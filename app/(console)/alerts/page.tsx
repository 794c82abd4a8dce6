import type { Metadata } from 'next';
import { DataTable } from '#components/data-table/data-table.tsx';
import { DroppedNotice } from '#components/shell/dropped-notice.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters, UrlSpec } from '#components/shell/url-state.ts';
import { listAlerts } from '#lib/alerts/index.ts';
import { alertSeverities, alertSources } from '#lib/contracts/alerts.ts';
import { holds } from '#lib/contracts/permissions.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { chosenValue, sortValue } from '../_shell/list-state.ts';
import { loadReader } from '../_shell/load-reader.ts';
import { listProps, readList } from '../_shell/read-list.ts';
import { alertColumns } from './_components/alert-columns.tsx';
import { AlertPanel } from './_components/alert-panel.tsx';
import { AlertTabs } from './_components/alert-tabs.tsx';

export const metadata: Metadata = { title: 'Alerts' };

const urlSpec = {
  filters: { state: ['is'], source: ['is'], severity: ['is'] },
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
const sourceOptions = [
  { value: 'rule', label: 'Rule' },
  { value: 'budget', label: 'Budget' },
  { value: 'budget_forecast', label: 'Forecast of a budget' },
  { value: 'budget_overrun', label: 'Overrun of a budget' },
  { value: 'budget_doubt', label: 'Money in doubt' },
  { value: 'anomaly', label: 'Anomaly' },
];
const severityOptions = [
  { value: 'critical', label: 'Critical' },
  { value: 'warning', label: 'Warning' },
  { value: 'info', label: 'Info' },
];

/** What wants somebody to look at it? */
export default async function AlertsPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const list = await readList('/alerts', searchParams, urlSpec);
  const { state } = list;
  const [{ reader, now, me }, alerts, open] = await Promise.all([
    loadReader(),
    perform(listAlerts, {
      cursor: state.cursor,
      state: chosenValue(state, 'state', states),
      source: chosenValue(state, 'source', alertSources),
      severity: chosenValue(state, 'severity', alertSeverities),
      sort: sortValue(state, ['opened_at', '-opened_at']),
    }),
    perform(listAlerts, { state: 'open', limit: 100 }),
  ]);
  const waiting = open.data?.data.length ?? 0;
  const count = open.data?.next_cursor == null ? String(waiting) : `More than ${waiting}`;
  return (
    <>
      <PageBar crumbs={[{ label: 'Governance' }, { label: 'Alerts' }]} />
      <DroppedNotice dropped={list.dropped} />
      <PageHeader
        title="Alerts"
        answer={
          waiting === 0
            ? 'Nothing waits for an answer: every alert is acknowledged or over.'
            : `${count} ${waiting === 1 ? 'alert waits' : 'alerts wait'} for somebody to acknowledge ${waiting === 1 ? 'it' : 'them'}.`
        }
      />
      <AlertTabs current="alerts" />
      <div className="pt-4">
        <DataTable
          label="Alerts"
          columns={alertColumns}
          {...listProps(list, 'alerts', alerts)}
          rowName={(row) => row.title}
          opens="panel"
          reader={reader}
          now={now}
          filters={{
            fields: [
              { field: 'state', label: 'State', kind: 'choice', operators: ['is'], options: stateOptions },
              { field: 'severity', label: 'Severity', kind: 'choice', operators: ['is'], options: severityOptions },
              { field: 'source', label: 'From', kind: 'choice', operators: ['is'], options: sourceOptions },
            ],
            active: state.filters,
            suggested: [{ field: 'state', operator: 'is', values: ['unresolved'] }],
          }}
          empty={{ title: 'No alert', children: 'Thresholds of budgets alert by themselves. Add a rule for errors, cost or latency.' }}
        />
      </div>
      {state.open === undefined ? null : (
        <AlertPanel id={state.open} reader={reader} now={now} mayWrite={holds(me.permissions, 'alerts.write')} />
      )}
    </>
  );
}
