import type { z } from 'zod';
import { BarList, type BarListRow } from '#components/charts/bar-list.tsx';
import { HeatMap } from '#components/charts/heat-map.tsx';
import type { FigureProps } from '#components/figures/figure.tsx';
import { FigureStrip } from '#components/figures/figure-strip.tsx';
import { Card } from '#components/ui/card.tsx';
import type { Dashboard } from '#lib/contracts/dashboard.ts';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { parseUsd } from '#lib/core/money.ts';
import { TopList } from './top-list.tsx';

/** The dashboard in wire form, as pages get it. */
export type DashboardData = z.input<typeof Dashboard>;

export interface WorkCardsProps {
  dashboard: DashboardData;
  period: string;
  /** "Nov 1–20, Europe/Berlin". */
  range: string;
  reader: Reader;
}

const nano = (usd: string): bigint => parseUsd(usd) ?? 0n;

/** What a call and a person cost, what caches saved, and what the next week will. */
function OutlookFigures({ dashboard, range, reader }: Omit<WorkCardsProps, 'period'>) {
  const format = createFormat(reader);
  const { costs, performance } = dashboard;
  const amount = (usd: string | null | undefined): string => (usd === null || usd === undefined ? '–' : format.moneyAverage(nano(usd)));
  const forecast = costs?.forecast ?? null;
  const figures: FigureProps[] = [
    {
      label: 'A request',
      value: amount(costs?.cost_per_request_usd),
      explain: { formula: 'Spend ÷ requests.', period: range, source: 'Usage events, summed by the hour' },
    },
    {
      label: 'A person',
      value: typeof costs?.cost_per_user_usd === 'string' ? format.moneySum(nano(costs.cost_per_user_usd)) : '–',
      explain: { formula: 'Spend ÷ people with calls.', period: range, source: 'Usage events, summed by the hour' },
    },
    {
      label: 'Saved by the cache',
      value: amount(costs?.cache_savings_usd),
      href: '/cache',
      explain: { formula: 'What answers would have cost that were there already.', period: range, source: 'Usage events by kind of work' },
    },
    {
      label: 'Success',
      value: performance?.success_rate === null || performance === null ? '–' : format.percent(performance.success_rate),
      explain: { formula: 'Succeeded ÷ (succeeded + failed + interrupted).', period: range, source: 'Usage events, summed by the hour' },
    },
    {
      label: 'Next 7 days',
      value: forecast === null ? '–' : format.moneyLead(nano(forecast.expected_usd)),
      detail: forecast === null ? undefined : `${format.moneyLead(nano(forecast.low_usd))} to ${format.moneyLead(nano(forecast.high_usd))}`,
      note: forecast === null ? 'Needs 14 whole days' : 'Expected, 8 in 10 times within',
    },
  ];
  return <FigureStrip label="Costs and outlook" figures={figures} />;
}

const kindNames = { text: 'Text', code: 'Code', image: 'Images', audio: 'Audio' } as const;

function Shares({
  title,
  subtitle,
  rowLabel,
  rows,
  reader,
}: {
  title: string;
  subtitle: string;
  rowLabel: string;
  rows: readonly BarListRow[];
  reader: Reader;
}) {
  return (
    <Card title={title} subtitle={subtitle}>
      {rows.length === 0 ? (
        <p className="text-control text-second">Nothing in this range.</p>
      ) : (
        <BarList label={title} rowLabel={rowLabel} valueLabel="Requests" data={rows} valueFormatter="count" reader={reader} />
      )}
    </Card>
  );
}

const unknown = 'Not kept for this scope; choose up to 31 days';

/** What calls are for, when they come, and what went wrong. */
function WorkLists({ dashboard, reader }: Pick<WorkCardsProps, 'dashboard' | 'reader'>) {
  const modalities = dashboard.usage?.modalities ?? null;
  const kinds = (['text', 'code', 'image', 'audio'] as const).map((kind) => ({
    key: kind,
    name: kindNames[kind],
    value: modalities?.[kind].requests ?? 0,
  }));
  const tasks = dashboard.usage?.task_types ?? [];
  const known = modalities === null ? unknown : undefined;
  return (
    <>
      <Shares
        title="Kind of work"
        subtitle={known ?? 'By the endpoint; code where callers name such a task'}
        rowLabel="Kind"
        rows={kinds.filter(({ value }) => value > 0).sort((one, other) => other.value - one.value)}
        reader={reader}
      />
      <Shares
        title="Tasks"
        subtitle={known ?? 'As callers name them with x-tollgate-task'}
        rowLabel="Task"
        rows={tasks.map((task) => ({ key: task.task_type ?? 'none', name: task.task_type ?? 'Not named', value: task.requests }))}
        reader={reader}
      />
      <Shares
        title="What went wrong"
        subtitle="Calls that did not succeed"
        rowLabel="Code"
        rows={(dashboard.performance?.errors ?? []).map(({ code, requests }) => ({
          key: code,
          name: code,
          value: requests,
        }))}
        reader={reader}
      />
    </>
  );
}

/** The second half of the overview: outlook, work, hours, and the other ways to cut the total. */
export function WorkCards({ dashboard, period, range, reader }: WorkCardsProps) {
  const { usage, breakdown, totals } = dashboard;
  const common = { total: totals.cost_usd, period, reader };
  return (
    <>
      <OutlookFigures dashboard={dashboard} range={range} reader={reader} />
      <div className="grid gap-6 px-(--gutter) py-6 xl:grid-cols-2">
        {usage?.peak_hours == null ? null : (
          <Card
            title="When"
            subtitle={`Requests by weekday and hour, ${dashboard.range.time_zone}, up to 31 days`}
            className="xl:col-span-2"
          >
            <HeatMap label="Requests by weekday and hour" data={usage.peak_hours} valueFormatter="count" reader={reader} />
          </Card>
        )}
        <WorkLists dashboard={dashboard} reader={reader} />
        {breakdown === null ? null : (
          <>
            <TopList
              {...common}
              title="Spend by provider"
              rowLabel="Provider"
              none="No provider"
              list={breakdown.providers}
              hrefOf={(id) => `/usage?f.provider=is:${encodeURIComponent(id)}`}
            />
            <TopList
              {...common}
              title="Spend by department"
              rowLabel="Department"
              none="No department"
              list={breakdown.departments}
              hrefOf={(id) => `/overview?scope=${id}`}
            />
            <TopList
              {...common}
              title="Spend by project"
              rowLabel="Project"
              none="No project"
              list={breakdown.projects}
              hrefOf={(id) => `/overview?scope=${id}`}
            />
          </>
        )}
      </div>
    </>
  );
}
