import type { Metadata } from 'next';
import { DataTable } from '#components/data-table/data-table.tsx';
import { DroppedNotice } from '#components/shell/dropped-notice.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters, UrlSpec } from '#components/shell/url-state.ts';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { listApprovals } from '#lib/approvals/index.ts';
import { approvalKinds, approvalStates } from '#lib/contracts/approvals.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { chosenValue, sortValue } from '../_shell/list-state.ts';
import { Live } from '../_shell/live.tsx';
import { loadReader } from '../_shell/load-reader.ts';
import { listProps, readList } from '../_shell/read-list.ts';
import { approvalColumns } from './_components/approval-columns.tsx';
import { ApprovalPanel } from './_components/approval-panel.tsx';
import { ApprovalTabs } from './_components/approval-tabs.tsx';
import { kindWords, stateWords } from './_components/approval-words.ts';
import { BulkDecisions } from './_components/bulk-decisions.tsx';

export const metadata: Metadata = { title: 'Approvals' };

const views = ['mine', 'asked', 'all'] as const;
const urlSpec = {
  tabs: views,
  filters: { state: ['is'], kind: ['is'] },
  sorts: ['created_at'],
  defaultSort: { field: 'created_at', descending: true },
} as const satisfies UrlSpec;

const emptyWords = {
  mine: { title: 'Nothing waits for you', children: 'What others ask you to decide stands here, and comes by e-mail.' },
  asked: { title: 'You have asked for nothing', children: 'Ask for a higher budget, for a model or provider, or for a key.' },
  all: { title: 'No approval yet', children: 'What people and calls ask for stands here with who decided it.' },
} as const;

/** What waits for me, and what became of what I asked for? */
export default async function ApprovalsPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const list = await readList('/approvals', searchParams, urlSpec);
  const { state } = list;
  const view = views.find((one) => one === state.tab) ?? 'mine';
  const [{ reader, now, me }, approvals] = await Promise.all([
    loadReader(),
    perform(listApprovals, {
      view,
      state: chosenValue(state, 'state', approvalStates),
      kind: chosenValue(state, 'kind', approvalKinds),
      sort: sortValue(state, ['created_at', '-created_at'] as const),
      cursor: state.cursor,
    }),
  ]);
  const rows = approvals.data?.data ?? [];
  const optionsOf = (words: Readonly<Record<string, string>>) => Object.entries(words).map(([value, label]) => ({ value, label }));
  return (
    <>
      <PageBar crumbs={[{ label: 'Governance' }, { label: 'Approvals' }]} status={<Live address="/api/v1/approvals/events" />} />
      <DroppedNotice dropped={list.dropped} />
      <PageHeader
        title="Approvals"
        answer="What somebody asked for and others decide. Nobody decides about their own request."
        primary={
          <ButtonLink variant="primary" href="/approvals/new">
            Ask for something
          </ButtonLink>
        }
      />
      <ApprovalTabs current={view} permissions={me.permissions} />
      <div className="pt-3">
        <DataTable
          label="Approvals"
          columns={approvalColumns(reader)}
          {...listProps(list, 'approvals', approvals)}
          rows={rows}
          rowName={(row) => row.title}
          opens="panel"
          reader={reader}
          now={now}
          filters={{
            fields: [
              ...(view === 'mine'
                ? []
                : [
                    { field: 'state', label: 'State', kind: 'choice' as const, operators: ['is' as const], options: optionsOf(stateWords) },
                  ]),
              { field: 'kind', label: 'Kind', kind: 'choice', operators: ['is'], options: optionsOf(kindWords) },
            ],
            active: state.filters,
          }}
          {...(view === 'mine' ? { bulk: <BulkDecisions /> } : {})}
          empty={emptyWords[view]}
        />
      </div>
      {state.open === undefined ? null : <ApprovalPanel id={state.open} reader={reader} now={now} />}
    </>
  );
}
