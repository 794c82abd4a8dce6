import type { Metadata } from 'next';
import { DataTable } from '#components/data-table/data-table.tsx';
import { DroppedNotice } from '#components/shell/dropped-notice.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { SidePanel } from '#components/shell/side-panel.tsx';
import type { SearchParameters, UrlSpec } from '#components/shell/url-state.ts';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { Facts } from '#components/ui/facts.tsx';
import { TimeText } from '#components/ui/time-text.tsx';
import { holds } from '#lib/contracts/permissions.ts';
import type { Reader } from '#lib/core/format.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { getSchedule, listSchedules } from '#lib/reports/index.ts';
import { chosenValue } from '../../_shell/list-state.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { listProps, readList } from '../../_shell/read-list.ts';
import { ReportTabs } from '../_components/report-tabs.tsx';
import { formatWords, kindWords, timesText } from '../_components/report-words.ts';
import { ScheduleActions } from '../_components/schedule-actions.tsx';
import { ScheduleState, scheduleColumns } from '../_components/schedule-columns.tsx';

export const metadata: Metadata = { title: 'Schedules · Reports' };

const urlSpec = { filters: { status: ['is'] } } as const satisfies UrlSpec;

interface PanelProps {
  id: string;
  mayWrite: boolean;
  reader: Reader;
  now: string;
}

/** One schedule beside the list. */
async function SchedulePanel({ id, mayWrite, reader, now }: PanelProps) {
  const { data, problem } = await perform(getSchedule, { schedule_id: id });
  if (problem !== undefined) {
    return (
      <SidePanel title="Schedule">
        <ErrorState title="The schedule did not load" requestId={problem.request_id}>
          {problem.detail}
        </ErrorState>
      </SidePanel>
    );
  }
  const { recipients, next_run_at: next, paused_reason: reason, status } = data;
  return (
    <SidePanel
      title={data.name}
      href={`/reports/deliveries?f.schedule=is:${id}`}
      actions={mayWrite ? <ScheduleActions id={id} name={data.name} status={status} /> : undefined}
    >
      <Facts
        facts={[
          { label: 'State', value: <ScheduleState row={data} />, source: reason ?? undefined },
          { label: 'Report', value: kindWords[data.kind], source: data.sections.length === 0 ? 'all sections' : data.sections.join(', ') },
          { label: 'For', value: data.scope.name },
          { label: 'When', value: timesText(data) },
          { label: 'Next', value: next === null ? 'Not while it is paused' : <TimeText at={next} reader={reader} now={now} absolute /> },
          { label: 'File', value: formatWords[data.format], source: data.delivery === 'link' ? 'as a link' : 'attached' },
          { label: 'Author', value: data.author.name },
          ...recipients.map(({ email, name, unsubscribed_at: left }, index) => ({
            label: index === 0 ? 'Recipients' : `Recipient ${index + 1}`,
            value: name ?? email,
            source: left === null ? (name === null ? 'outside the organization' : email) : 'unsubscribed',
          })),
        ]}
      />
    </SidePanel>
  );
}

/** What is sent to whom, and does it go well? */
export default async function SchedulesPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const list = await readList('/reports/schedules', searchParams, urlSpec);
  const { state } = list;
  const [{ reader, now, me }, schedules] = await Promise.all([
    loadReader(),
    perform(listSchedules, { cursor: state.cursor, status: chosenValue(state, 'status', ['active', 'paused']) }),
  ]);
  const mayWrite = holds(me.permissions, 'reports.write');
  const stopped = (schedules.data?.data ?? []).filter(({ paused_reason: reason }) => reason !== null).length;
  const create = mayWrite ? (
    <ButtonLink variant="primary" href="/reports/schedules/new">
      Schedule report
    </ButtonLink>
  ) : undefined;
  return (
    <>
      <PageBar crumbs={[{ label: 'Spend' }, { label: 'Reports', href: '/reports' }, { label: 'Schedules' }]} />
      <DroppedNotice dropped={list.dropped} />
      <PageHeader
        title="Reports"
        answer={
          stopped === 0
            ? 'Reports come by e-mail at their time, once, with what their author may see.'
            : `${stopped} stopped by themselves; whoever may see what they show can let them go on.`
        }
        primary={create}
      />
      <div className="pb-3">
        <ReportTabs current="schedules" />
      </div>
      <DataTable
        label="Schedules"
        columns={scheduleColumns}
        {...listProps(list, 'schedules', schedules)}
        rowName={({ name }) => name}
        opens="panel"
        reader={reader}
        now={now}
        filters={{
          fields: [
            {
              ...{ field: 'status', label: 'State', kind: 'choice', operators: ['is'] },
              options: [
                { value: 'active', label: 'Active' },
                { value: 'paused', label: 'Paused' },
              ],
            },
          ],
          active: state.filters,
        }}
        empty={{
          title: 'No report is sent yet',
          children: 'Daily, weekly, monthly or quarterly, at a time of day where the recipients are.',
          ...(mayWrite ? { action: <ButtonLink href="/reports/schedules/new">Schedule report</ButtonLink> } : {}),
        }}
      />
      {state.open === undefined ? null : <SchedulePanel id={state.open} mayWrite={mayWrite} reader={reader} now={now} />}
    </>
  );
}
