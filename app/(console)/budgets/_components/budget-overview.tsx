import { BudgetMeter } from '#components/budgets/budget-meter.tsx';
import { budgetFormat, nanoOf } from '#components/budgets/budget-words.ts';
import type { FigureProps } from '#components/figures/figure.tsx';
import { FigureStrip } from '#components/figures/figure-strip.tsx';
import { Card } from '#components/ui/card.tsx';
import { AllocationsCard } from './allocations-card.tsx';
import { BudgetChart } from './budget-chart.tsx';
import { BudgetFacts, type BudgetFactsProps } from './budget-facts.tsx';
import { SilentLeasesCard } from './silent-leases-card.tsx';
import { ThresholdsTable } from './thresholds-table.tsx';

function figuresOf({ budget, status, reader, now }: BudgetFactsProps): FigureProps[] {
  const format = budgetFormat(reader, budget);
  const { figures, forecast, period } = status;
  if (figures === null || period === null) return [];
  const days = format.dayRange(new Date(period.start), new Date(period.end), new Date(now));
  const source = 'Posted calls and what processes hold';
  const money = (usd: string) => ({ value: format.moneyLead(nanoOf(usd)), exact: format.moneyExact(nanoOf(usd)) });
  return [
    {
      label: 'Spent',
      ...money(figures.spent_usd),
      detail: nanoOf(figures.overrun_usd) === 0n ? undefined : `${format.moneySum(nanoOf(figures.overrun_usd))} above bounds`,
      explain: { formula: 'What the calls of the scope cost in this period.', period: `${days}, ${budget.time_zone}`, source },
    },
    {
      label: 'Reserved',
      ...money(figures.reserved_usd),
      explain: {
        formula: 'Granted to processes and to calls that run, before they cost anything. It is not spent.',
        period: 'now',
        source,
      },
    },
    {
      label: 'Left',
      ...money(figures.free_usd),
      explain: { formula: 'The limit, without what is kept in reserve, less spent and reserved.', period: 'now', source },
    },
    {
      label: 'Forecast',
      ...(forecast === null ? { value: '–', note: 'needs three days of calls' } : money(forecast.expected_usd)),
      detail:
        forecast === null ? undefined : `${format.moneyLead(nanoOf(forecast.low_usd))} to ${format.moneyLead(nanoOf(forecast.high_usd))}`,
      explain: {
        formula: forecast?.method ?? 'From the days before; there are too few yet.',
        period: `until ${format.dateTime(new Date(period.end), new Date(now))}`,
        source: `${forecast?.days_of_history ?? 0} days of calls`,
      },
    },
  ];
}

/** How the budget stands: figures, meter, the period so far, thresholds, facts. */
export function BudgetOverview({ maySettle, ...props }: BudgetFactsProps & { maySettle: boolean }) {
  const { budget, status, reader, now } = props;
  const { current, forecast } = budget;
  const figures = figuresOf(props);
  return (
    <>
      {figures.length === 0 ? null : <FigureStrip label="How it stands" figures={figures} />}
      <div className="grid gap-6 p-(--gutter) lg:grid-cols-12">
        <div className="flex min-w-0 flex-col gap-6 lg:col-span-8">
          {current === null ? null : (
            <BudgetMeter
              label={budget.name}
              limit={nanoOf(current.available_usd)}
              spent={nanoOf(current.spent_usd)}
              reserved={nanoOf(current.reserved_usd)}
              expected={forecast === null ? null : nanoOf(forecast.expected_usd)}
              thresholds={budget.thresholds.map(({ percent }) => percent)}
              reader={reader}
              size="page"
            />
          )}
          <BudgetChart budget={budget} reader={reader} now={now} />
          <SilentLeasesCard budget={budget} reader={reader} now={now} maySettle={maySettle} />
          <AllocationsCard budget={budget} reader={reader} now={now} />
          <Card title="Thresholds" subtitle="Shares of what calls may use">
            <ThresholdsTable budget={budget} status={status} reader={reader} now={now} />
          </Card>
        </div>
        <aside className="min-w-0 lg:col-span-4" aria-label="Facts">
          <BudgetFacts {...props} />
        </aside>
      </div>
    </>
  );
}
