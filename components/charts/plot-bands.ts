import { magnitudeOf } from '#components/figures/metric.ts';
import { bucketState, heightOf, type PlotModel, type PlotSeries } from './plot-model.ts';
import { type Band, stackBands } from './stack.ts';

export interface SeriesBands {
  series: PlotSeries;
  bands: readonly (Band | undefined)[];
}

/** Stacked bands of every series, in magnitudes. */
export function plotBands({ metric, series }: Pick<PlotModel, 'metric' | 'series'>): readonly SeriesBands[] {
  const stacked = stackBands(series, (cell) => magnitudeOf(metric, cell));
  return series.map((one, index) => ({ series: one, bands: stacked[index] ?? [] }));
}

/** Index of the bucket that is still filling; undefined when the range is over. */
export function runningIndex(plot: Pick<PlotModel, 'starts' | 'end' | 'now'>): number | undefined {
  const index = plot.starts.findIndex((_, at) => bucketState(plot, at) === 'running');
  return index === -1 ? undefined : index;
}

/** Buckets that have begun and of which nothing is known. */
export function missingIndices(plot: Pick<PlotModel, 'starts' | 'end' | 'now' | 'series'>): number[] {
  return plot.starts.flatMap((_, index) => {
    const known = plot.series.some(({ values }) => (values[index] ?? null) !== null);
    return known || bucketState(plot, index) === 'future' ? [] : [index];
  });
}

/** Keeps what `keeps` says and forgets the rest, so that one series can be drawn in two looks. */
export function only<Value>(values: readonly (Value | undefined)[], keeps: (index: number) => boolean): (Value | undefined)[] {
  return values.map((value, index) => (keeps(index) ? value : undefined));
}

export interface LineParts {
  /** Up to the last whole bucket. */
  whole: readonly (number | undefined)[];
  /** From the last whole bucket to the running one, drawn as "so far"; empty when nothing runs. */
  tail: readonly (number | undefined)[];
}

/** Heights of a line, split where the running bucket begins. */
export function lineParts(plot: PlotModel, values: PlotSeries['values']): LineParts {
  const heights = plot.starts.map((_, index) => heightOf(plot, values[index] ?? null));
  const running = runningIndex(plot);
  if (running === undefined) return { whole: heights, tail: [] };
  return { whole: only(heights, (index) => index !== running), tail: only(heights, (index) => index === running || index === running - 1) };
}

/** Dashes of lines in their order; lines of one hue are told apart by them. */
export const dashes: readonly (string | undefined)[] = [undefined, '6 3', '2 3', '9 3 2 3', '4 2', '1 3'];
/** Dashes of the stretch that leads to the running bucket. */
export const tailDash = '1 3';
