import type { Metadata } from 'next';
import { DataTable } from '#components/data-table/data-table.tsx';
import { DroppedNotice } from '#components/shell/dropped-notice.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters, UrlSpec } from '#components/shell/url-state.ts';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { holds } from '#lib/contracts/permissions.ts';
import { privacyRequestKinds } from '#lib/contracts/privacy-requests.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { listPrivacyRequests } from '#lib/privacy/index.ts';
import { chosenValue, sortValue } from '../_shell/list-state.ts';
import { loadReader } from '../_shell/load-reader.ts';
import { listProps, readList } from '../_shell/read-list.ts';
import { PrivacyTabs } from './_components/privacy-tabs.tsx';
import { kindWords, requestColumns } from './_components/request-columns.tsx';
import { RequestPanel } from './_components/request-panel.tsx';

export const metadata: Metadata = { title: 'Privacy' };

const urlSpec = {
  filters: { state: ['is'], kind: ['is'] },
  sorts: ['due_at', 'received_at'],
  defaultSort: { field: 'due_at', descending: false },
} as const satisfies UrlSpec;

const states = ['open', 'received', 'verified', 'approved', 'done', 'rejected'] as const;
const stateOptions = [
  { value: 'open', label: 'Open' },
  { value: 'received', label: 'Received' },
  { value: 'verified', label: 'Identity checked' },
  { value: 'approved', label: 'Being carried out' },
  { value: 'done', label: 'Done' },
  { value: 'rejected', label: 'Rejected' },
];
const kindOptions = privacyRequestKinds.map((value) => ({ value, label: kindWords[value] }));

/** What do people ask for, and is it answered in time? */
export default async function PrivacyPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const list = await readList('/privacy', searchParams, urlSpec);
  const { state } = list;
  const { reader, now, me } = await loadReader();
  const mayWrite = holds(me.permissions, 'privacy.write');
  const [requests, open] = await Promise.all([
    perform(listPrivacyRequests, {
      cursor: state.cursor,
      state: chosenValue(state, 'state', states),
      kind: chosenValue(state, 'kind', privacyRequestKinds),
      sort: sortValue(state, ['due_at', '-due_at', '-received_at']),
    }),
    perform(listPrivacyRequests, { state: 'open', limit: 200 }),
  ]);
  const waiting = open.data?.data ?? [];
  const late = waiting.filter(({ overdue }) => overdue).length;
  const create = (
    <ButtonLink variant="primary" href="/privacy/new">
      Note a request
    </ButtonLink>
  );
  return (
    <>
      <PageBar crumbs={[{ label: 'Governance' }, { label: 'Privacy' }]} />
      <DroppedNotice dropped={list.dropped} />
      <PageHeader
        title="Privacy"
        answer={
          waiting.length === 0
            ? 'Nobody waits for an answer about their data.'
            : `${waiting.length} ${waiting.length === 1 ? 'request is' : 'requests are'} open${late === 0 ? ', none is overdue' : `, ${late} ${late === 1 ? 'is' : 'are'} overdue`}.`
        }
        primary={mayWrite ? create : undefined}
      />
      <div className="pb-2">
        <PrivacyTabs current="requests" />
      </div>
      <DataTable
        label="Privacy requests"
        columns={requestColumns}
        {...listProps(list, 'requests', requests)}
        rowName={(row) => `${kindWords[row.kind]} for ${row.subject}`}
        opens="panel"
        reader={reader}
        now={now}
        filters={{
          fields: [
            { field: 'state', label: 'State', kind: 'choice', operators: ['is'], options: stateOptions },
            { field: 'kind', label: 'Asks for', kind: 'choice', operators: ['is'], options: kindOptions },
          ],
          active: state.filters,
          suggested: [{ field: 'state', operator: 'is', values: ['open'] }],
        }}
        empty={{
          title: 'Nobody asked for anything yet',
          children:
            'People ask under My account, or in a letter that you note here: for a copy of their data, its correction or its erasure.',
        }}
      />
      {state.open === undefined ? null : <RequestPanel id={state.open} reader={reader} now={now} mayWrite={mayWrite} />}
    </>
  );
}
