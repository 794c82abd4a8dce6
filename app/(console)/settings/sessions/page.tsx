import type { Metadata } from 'next';
import { DataTable } from '#components/data-table/data-table.tsx';
import { listUrl } from '#components/data-table/list-url.ts';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { readUrlState, type SearchParameters } from '#components/shell/url-state.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listSessions } from '#lib/identity/index.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { tableProblem } from '../../_shell/table-problem.tsx';
import { sessionColumns } from '../_components/session-columns.tsx';
import { SettingsTabs } from '../_components/settings-tabs.tsx';

export const metadata: Metadata = { title: 'Sessions · Settings · Tollgate' };

/** Who is signed in, and where? */
export default async function SessionsPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const search = await searchParams;
  const { state } = readUrlState(search);
  const [{ reader, now }, sessions] = await Promise.all([loadReader(), perform(listSessions, { cursor: state.cursor })]);
  return (
    <>
      <PageBar crumbs={[{ label: 'Settings' }, { label: 'Sessions' }]} />
      <PageHeader
        title="Settings"
        answer="Browsers that are signed in. A session ends after twelve hours, or at once when it is revoked."
      />
      <SettingsTabs current="sessions" />
      <DataTable
        label="Sessions"
        noun="sessions"
        columns={sessionColumns(true)}
        rows={sessions.data?.data ?? []}
        rowId={(session) => session.id}
        rowName={(session) => session.user_name || session.user_email}
        url={listUrl('/settings/sessions', search)}
        reader={reader}
        now={now}
        older={sessions.data?.next_cursor ?? undefined}
        problem={tableProblem('sessions', sessions.problem)}
        empty={{ title: 'Nobody is signed in' }}
      />
    </>
  );
}
