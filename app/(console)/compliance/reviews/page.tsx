import type { Metadata } from 'next';
import type { Column } from '#components/data-table/columns.ts';
import { DataTable } from '#components/data-table/data-table.tsx';
import { DroppedNotice } from '#components/shell/dropped-notice.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { SidePanel } from '#components/shell/side-panel.tsx';
import type { SearchParameters, UrlSpec } from '#components/shell/url-state.ts';
import { StatusBadge } from '#components/ui/badge.tsx';
import { Card } from '#components/ui/card.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { getReview, listReviews } from '#lib/compliance/index.ts';
import { reviewDays } from '#lib/contracts/compliance-reviews.ts';
import { holds } from '#lib/contracts/permissions.ts';
import { type Loaded, perform } from '#lib/http/page-invocation.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { listProps, readList } from '../../_shell/read-list.ts';
import { ComplianceTabs } from '../_components/compliance-tabs.tsx';
import { ReviewForm } from '../_components/review-form.tsx';
import { ReviewItems, type ReviewRow } from '../_components/review-items.tsx';

export const metadata: Metadata = { title: 'Access reviews' };

const urlSpec = {} as const satisfies UrlSpec;
type Row = Omit<ReviewRow, 'items'>;

const ReviewState = ({ state }: { state: Row['state'] }) => (
  <StatusBadge tone={state === 'open' ? 'warning' : 'success'}>{state === 'open' ? 'Open' : 'Completed'}</StatusBadge>
);

const columns: readonly Column<Row>[] = [
  { id: 'name', header: 'Review', value: (row) => row.name, narrow: true },
  { id: 'state', header: 'State', cell: (row) => <ReviewState state={row.state} />, narrow: true },
  { id: 'pending', header: 'To decide', value: (row) => row.pending, format: 'count', align: 'end' },
  { id: 'revoked', header: 'Taken away', value: (row) => row.revoked, format: 'count', align: 'end' },
  { id: 'total', header: 'Roles', value: (row) => row.total, format: 'count', align: 'end' },
  { id: 'due', header: 'Due', value: (row) => row.due_at, format: 'time' },
  { id: 'completed', header: 'Completed', value: (row) => row.completed_at, format: 'time' },
];

function Review({ review, userId, mayWrite }: { review: Loaded<ReviewRow>; userId: string; mayWrite: boolean }) {
  const { data, problem } = review;
  return (
    <SidePanel title={data?.name ?? 'Review'} badge={data === undefined ? undefined : <ReviewState state={data.state} />}>
      {problem === undefined ? (
        <ReviewItems review={data} userId={userId} mayWrite={mayWrite} />
      ) : (
        <ErrorState title="The review did not load" requestId={problem.request_id}>
          {problem.detail}
        </ErrorState>
      )}
    </SidePanel>
  );
}

/** Does everybody still need the roles they hold? */
export default async function ReviewsPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const list = await readList('/compliance/reviews', searchParams, urlSpec);
  const { state } = list;
  const { reader, now, me } = await loadReader();
  const mayWrite = holds(me.permissions, 'compliance.write');
  const [reviews, open] = await Promise.all([
    perform(listReviews, { cursor: state.cursor }),
    state.open === undefined ? undefined : perform(getReview, { review_id: state.open }),
  ]);
  const isOneOpen = (reviews.data?.data ?? []).some((row) => row.state === 'open');
  return (
    <>
      <PageBar crumbs={[{ label: 'Governance' }, { label: 'Compliance', href: '/compliance' }, { label: 'Access reviews' }]} />
      <DroppedNotice dropped={list.dropped} />
      <PageHeader
        title="Access reviews"
        answer={`A review asks about every role that people hold by a grant of their own, and is to be finished within ${reviewDays} days. Nobody decides about their own.`}
      />
      <ComplianceTabs current="reviews" />
      {mayWrite && !isOneOpen ? (
        <div className="px-(--gutter) pt-4">
          <Card title="Start a review" className="max-w-160">
            <ReviewForm />
          </Card>
        </div>
      ) : null}
      <DataTable
        label="Reviews"
        columns={columns}
        {...listProps(list, 'reviews', reviews)}
        rowName={(row) => row.name}
        opens="panel"
        reader={reader}
        now={now}
        empty={{ title: 'No review yet', children: 'Checks want one to be completed every 90 days.' }}
      />
      {open === undefined ? null : <Review review={open} userId={me.user.id} mayWrite={mayWrite} />}
    </>
  );
}
