import { BarList, type BarListRow } from '#components/charts/bar-list.tsx';
import { ChartFrame } from '#components/charts/chart-frame.tsx';
import { ChartProblem } from '#components/charts/chart-problem.tsx';
import { ChartSkeleton } from '#components/charts/chart-skeleton.tsx';
import type { ChartMarker } from '#components/charts/cluster-markers.ts';
import { CumulativeChart } from '#components/charts/cumulative-chart.tsx';
import { HeatMap } from '#components/charts/heat-map.tsx';
import { OutcomeHistogram } from '#components/charts/outcome-histogram.tsx';
import type { Slot } from '#components/charts/palette.ts';
import { TimeSeriesChart } from '#components/charts/time-series-chart.tsx';
import { Button } from '#components/ui/button.tsx';
import { ModelBadge } from '#components/ui/model-badge.tsx';
import { createFormat } from '#lib/core/format.ts';
import { latency, outcomesOfDay, spendBefore, spendByHour, spendByTeam, spendOfMonth } from './chart-data.ts';
import { Section } from './section.tsx';
import { moment, reader } from './specimen-data.ts';

const labels = {
  team_1: 'Support engineering',
  team_2: 'Customer Operations and Field Enablement EMEA',
  team_3: 'Platform',
  team_4: 'Forschung für Übersetzung',
  team_5: 'فريق الأبحاث',
  other: 'Other',
};
const colors: Record<string, Slot> = { team_1: 1, team_2: 2, team_3: 3, team_4: 4, team_5: 5, other: 'other' };
const here = '/docs/components?tab=charts';
const days = { index: 'at', bucket: 'day', end: '2026-11-20T23:00:00Z', reader, now: moment } as const;
const teams = {
  categories: Object.keys(labels),
  labels,
  colors,
  valueFormatter: 'money',
  href: `${here}&from={from}&to={to}`,
  zoom: true,
} as const;

const markers: readonly ChartMarker[] = [
  { at: '2026-10-30T09:00:00Z', kind: 'price', label: 'Price of claude-sonnet fell by 20%', href: here },
  { at: '2026-11-08T10:40:00Z', kind: 'incident', label: 'Provider answered 529 for 75 minutes', href: here },
  { at: '2026-11-13T09:00:00Z', kind: 'release', label: 'Route support v8 published', href: here },
  { at: '2026-11-15T02:10:00Z', kind: 'anomaly', label: '9 times the calls of a usual night, $64', href: here },
];

/** Every chart, from numbers that are the same each time. */
export function Charts() {
  return (
    <>
      <Section title="How much a day, on what">
        <TimeSeriesChart
          {...days}
          {...teams}
          title="Spend by team"
          data={spendByTeam(30)}
          height={320}
          compare={{ label: 'Sep 22 – Oct 21', values: spendBefore(30) }}
          markers={markers}
        />
        <TimeSeriesChart {...days} {...teams} title="Spend by team, 90 days" data={spendByTeam(90)} />
      </Section>
      <Section title="Will it last, how fast">
        <div className="grid gap-6 lg:grid-cols-2">
          <Courses />
        </div>
      </Section>
      <Section title="Not there">
        <div className="grid gap-6 lg:grid-cols-3">
          <TimeSeriesChart
            {...days}
            title="Saved by the cache"
            data={spendByTeam(30).map(({ at }) => ({ at }))}
            categories={['saved']}
            valueFormatter="money"
          />
          <ChartSkeleton title="Error rate" subtitle="Share by day, Europe/Berlin" legend />
          <ChartProblem title="Errors" subtitle="By day, Europe/Berlin" requestId="req_01kbz9h5vq0e" action={<Button>Retry</Button>} />
        </div>
      </Section>
      <Section title="Who most, when, what happened">
        <Ranks />
        <div className="-mx-(--gutter)">
          <OutcomeHistogram label="Calls by outcome" data={outcomesOfDay()} bucket="minute" end={moment} reader={reader} now={moment} />
        </div>
      </Section>
    </>
  );
}

function Courses() {
  return (
    <>
      <CumulativeChart
        {...days}
        title="Spend against budget"
        subtitle="USD since Nov 1, Europe/Berlin"
        data={spendOfMonth()}
        category="spend"
        labels={{ spend: 'November' }}
        valueFormatter="money"
        end="2026-11-30T23:00:00Z"
        compare={{ label: 'October', values: spendBefore(30).map((value) => value * 22n) }}
        limit={{ label: 'Budget', value: 30_000_000_000_000n }}
        note="A forecast needs 14 days; 9 to go."
      />
      <TimeSeriesChart
        {...days}
        title="First token"
        type="lines"
        oneHue
        data={latency()}
        categories={['p50', 'p95', 'p99']}
        valueFormatter="duration"
        bucket="hour"
        end="2026-11-20T14:00:00Z"
        note="Two hours without calls."
      />
      <TimeSeriesChart
        {...days}
        title="Requests"
        subtitle="Requests a day, Europe/Berlin"
        data={spendByTeam(7).map(({ at }, index) => ({ at, requests: index === 3 ? 0 : 4120 + index * 811 }))}
        categories={['requests']}
        labels={{ requests: 'Requests' }}
        valueFormatter="count"
      />
      <TimeSeriesChart
        {...days}
        title="Spend by model"
        subtitle="USD a day, log scale, Europe/Berlin"
        type="lines"
        scale="log"
        data={spendByTeam(30).map(({ at, team_1: large, team_3: small }) => ({
          at,
          large: large ?? null,
          small: typeof small === 'bigint' ? small / 900n : null,
        }))}
        categories={['large', 'small']}
        labels={{ large: 'claude-sonnet', small: 'gpt-5-nano' }}
        valueFormatter="money"
      />
    </>
  );
}

function Ranks() {
  const shared = { reader, period: 'vs. Oct 1–20' };
  return (
    <div className="grid gap-6 lg:grid-cols-2">
      <ChartFrame id="specimen-teams" title="Teams" subtitle="Spend, Nov 1–20, Europe/Berlin" total="$1,204.11">
        <BarList
          {...shared}
          label="Spend by team"
          rowLabel="Team"
          valueLabel="Spend"
          data={teamRows()}
          valueFormatter="money"
          total={1_204_113_400_000n}
        />
      </ChartFrame>
      <ChartFrame id="specimen-models" title="Models" subtitle="First token p95, Nov 1–20">
        <BarList
          {...shared}
          label="p95 by model"
          rowLabel="Model"
          valueLabel="p95"
          data={modelRows()}
          valueFormatter="duration"
          good="down"
        />
      </ChartFrame>
      <ChartFrame id="specimen-hours" title="When" subtitle="Spend by weekday and hour, 30 days, Europe/Berlin" className="lg:col-span-2">
        <HeatMap label="Spend by weekday and hour" data={spendByHour()} valueFormatter="money" reader={reader} />
      </ChartFrame>
    </div>
  );
}

function teamRows(): BarListRow[] {
  const format = createFormat(reader);
  const values = [412_330_000_000n, 301_204_400_000n, 240_119_000_000n, 130_460_000_000n, 80_000_000_000n, 40_000_000_000n];
  const [before, after] = [
    [360, 330, 0, 130.46, 8, 44],
    [412, 301, 240, 130.46, 80, 40],
  ];
  return Object.entries(labels).map(([key, name], index) => ({
    key,
    name,
    value: values[index] ?? 0n,
    slot: colors[key],
    href: here,
    change: format.change(before?.[index] ?? 0, after?.[index] ?? 0),
  }));
}

function modelRows(): BarListRow[] {
  const format = createFormat(reader);
  return [
    { name: 'claude-sonnet-4.5', value: 1840, slot: 1 as const, before: 2100 },
    { name: 'gpt-5-mini', value: 912, slot: 2 as const, before: 800 },
    { name: 'a-model-with-a-name-of-sixty-four-characters-as-some-providers-do', value: 640, slot: 3 as const, before: 640 },
    { name: 'sandbox-small', value: 0, slot: undefined, before: 0 },
  ].map(({ name, value, slot, before }) => ({
    key: name,
    name,
    label: <ModelBadge model={name} slot={slot} />,
    value,
    slot: slot ?? ('other' as const),
    change: format.change(before, value),
  }));
}
