import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { TimeSeriesChart } from '#components/charts/time-series-chart.tsx';
import { DroppedNotice } from '#components/shell/dropped-notice.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageControls } from '#components/shell/page-controls.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { readUrlState, type SearchParameters } from '#components/shell/url-state.ts';
import { ErrorState } from '#components/ui/error-state.tsx';
import { getDashboard, getOverview } from '#lib/analytics/index.ts';
import { holds } from '#lib/contracts/permissions.ts';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { parseUsd } from '#lib/core/money.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { Live } from '../_shell/live.tsx';
import { loadReader } from '../_shell/load-reader.ts';
import { scopeFilters, scopeNodes } from '../_shell/scopes.ts';
import { BudgetsCard } from './_components/budgets-card.tsx';
import { FirstCall } from './_components/first-call.tsx';
import { IncidentNotice } from './_components/incident-notice.tsx';
import { KeyFigures, type OverviewData } from './_components/key-figures.tsx';
import { overviewInput, overviewUrlSpec } from './_components/overview-input.ts';
import { RecommendationsCard } from './_components/recommendations-card.tsx';
import { SetupNotice } from './_components/setup-notice.tsx';
import { TopLists } from './_components/top-lists.tsx';
import { type DashboardData, WorkCards } from './_components/work-cards.tsx';

export const metadata: Metadata = { title: 'Overview' };

const nano = (usd: string): bigint => parseUsd(usd) ?? 0n;

/** The page's answer in a sentence: how much, how that compares, who most. */
function answerOf(overview: OverviewData, reader: Reader, now: string): string {
  const format = createFormat(reader);
  const { totals, previous_totals: before, range, top } = overview;
  const days = format.dayRange(new Date(range.from), new Date(range.to), new Date(now));
  const change =
    before === null || nano(before.cost_usd) === 0n
      ? ''
      : `, ${format.change(Number(nano(before.cost_usd)), Number(nano(totals.cost_usd))).spoken} against the time before`;
  const most = top.teams.items.find(({ name }) => name !== null);
  const who = most === undefined || nano(most.cost_usd) === 0n ? '' : ` ${most.name} spent most, ${format.moneyLead(nano(most.cost_usd))}.`;
  return `${format.moneyLead(nano(totals.cost_usd))} spent on ${format.countExact(totals.requests)} calls, ${days}${change}.${who}`;
}

/** How much, who, why? */
export default async function OverviewPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const { state, dropped } = readUrlState(await searchParams, overviewUrlSpec);
  const { reader, now, me } = await loadReader();
  // Nothing else is open yet, and this is where a sign-in leads.
  if (me.user.must_change_password) redirect('/account');
  const context = { now: new Date(now), timeZone: reader.timeZone, firstEvent: new Date(me.tenant.created_at) };
  const input = overviewInput(state, context);
  const [overview, dashboard, scopes] = await Promise.all([
    perform(getOverview, input),
    perform(getDashboard, { ...input, include: 'costs,usage,performance,breakdown' }),
    scopeNodes(),
  ]);
  const events = new URLSearchParams({ ...scopeFilters(state.scope), time_zone: reader.timeZone });
  return (
    <>
      <PageBar
        crumbs={[{ label: 'Home' }, { label: 'Overview' }]}
        controls={
          <PageControls
            scopes={scopes}
            {...(state.scope === undefined ? {} : { scope: state.scope })}
            range={state.range}
            comparison={state.compare}
            defaultRange="30d"
          />
        }
        status={<Live address={`/api/v1/events?${events}`} />}
      />
      {holds(me.permissions, 'incidents.read') ? <IncidentNotice /> : null}
      {holds(me.permissions, 'tenant.write') ? <SetupNotice /> : null}
      <DroppedNotice dropped={dropped} />
      {overview.problem === undefined ? (
        <OverviewBody overview={overview.data} dashboard={dashboard.data} reader={reader} now={now} />
      ) : (
        <ErrorState title="The overview did not load" requestId={overview.problem.request_id}>
          {overview.problem.detail}
        </ErrorState>
      )}
    </>
  );
}

interface OverviewBodyProps {
  overview: OverviewData;
  /** Undefined where it did not load; the first half works without it. */
  dashboard: DashboardData | undefined;
  reader: Reader;
  now: string;
}

function OverviewBody({ overview, dashboard, reader, now }: OverviewBodyProps) {
  const format = createFormat(reader);
  const moment = new Date(now);
  const { range, previous_range: previous, series, previous_series: before, totals } = overview;
  const range_ = format.dayRange(new Date(range.from), new Date(range.to), moment);
  const versus = previous === null ? '' : `vs. ${format.dayRange(new Date(previous.from), new Date(previous.to), moment)}`;
  if (totals.requests === 0 && (overview.previous_totals?.requests ?? 0) === 0) {
    return (
      <>
        <PageHeader title="Overview" answer="No calls yet." />
        <FirstCall />
      </>
    );
  }
  return (
    <>
      <PageHeader title="Overview" answer={answerOf(overview, reader, now)} />
      <KeyFigures overview={overview} period={versus} range={`${range_}, ${range.time_zone}`} reader={reader} />
      <div className="grid gap-6 p-(--gutter)">
        <TimeSeriesChart
          title="Spend"
          data={series.map((point) => ({ at: point.at, cost: nano(point.cost_usd) }))}
          index="at"
          categories={['cost']}
          labels={{ cost: 'Spend' }}
          valueFormatter="money"
          bucket={range.bucket}
          end={range.to}
          reader={reader}
          now={now}
          height={260}
          {...(before === null || previous === null
            ? {}
            : {
                compare: {
                  label: format.dayRange(new Date(previous.from), new Date(previous.to), moment),
                  values: before.map((point) => nano(point.cost_usd)),
                },
              })}
          href="/usage?from={from}&to={to}"
          zoom
        />
        <BudgetsCard reader={reader} now={now} />
        <RecommendationsCard reader={reader} />
        <TopLists overview={overview} period={versus} reader={reader} />
      </div>
      {dashboard === undefined ? null : (
        <WorkCards dashboard={dashboard} period={versus} range={`${range_}, ${range.time_zone}`} reader={reader} />
      )}
    </>
  );
}
