import type { Metadata } from 'next';
import type { z } from 'zod';
import type { Column } from '#components/data-table/columns.ts';
import { DataTable } from '#components/data-table/data-table.tsx';
import { listUrl } from '#components/data-table/list-url.ts';
import { DroppedNotice } from '#components/shell/dropped-notice.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { readUrlState, type SearchParameters, type UrlSpec } from '#components/shell/url-state.ts';
import { Badge } from '#components/ui/badge.tsx';
import type { Feedback } from '#lib/contracts/feedback.ts';
import { listFeedback } from '#lib/feedback/index.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { chosenValue, textValue } from '../../_shell/list-state.ts';
import { loadReader } from '../../_shell/load-reader.ts';
import { tableProblem } from '../../_shell/table-problem.tsx';
import { AnalyticsTabs } from '../_components/analytics-tabs.tsx';
import { FeedbackForm } from '../_components/feedback-form.tsx';

export const metadata: Metadata = { title: 'Feedback · Insights' };

type Row = z.input<typeof Feedback>;

const urlSpec = { filters: { rating: ['is'], request: ['is'] } } as const satisfies UrlSpec;

const columns: readonly Column<Row>[] = [
  {
    ...{ id: 'rating', header: 'Rating', narrow: true },
    cell: ({ rating }) => <Badge tone={rating === 'up' ? 'success' : 'danger'}>{rating === 'up' ? 'Thumbs up' : 'Thumbs down'}</Badge>,
  },
  { id: 'comment', header: 'Comment', value: ({ comment }) => comment, narrow: true },
  { id: 'model', header: 'Model', value: ({ model }) => model, format: 'mono' },
  { id: 'team', header: 'Team', value: ({ team }) => team?.name ?? null },
  { id: 'author', header: 'By', value: ({ author, is_own: isOwn }) => (isOwn ? 'You' : author === 'key' ? 'An app' : 'A person') },
  { id: 'at', header: 'Said', value: (row) => new Date(row.updated_at), format: 'time' },
];

/** What do people think of the answers? */
export default async function FeedbackPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const search = await searchParams;
  const { state, dropped } = readUrlState(search, urlSpec);
  const rating = chosenValue(state, 'rating', ['up', 'down']);
  const [{ reader, now, me }, { data, problem }] = await Promise.all([
    loadReader(),
    perform(listFeedback, { cursor: state.cursor, limit: 50, ...(rating === undefined ? {} : { rating }) }),
  ]);
  return (
    <>
      <PageBar crumbs={[{ label: 'Home' }, { label: 'Insights' }, { label: 'Feedback' }]} />
      <DroppedNotice dropped={dropped} />
      <PageHeader
        title="Feedback"
        answer="Thumbs on answers, from people and apps. They count in the quality of models; who said it is not told."
      />
      <AnalyticsTabs current="feedback" permissions={me.permissions} />
      <details className="px-(--gutter) py-2 text-caption text-second" open={textValue(state, 'request') !== undefined}>
        <summary className="cursor-pointer">Give feedback</summary>
        <div className="mt-3 max-w-md text-control">
          <FeedbackForm requestId={textValue(state, 'request')} />
        </div>
      </details>
      <DataTable
        label="Feedback"
        noun="thumbs"
        columns={columns}
        rows={data?.data ?? []}
        rowId={(row) => `${row.request_id} ${row.updated_at} ${row.author}`}
        rowName={(row) => row.comment ?? row.request_id}
        opens={({ request_id: id }) => `/usage?open=${id}`}
        url={listUrl('/analytics/feedback', search)}
        reader={reader}
        now={now}
        cols={state.cols}
        filters={{
          fields: [
            {
              field: 'rating',
              label: 'Rating',
              kind: 'choice',
              operators: ['is'],
              options: [
                { value: 'up', label: 'Thumbs up' },
                { value: 'down', label: 'Thumbs down' },
              ],
            },
          ],
          active: state.filters.filter(({ field }) => field === 'rating'),
        }}
        older={data?.next_cursor ?? undefined}
        problem={tableProblem('thumbs', problem)}
        empty={{ title: 'No feedback yet', children: 'Apps send it with POST /api/v1/feedback and the key that made the request.' }}
      />
    </>
  );
}
