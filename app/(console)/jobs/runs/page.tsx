import type { Metadata } from 'next';
import { DataTable } from '#components/data-table/data-table.tsx';
import { DroppedNotice } from '#components/shell/dropped-notice.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters, UrlSpec } from '#components/shell/url-state.ts';
import { jobRunStates } from '#lib/contracts/jobs.ts';
import { holds } from '#lib/contracts/permissions.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listJobRuns, listJobs } from '#lib/jobs/index.ts';
import { chosenValue, sortValue, textValue } from '../../_shell/list-state.ts';
import { Live } from '../../_shell/live.tsx';
import { loadReader } from '../../_shell/load-reader.ts';
import { listProps, readList } from '../../_shell/read-list.ts';
import { JobTabs } from '../_components/job-tabs.tsx';
import { runColumns } from '../_components/run-columns.tsx';
import { RunPanel } from '../_components/run-panel.tsx';
import { runStateOptions } from '../_components/run-state.tsx';

export const metadata: Metadata = { title: 'Runs of jobs' };

const urlSpec = {
  filters: { state: ['is'], job: ['is'] },
  sorts: ['created_at'],
  defaultSort: { field: 'created_at', descending: true },
} as const satisfies UrlSpec;

/** What ran in the background, and what came of it? */
export default async function JobRunsPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const list = await readList('/jobs/runs', searchParams, urlSpec);
  const { state } = list;
  const [{ reader, now, me }, runs, jobs] = await Promise.all([
    loadReader(),
    perform(listJobRuns, {
      cursor: state.cursor,
      state: chosenValue(state, 'state', jobRunStates) ?? 'all',
      job_id: textValue(state, 'job'),
      sort: sortValue(state, ['created_at', '-created_at']),
    }),
    perform(listJobs, {}),
  ]);
  const jobOptions = (jobs.data?.data ?? []).map(({ id }) => ({ value: id, label: id }));
  return (
    <>
      <PageBar
        crumbs={[{ label: 'Governance' }, { label: 'Jobs', href: '/jobs' }, { label: 'Runs' }]}
        status={<Live address="/api/v1/jobs/events" />}
      />
      <DroppedNotice dropped={list.dropped} />
      <PageHeader
        title="Runs of jobs"
        answer="Each run with its steps. A failed one can be begun again and goes on after its last finished step."
      />
      <JobTabs current="runs" />
      <div className="pt-3">
        <DataTable
          label="Runs"
          columns={runColumns}
          {...listProps(list, 'runs', runs)}
          rowName={(row) => row.job_id}
          opens="panel"
          reader={reader}
          now={now}
          filters={{
            fields: [
              { field: 'state', label: 'State', kind: 'choice', operators: ['is'], options: runStateOptions },
              { field: 'job', label: 'Job', kind: 'choice', operators: ['is'], options: jobOptions },
            ],
            active: state.filters,
            suggested: [{ field: 'state', operator: 'is', values: ['failed'] }],
          }}
          empty={{ title: 'Nothing ran yet', children: 'Runs stand here for forty days, failed ones for ninety.' }}
        />
      </div>
      {state.open === undefined ? null : (
        <RunPanel id={state.open} reader={reader} now={now} mayWrite={holds(me.permissions, 'jobs.write')} />
      )}
    </>
  );
}
