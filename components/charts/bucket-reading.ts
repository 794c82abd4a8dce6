import { isMoney, magnitudeOf, writeAmount } from '#components/figures/metric.ts';
import { createFormat } from '#lib/core/format.ts';
import type { Slot } from './palette.ts';
import { bucketEnd, bucketState, bucketTotal, type PlotModel } from './plot-model.ts';

export interface ReadingRow {
  key: string;
  label: string;
  slot: Slot;
  text: string;
  /** Part of the bucket's total; only where the series add up. */
  share: string | undefined;
}

/** One bucket as tooltip and screen reader tell it. */
export interface BucketReading {
  /** "Thu, Nov 19, so far". */
  label: string;
  /** Largest first; percentiles in their own order. */
  rows: readonly ReadingRow[];
  total: string | undefined;
  compare: { label: string; text: string } | undefined;
}

/** The figures of one bucket. A bucket that has not begun has none to tell, only its comparison. */
export function readBucket(plot: PlotModel, index: number): BucketReading {
  const format = createFormat(plot.reader);
  const { metric, series, compare } = plot;
  const stacked = plot.kind !== 'lines';
  const total = stacked ? bucketTotal(series, index) : undefined;
  const whole = total === undefined ? 0 : magnitudeOf(metric, total);
  const sizeOf = (cell: PlotModel['series'][number]['values'][number]): number => (cell === null ? -1 : magnitudeOf(metric, cell));
  const known = series.map((one) => ({ ...one, cell: one.values[index] ?? null }));
  const listed = stacked
    ? known.filter(({ cell }) => cell !== null && sizeOf(cell) !== 0).sort((a, b) => sizeOf(b.cell) - sizeOf(a.cell))
    : known;
  const future = bucketState(plot, index) === 'future';
  const several = stacked && series.length > 1;
  const against = compare?.values[index];
  return {
    label: format.bucketLabel(plot.bucket, new Date(plot.starts[index] ?? 0), new Date(bucketEnd(plot, index)), new Date(plot.now)),
    rows: future
      ? []
      : (listed.length === 0 ? known.slice(0, 1) : listed).map(({ key, label, slot, cell }) => ({
          key,
          label,
          slot,
          text: cell === null ? 'No data' : writeAmount(format, metric, cell),
          share: several && cell !== null && whole > 0 ? format.percent(magnitudeOf(metric, cell) / whole) : undefined,
        })),
    total: several && total !== undefined ? writeAmount(format, metric, isMoney(metric) ? BigInt(total) : total) : undefined,
    compare:
      compare && against !== null && against !== undefined
        ? { label: compare.label, text: writeAmount(format, metric, against) }
        : undefined,
  };
}
