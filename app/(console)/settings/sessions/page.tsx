import type { Metadata } from 'next';
import { DataTable } from '#components/data-table/data-table.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters } from '#components/shell/url-state.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listSessions } from '#lib/identity/index.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { listProps, readList } from '../../_shell/read-list.ts';
import { sessionColumns } from '../_components/session-columns.tsx';
import { SettingsTabs } from '../_components/settings-tabs.tsx';

export const metadata: Metadata = { title: 'Sessions · Settings' };

/** Who is signed in, and where? */
export default async function SessionsPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const list = await readList('/settings/sessions', searchParams);
  const { state } = list;
  const [{ reader, now }, sessions] = await Promise.all([loadReader(), perform(listSessions, { cursor: state.cursor })]);
  return (
    <>
      <PageBar crumbs={[{ label: 'Settings' }, { label: 'Sessions' }]} />
      <PageHeader
        title="Settings"
        answer="Browsers that are signed in. A session ends after the time that Security says, or at once when it is revoked."
      />
      <SettingsTabs current="sessions" />
      <DataTable
        label="Sessions"
        columns={sessionColumns(true)}
        {...listProps(list, 'sessions', sessions)}
        rowName={(session) => session.user_name || session.user_email}
        reader={reader}
        now={now}
        empty={{ title: 'Nobody is signed in' }}
      />
    </>
  );
}
