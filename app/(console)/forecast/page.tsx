import type { Metadata } from 'next';
import type { z } from 'zod';
import { BarList } from '#components/charts/bar-list.tsx';
import { TimeSeriesChart } from '#components/charts/time-series-chart.tsx';
import { FigureStrip } from '#components/figures/figure-strip.tsx';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import type { SearchParameters } from '#components/shell/url-state.ts';
import { Card } from '#components/ui/card.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { ErrorState } from '#components/ui/error-state.tsx';
import { LinkTabs } from '#components/ui/link-tabs.tsx';
import type { forecastGet } from '#lib/contracts/forecast.ts';
import { createFormat, type Format } from '#lib/core/format.ts';
import { getForecast } from '#lib/forecasts/index.ts';
import { perform } from '#lib/http/page-invocation.ts';
import { loadReader } from '../_shell/load-reader.ts';

export const metadata: Metadata = { title: 'Forecast' };

type Forecast = z.input<typeof forecastGet.output>;

const dimensions = ['team', 'department', 'project', 'model', 'provider'] as const;
const labels = { team: 'Teams', department: 'Departments', project: 'Projects', model: 'Models', provider: 'Providers' } as const;
const historyShown = 42;
const nano = (dollars: number): bigint => BigInt(Math.round(dollars * 1e9));
const trends = { increasing: 'rising', stable: 'stable', decreasing: 'falling' } as const;

/** Where the month ends, and how sure that is. */
function answerOf({ month_end: month, trend, days_of_history: days }: Forecast, format: Format): string {
  if (month === null) return `A forecast needs 3 complete days of calls; there ${days === 1 ? 'is 1' : `are ${days}`}.`;
  const range = `${format.moneyLead(nano(month.p10))}–${format.moneyLead(nano(month.p90))}`;
  const drift = trend === null ? '' : ` The last two weeks are ${trends[trend]}.`;
  return `${format.moneyLead(nano(month.so_far))} this month so far; ${format.moneyLead(nano(month.p50))} (${range}) by its end.${drift}`;
}

/** How far such forecasts were off on this very history, in words. */
function accuracyOf({ accuracy, method, days_of_history: days }: Forecast, format: Format): string {
  if (accuracy.tested_days === 0)
    return `Under four weeks of history its accuracy cannot be measured yet; there are ${days} days. Take it as a first guess.`;
  const scaled =
    accuracy.mase === null
      ? ''
      : ` Its error is ${accuracy.mase.toFixed(2)} of that of “the same weekday a week before” (MASE; below 1 is better).`;
  const means = method === 'mean' ? ' It is the mean so far.' : '';
  return `Tried on ${accuracy.tested_days} held-out days: ${format.percent(accuracy.coverage ?? 0)} of them lay within the range, which should hold 80%.${scaled}${means}`;
}

const rowsOf = ({ history, forecast, today }: Forecast) => [
  ...history.slice(-historyShown).map(({ at, value }) => ({ at, actual: nano(value), p10: null, p50: null, p90: null })),
  ...forecast.map(({ at, p10, p50, p90 }, step) => ({
    at,
    actual: step === 0 ? nano(today) : null,
    p10: nano(p10),
    p50: nano(p50),
    p90: nano(p90),
  })),
];

/** Where does spend end, and how sure is that? */
export default async function ForecastPage({ searchParams }: { searchParams: Promise<SearchParameters> }) {
  const { by: given } = await searchParams;
  const by = dimensions.find((dimension) => dimension === given) ?? 'team';
  const [{ reader, now }, { data: forecast, problem }] = await Promise.all([loadReader(), perform(getForecast, { by, days: 30 })]);
  const format = createFormat(reader);
  return (
    <>
      <PageBar crumbs={[{ label: 'Spend' }, { label: 'Forecast' }]} />
      <PageHeader
        title="Forecast"
        answer={forecast === undefined ? 'Where spend ends if it goes on as it did.' : answerOf(forecast, format)}
      />
      {problem === undefined ? null : (
        <ErrorState title="The forecast did not load" requestId={problem.request_id}>
          {problem.detail}
        </ErrorState>
      )}
      {forecast === undefined ? null : forecast.horizon === null ? (
        <EmptyState title="Too little history">A forecast needs 3 complete days of calls.</EmptyState>
      ) : (
        <div className="grid gap-6 px-(--gutter) pb-16">
          <FigureStrip
            label="The next 30 days"
            figures={[
              { label: 'Next 30 days, expected', value: format.moneyLead(nano(forecast.horizon.p50)) },
              { label: 'Low (P10)', value: format.moneyLead(nano(forecast.horizon.p10)), note: '9 in 10 times it is more' },
              { label: 'High (P90)', value: format.moneyLead(nano(forecast.horizon.p90)), note: '9 in 10 times it is less' },
            ]}
          />
          <TimeSeriesChart
            title="Spend a day"
            type="lines"
            data={rowsOf(forecast)}
            index="at"
            categories={['actual', 'p50', 'p10', 'p90']}
            labels={{ actual: 'Actual', p50: 'Expected', p10: 'Low (P10)', p90: 'High (P90)' }}
            valueFormatter="money"
            bucket="day"
            end={new Date(Date.parse(forecast.forecast.at(-1)?.at ?? now) + 86_400_000).toISOString()}
            reader={{ ...reader, timeZone: forecast.time_zone }}
            now={now}
            total={null}
            note={accuracyOf(forecast, format)}
          />
          <Card title="What drives it" subtitle="The next 30 days, expected; compared with the 30 days before">
            <LinkTabs
              label="Split by"
              tabs={dimensions.map((id) => ({ id, label: labels[id], href: id === 'team' ? '/forecast' : `/forecast?by=${id}` }))}
              current={by}
            />
            <div className="pt-3">
              <BarList
                label={`Forecast by ${by}`}
                rowLabel={labels[by].slice(0, -1)}
                valueLabel="Expected"
                valueFormatter="money"
                reader={reader}
                data={forecast.groups.map(({ id, name, p50 }) => ({ key: id ?? 'none', name: name ?? 'None', value: nano(p50) }))}
              />
            </div>
          </Card>
        </div>
      )}
    </>
  );
}
