import type { Metadata } from 'next';
import { DataTable } from '#components/data-table/data-table.tsx';
import { DroppedNotice } from '#components/shell/dropped-notice.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters, UrlSpec } from '#components/shell/url-state.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listSyncLogs } from '#lib/sso/index.ts';
import { chosenValue } from '../../../_shell/list-state.ts';
import { loadReader } from '../../../_shell/load-reader.ts';
import { listProps, readList } from '../../../_shell/read-list.ts';
import { outcomeOptions, syncColumns } from '../_components/connection-columns.tsx';

export const metadata: Metadata = { title: 'Sync log · Settings' };

const urlSpec = { filters: { outcome: ['is'] } } as const satisfies UrlSpec;
const outcomes = ['signed_in', 'provisioned', 'updated', 'tested', 'signed_out', 'refused', 'failed'] as const;

/** Who came in through an identity provider, who did not, and why? */
export default async function SyncLogPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const list = await readList('/settings/sign-in/log', searchParams, urlSpec);
  const { state, q } = list;
  const [{ reader, now }, entries] = await Promise.all([
    loadReader(),
    perform(listSyncLogs, { search: q, cursor: state.cursor, outcome: chosenValue(state, 'outcome', outcomes) }),
  ]);
  return (
    <>
      <PageBar crumbs={[{ label: 'Settings' }, { label: 'Single sign-on', href: '/settings/sign-in' }, { label: 'Sync log' }]} />
      <DroppedNotice dropped={list.dropped} />
      <PageHeader title="Sync log" answer="Every sign-in at an identity provider: what it changed, or why it was refused." />
      <DataTable
        label="Sync log"
        columns={syncColumns(true)}
        {...listProps(list, 'entries', entries)}
        rowName={(entry) => entry.email ?? entry.id}
        reader={reader}
        now={now}
        search={{ label: 'Search people', value: q }}
        filters={{
          fields: [{ field: 'outcome', label: 'Outcome', kind: 'choice', operators: ['is'], options: outcomeOptions }],
          active: state.filters,
        }}
        empty={{ title: 'Nobody has signed in at an identity provider yet' }}
      />
    </>
  );
}
