import { type Amount, fitMetric, type Metric, magnitudeOf, writeTick } from '#components/figures/metric.ts';
import { type Bucket, createFormat, type Reader } from '#lib/core/format.ts';
import { assignSlots, type Slot } from './palette.ts';
import { stackTotals } from './stack.ts';
import { type TimeTick, timeTicks } from './time-ticks.ts';
import { logAxis, valueAxis } from './value-ticks.ts';

/** A bucket of a series: null is "no data", which is not zero. */
export type Cell = Amount | null;

export type PlotKind = 'bars' | 'areas' | 'lines';

/** One row a bucket, in order of time; `index` names the field with the start of the bucket (RFC 3339), the rest are amounts. */
export type ChartRow = Readonly<Record<string, string | Amount | null | undefined>>;

export interface PlotSeries {
  key: string;
  label: string;
  slot: Slot;
  values: readonly Cell[];
}

/** What is drawn under or over the series: one value a bucket, in grey. */
export interface CompareSeries {
  /** The period compared with: "Oct 1–20". */
  label: string;
  values: readonly Cell[];
}

/** A level that spending must not pass; only on a cumulative chart or on the budget's own bucket. */
export interface LimitLine {
  label: string;
  value: Amount;
}

/** All that is needed to draw a time chart, on either side of the wire. */
export interface PlotModel {
  kind: PlotKind;
  metric: Metric;
  bucket: Bucket;
  reader: Reader;
  /** The moment of the figures, RFC 3339: what lies after it has not happened, the bucket around it is still filling. */
  now: string;
  /** Start of each bucket; each ends where the next begins, the last at `end`. */
  starts: readonly string[];
  end: string;
  /** Bottom of the stack first; "Other" last. */
  series: readonly PlotSeries[];
  compare?: CompareSeries | undefined;
  limit?: LimitLine | undefined;
  scale: 'linear' | 'log';
  /** Magnitude at the base and at the upper edge. */
  bottom: number;
  top: number;
  ticks: readonly { at: number; text: string }[];
  timeTicks: readonly TimeTick[];
}

export interface PlotInput {
  kind: PlotKind;
  data: readonly ChartRow[];
  index: string;
  categories: readonly string[];
  labels?: Readonly<Record<string, string>> | undefined;
  colors?: Readonly<Record<string, Slot>> | undefined;
  metric: Metric;
  bucket: Bucket;
  reader: Reader;
  now: string;
  end: string;
  compare?: CompareSeries | undefined;
  limit?: LimitLine | undefined;
  /** A log scale is for lines only: stacked heights mean nothing on it. */
  scale?: 'linear' | 'log' | undefined;
}

/** The share of the plot above the tallest mark of a limit line, so that its label has room. */
const limitHeadroom = 1.08;

/** Turns rows into a plot: series in stack order, axes and labels worked out once, on the server. */
export function buildPlot(input: PlotInput): PlotModel {
  const { kind, data, index, categories, labels = {}, metric, bucket, reader, now, end, compare, limit } = input;
  const slots = assignSlots(categories, input.colors);
  const series = categories.map(
    (key): PlotSeries => ({
      key,
      label: labels[key] ?? key,
      slot: slots[key] ?? 'other',
      values: data.map((row) => cellOf(row[key])),
    }),
  );
  const ordered = [...series.filter(({ slot }) => slot !== 'other'), ...series.filter(({ slot }) => slot === 'other')];
  const starts = data.map((row) => String(row[index]));
  const size = (cell: Cell): number => (cell === null ? 0 : magnitudeOf(metric, cell));
  const heights = kind === 'lines' ? series.flatMap(({ values }) => values.map(size)) : stackTotals(series, size);
  const others = [...(compare?.values ?? []).map(size), limit ? size(limit.value) * limitHeadroom : 0];
  const largest = Math.max(0, ...heights, ...others);
  const log = input.scale === 'log' && kind === 'lines' ? logAxis([...heights, ...others]) : undefined;
  const axis = log ?? { bottom: 0, ...valueAxis(metric, largest) };
  const format = createFormat(reader);
  return {
    kind,
    metric: fitMetric(metric, largest),
    bucket,
    reader,
    now,
    starts,
    end,
    series: ordered,
    compare,
    limit,
    scale: log ? 'log' : 'linear',
    bottom: axis.bottom,
    top: axis.top,
    ticks: axis.ticks.map((at) => ({ at, text: writeTick(format, metric, at) })),
    timeTicks: timeTicks(reader, bucket, starts),
  };
}

const cellOf = (value: ChartRow[string]): Cell => (typeof value === 'bigint' || typeof value === 'number' ? value : null);

/** Whether a bucket is over, still filling, or has not begun. */
export type BucketState = 'past' | 'running' | 'future';

export function bucketEnd({ starts, end }: Pick<PlotModel, 'starts' | 'end'>, index: number): string {
  return starts[index + 1] ?? end;
}

export function bucketState(plot: Pick<PlotModel, 'starts' | 'end' | 'now'>, index: number): BucketState {
  const now = Date.parse(plot.now);
  if (Date.parse(plot.starts[index] ?? '') > now) return 'future';
  return Date.parse(bucketEnd(plot, index)) > now ? 'running' : 'past';
}

/** Height of an amount as a fraction of the plot, 0 at the base. */
export function heightOf({ metric, scale, bottom, top }: PlotModel, cell: Cell): number | undefined {
  return cell === null ? undefined : fraction(magnitudeOf(metric, cell), { scale, bottom, top });
}

/** Place of a magnitude on the value axis, 0 to 1; a log axis has none for zero, so what is not positive lies on the base. */
export function fraction(value: number, { scale, bottom, top }: Pick<PlotModel, 'scale' | 'bottom' | 'top'>): number {
  if (scale === 'linear') return top === 0 ? 0 : value / top;
  return value <= bottom ? 0 : Math.log10(value / bottom) / Math.log10(top / bottom);
}

/** Whether nothing at all is known for any bucket that has begun. */
export const isEmptyPlot = ({ series }: PlotModel): boolean => series.every(({ values }) => values.every((value) => value === null));

/** Exact total of a bucket; undefined when none of its series has data. */
export function bucketTotal(series: readonly PlotSeries[], index: number): Amount | undefined {
  return sumOf(series.map(({ values }) => values[index] ?? null));
}

/** Exact sum of what is known; integers of any size stay exact. */
export function sumOf(cells: readonly Cell[]): Amount | undefined {
  const known = cells.filter((cell) => cell !== null);
  if (known.length === 0) return undefined;
  if (known.some((cell) => typeof cell === 'bigint')) return known.reduce<bigint>((sum, cell) => sum + BigInt(cell), 0n);
  return known.reduce<number>((sum, cell) => sum + Number(cell), 0);
}
