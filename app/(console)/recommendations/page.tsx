import type { Metadata } from 'next';
import type { z } from 'zod';
import { DataTable } from '#components/data-table/data-table.tsx';
import { FigureStrip } from '#components/figures/figure-strip.tsx';
import { DroppedNotice } from '#components/shell/dropped-notice.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters, UrlSpec } from '#components/shell/url-state.ts';
import { holds } from '#lib/contracts/permissions.ts';
import { recommendationKinds, recommendationStates } from '#lib/contracts/recommendation-names.ts';
import type { Savings } from '#lib/contracts/recommendations.ts';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { parseUsd } from '#lib/core/money.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { getRecommendation, getSavings, listRecommendations } from '#lib/recommendations/index.ts';
import { chosenValue, sortValue } from '../_shell/list-state.ts';
import { loadReader } from '../_shell/load-reader.ts';
import { listProps, readList } from '../_shell/read-list.ts';
import { BaselineButton } from './_components/baseline-dialog.tsx';
import { kindLabels, recommendationColumns, stateLabels } from './_components/recommendation-columns.tsx';
import { RecommendationPanel } from './_components/recommendation-panel.tsx';

export const metadata: Metadata = { title: 'Recommendations' };

const urlSpec = {
  filters: { state: ['is'], kind: ['is'] },
  sorts: ['amount', 'found_at'],
  defaultSort: { field: 'amount', descending: true },
} as const satisfies UrlSpec;

type SavingsData = z.input<typeof Savings>;

const nano = (usd: string): bigint => parseUsd(usd) ?? 0n;

/** What was saved, and what else could be. */
function answerOf(savings: SavingsData | undefined, reader: Reader): string {
  if (savings === undefined || savings.from === null)
    return 'Usage is looked through once a day for what would save money; not yet this time.';
  const format = createFormat(reader);
  const [saved, open] = [nano(savings.saved_usd), nano(savings.open_usd)];
  const past =
    saved > 0n
      ? `${format.moneyLead(saved)} saved on ${format.countExact(savings.compared_calls)} calls that had a dearer way.`
      : 'Nothing was saved against the models that callers asked for.';
  const more =
    open > 0n
      ? ` Up to ${format.moneyLead(open)} a month more is open below.`
      : ` Nothing above ${format.moneySum(nano(savings.minimum_usd))} a month is open.`;
  return past + more;
}

function figuresOf(savings: SavingsData, reader: Reader) {
  const format = createFormat(reader);
  const figure = (label: string, usd: string, note: string, formula?: string) => ({
    ...{ label, note, value: format.moneySum(nano(usd)), exact: format.moneyExact(nano(usd)) },
    ...(formula === undefined ? {} : { explain: { formula, period: note, source: 'Usage events, priced from their very tokens' } }),
  });
  const period = `Last ${savings.days.length} days`;
  return [
    figure('Spent', savings.actual_usd, period),
    figure(
      'Saved',
      savings.saved_usd,
      period,
      'What the calls would have cost with the model asked for, or the baseline, and without kept answers − spent',
    ),
    figure('By kept answers', savings.by_cache_usd, period),
    figure('By other models', savings.by_model_usd, period),
    figure('Promised', savings.predicted_usd, 'Measured ones, a month'),
    figure(
      'Kept',
      savings.realised_usd,
      'As measured, a month',
      'Later calls at the former price − what they cost, at the pace of 30 days',
    ),
  ];
}

const optionsOf = <Name extends string>(names: readonly Name[], labels: Readonly<Record<Name, string>>) =>
  names.map((value) => ({ value, label: labels[value] }));

/** What saves money without harm? */
export default async function RecommendationsPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const list = await readList('/recommendations', searchParams, urlSpec);
  const { state } = list;
  const [{ reader, now, me }, answer, savings, opened] = await Promise.all([
    loadReader(),
    perform(listRecommendations, {
      cursor: state.cursor,
      state: chosenValue(state, 'state', recommendationStates) ?? 'all',
      kind: chosenValue(state, 'kind', recommendationKinds),
      sort: sortValue(state, ['-amount', 'amount', '-found_at', 'found_at']),
    }),
    perform(getSavings, {}),
    state.open === undefined ? undefined : perform(getRecommendation, { recommendation_id: state.open }),
  ]);
  const mayWrite = holds(me.permissions, 'analytics.write');
  return (
    <>
      <PageBar crumbs={[{ label: 'Spend' }, { label: 'Recommendations' }]} />
      <DroppedNotice dropped={list.dropped} />
      <PageHeader
        title="Recommendations"
        answer={answerOf(savings.data, reader)}
        actions={
          mayWrite && savings.data !== undefined ? (
            <BaselineButton baseline={savings.data.baseline} minimum={savings.data.minimum_usd} />
          ) : undefined
        }
      />
      {savings.data === undefined || savings.data.from === null ? null : (
        <FigureStrip label="Savings" figures={figuresOf(savings.data, reader)} />
      )}
      <DataTable
        {...listProps(list, 'recommendations', answer)}
        label="Recommendations"
        columns={recommendationColumns(reader)}
        rowName={(row) => row.title}
        opens="panel"
        reader={reader}
        now={now}
        filters={{
          fields: [
            { field: 'state', label: 'State', kind: 'choice', operators: ['is'], options: optionsOf(recommendationStates, stateLabels) },
            { field: 'kind', label: 'Kind', kind: 'choice', operators: ['is'], options: optionsOf(recommendationKinds, kindLabels) },
          ],
          active: state.filters,
          suggested: [{ field: 'state', operator: 'is', values: ['open'] }],
        }}
        empty={{
          title: 'Nothing to save',
          children: 'What would save money stands here with its evidence, once a day has been looked through.',
        }}
      />
      {opened?.data === undefined ? null : <RecommendationPanel row={opened.data} reader={reader} now={now} mayWrite={mayWrite} />}
    </>
  );
}
