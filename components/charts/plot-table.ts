import { exportUnit, isMoney, writeAmount } from '#components/figures/metric.ts';
import { createFormat } from '#lib/core/format.ts';
import { toCsv } from './csv.ts';
import { bucketEnd, bucketState, bucketTotal, type PlotModel } from './plot-model.ts';

export interface TwinRow {
  /** Start of the bucket, RFC 3339. */
  start: string;
  label: string;
  cells: readonly string[];
}

export interface TwinTable {
  header: readonly string[];
  rows: readonly TwinRow[];
}

const noData = 'No data';

/** Whether adding the series of a bucket up means something: p50 + p95 does not. */
const hasTotal = ({ kind, series }: PlotModel): boolean => kind !== 'lines' && series.length > 1;

/** The same numbers as the chart, written; buckets that have not begun are left out. */
export function twinTable(plot: PlotModel): TwinTable {
  const format = createFormat(plot.reader);
  const now = new Date(plot.now);
  const write = (amount: number | bigint | null | undefined): string =>
    amount === null || amount === undefined ? noData : writeAmount(format, plot.metric, amount);
  const total = hasTotal(plot);
  const rows = plot.starts.flatMap((start, index): TwinRow[] => {
    if (bucketState(plot, index) === 'future') return [];
    const cells = plot.series.map(({ values }) => write(values[index]));
    if (total) cells.push(write(bucketTotal(plot.series, index)));
    if (plot.compare) cells.push(write(plot.compare.values[index]));
    return [{ start, label: format.bucketLabel(plot.bucket, new Date(start), new Date(bucketEnd(plot, index)), now), cells }];
  });
  const header = plot.series.map(({ label }) => label);
  if (total) header.push('Total');
  if (plot.compare) header.push(plot.compare.label);
  return { header, rows };
}

/** Exact amounts for spreadsheets: nano-dollars, milliseconds; the unit stands in the header, missing values are empty. */
export function plotCsv(plot: PlotModel): string {
  const unit = exportUnit[plot.metric];
  const named = (label: string): string => (unit === '' ? label : `${label} (${unit})`);
  const header = ['bucket_start', 'bucket_end', ...plot.series.map(({ label }) => named(label))];
  if (plot.compare) header.push(named(plot.compare.label));
  const exact = (value: number | bigint | null | undefined): number | bigint | null =>
    value === null || value === undefined ? null : isMoney(plot.metric) && typeof value === 'number' ? BigInt(Math.round(value)) : value;
  const rows = plot.starts.map((start, index) => [
    new Date(start).toISOString(),
    new Date(bucketEnd(plot, index)).toISOString(),
    ...plot.series.map(({ values }) => exact(values[index])),
    ...(plot.compare ? [exact(plot.compare.values[index])] : []),
  ]);
  return toCsv(header, rows);
}
