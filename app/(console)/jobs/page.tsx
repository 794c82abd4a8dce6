import type { Metadata } from 'next';
import { DataTable } from '#components/data-table/data-table.tsx';
import { DroppedNotice } from '#components/shell/dropped-notice.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters, UrlSpec } from '#components/shell/url-state.ts';
import { holds } from '#lib/contracts/permissions.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listJobs } from '#lib/jobs/index.ts';
import { Live } from '../_shell/live.tsx';
import { loadReader } from '../_shell/load-reader.ts';
import { listProps, readList } from '../_shell/read-list.ts';
import { type JobRow, jobColumns } from './_components/job-columns.tsx';
import { JobPanel } from './_components/job-panel.tsx';
import { JobTabs } from './_components/job-tabs.tsx';

export const metadata: Metadata = { title: 'Jobs' };

const urlSpec = { filters: {} } as const satisfies UrlSpec;

function answerOf(jobs: readonly JobRow[]): string {
  const failed = jobs.filter(({ last_run: last }) => last?.state === 'failed').length;
  const retrying = jobs.filter(({ last_run: last }) => last?.state === 'retrying').length;
  if (failed + retrying === 0) return 'What runs in the background, when it runs next, and how its last run ended. Nothing is failing.';
  return `What runs in the background. ${failed} failed at their last run, ${retrying} are being tried again.`;
}

/** What runs in the background, and does it work? */
export default async function JobsPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const list = await readList('/jobs', searchParams, urlSpec);
  const { state } = list;
  const [{ reader, now, me }, jobs] = await Promise.all([loadReader(), perform(listJobs, {})]);
  const rows = jobs.data?.data ?? [];
  const opened = rows.find(({ id }) => id === state.open);
  return (
    <>
      <PageBar crumbs={[{ label: 'Governance' }, { label: 'Jobs' }]} status={<Live address="/api/v1/jobs/events" />} />
      <DroppedNotice dropped={list.dropped} />
      <PageHeader title="Jobs" answer={answerOf(rows)} />
      <JobTabs current="jobs" />
      <div className="pt-3">
        <DataTable
          label="Jobs"
          columns={jobColumns}
          {...listProps(list, 'jobs', jobs)}
          rows={rows}
          rowName={(row) => row.id}
          opens="panel"
          reader={reader}
          now={now}
          empty={{ title: 'No worker has started yet', children: 'Background functions stand here as soon as one has.' }}
        />
      </div>
      {opened === undefined ? null : <JobPanel job={opened} reader={reader} now={now} mayWrite={holds(me.permissions, 'jobs.write')} />}
    </>
  );
}
