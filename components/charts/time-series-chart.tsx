import type { ReactNode } from 'react';
import { LeadAmount } from '#components/figures/lead-amount.tsx';
import type { Metric } from '#components/figures/metric.ts';
import type { Bucket, Reader } from '#lib/core/format.ts';
import { describePlot } from './describe-plot.ts';
import { buildPlot, type PlotInput, type PlotKind, type PlotModel, sumOf } from './plot-model.ts';
import { TimeSeries, type TimeSeriesProps } from './time-series.tsx';

type FromPlot = Pick<
  PlotInput,
  'data' | 'index' | 'categories' | 'labels' | 'colors' | 'compare' | 'limit' | 'reader' | 'now' | 'end' | 'scale'
>;
type FromFrame = Partial<Pick<TimeSeriesProps, 'note' | 'level' | 'bare' | 'className' | 'href' | 'zoom' | 'markers' | 'height'>>;

/** Tremor's names: `data`, `index`, `categories`, `colors`, `valueFormatter`; the last is a name, because functions cannot reach the browser. */
export interface TimeSeriesChartProps extends FromPlot, FromFrame {
  title: string;
  /** Bars up to 62 buckets, areas above, when left out; lines for what does not add up, as percentiles. */
  type?: PlotKind | undefined;
  valueFormatter: Metric;
  bucket: Bucket;
  /** One hue for all lines, told apart by dash: percentiles of one thing. */
  oneHue?: boolean | undefined;
  /** In place of unit, bucket and zone. */
  subtitle?: string | undefined;
  /** In place of the sum of all series; null for none. */
  total?: ReactNode;
}

const barsLimit = 62;
const defaultHeight = 240;

/** How something developed, and on what: stacked bars, areas, or lines. Server component; the numbers travel once. */
export function TimeSeriesChart(props: TimeSeriesChartProps) {
  const { title, type, valueFormatter: metric, bucket, subtitle, total, height = defaultHeight, data } = props;
  const kind = type ?? (data.length <= barsLimit ? 'bars' : 'areas');
  const colors = props.oneHue ? Object.fromEntries(props.categories.map((key) => [key, 1 as const])) : props.colors;
  const plot = buildPlot({ ...props, kind, metric, bucket, colors });
  return (
    <TimeSeries
      title={title}
      subtitle={subtitle ?? plotSubtitle(metric, bucket, props.reader)}
      total={total === undefined ? <PlotTotal plot={plot} metric={metric} /> : total}
      note={props.note}
      level={props.level}
      bare={props.bare}
      className={props.className}
      plot={plot}
      description={describePlot(title, plot)}
      height={height}
      href={props.href}
      zoom={props.zoom}
      markers={props.markers}
    />
  );
}

const units: Partial<Record<Metric, string>> = { duration: 'Time', size: 'Bytes', percent: 'Share' };
const bucketWords: Record<Bucket, string> = { minute: 'a minute', hour: 'an hour', day: 'a day', week: 'a week', month: 'a month' };
const perWords: Record<Bucket, string> = { minute: 'by minute', hour: 'by hour', day: 'by day', week: 'by week', month: 'by month' };

/** "USD a day, Europe/Berlin". What does not add up is told "by day" instead. */
export function plotSubtitle(metric: Metric, bucket: Bucket, { timeZone }: Reader): string {
  const unit = metric.startsWith('money') ? 'USD' : units[metric];
  const rate =
    metric === 'duration' || metric === 'percent' ? `${unit} ${perWords[bucket]}` : [unit, bucketWords[bucket]].filter(Boolean).join(' ');
  return `${rate.charAt(0).toUpperCase()}${rate.slice(1)}, ${timeZone}`;
}

/** The sum of all series and buckets; percentiles have none. */
function PlotTotal({ plot, metric }: { plot: PlotModel; metric: Metric }) {
  if (plot.kind === 'lines' || metric === 'percent' || metric === 'duration') return null;
  const sum = sumOf(plot.series.flatMap(({ values }) => values));
  return sum === undefined ? null : <LeadAmount metric={metric} amount={sum} reader={plot.reader} />;
}
