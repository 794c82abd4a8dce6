import { type Amount, magnitudeOf, writeAmount } from '#components/figures/metric.ts';
import { createFormat } from '#lib/core/format.ts';
import { bucketEnd, bucketState, bucketTotal, type PlotModel } from './plot-model.ts';

/**
 * The chart in a sentence: "Spend rose from $412.10 on Sun, Nov 1 to $1,204.33 on Thu, Nov 19; peak $1,502.00 on Fri, Nov 13."
 * Tells of whole buckets only: the running one is not yet comparable. Lines are told by their first series.
 */
export function describePlot(title: string, plot: PlotModel): string {
  const format = createFormat(plot.reader);
  const told = plot.kind === 'lines' ? plot.series.slice(0, 1) : plot.series;
  const points = plot.starts.flatMap((start, index) => {
    const amount = bucketState(plot, index) === 'past' ? bucketTotal(told, index) : undefined;
    return amount === undefined ? [] : [{ amount, start, end: bucketEnd(plot, index) }];
  });
  const first = points[0];
  const last = points.at(-1);
  const name = plot.kind === 'lines' && plot.series.length > 1 ? `${title}, ${told[0]?.label ?? ''}` : title;
  if (!first || !last) return `${name}: no data in this range.`;
  type Point = typeof first;
  const write = ({ amount }: Point): string => writeAmount(format, plot.metric, amount);
  const on = ({ start, end }: Point): string => `on ${format.bucketLabel(plot.bucket, new Date(start), new Date(end), new Date(plot.now))}`;
  const size = ({ amount }: { amount: Amount }): number => magnitudeOf(plot.metric, amount);
  if (first === last) return `${name} was ${write(first)} ${on(first)}.`;
  const peak = points.reduce((highest, point) => (size(point) > size(highest) ? point : highest));
  const move = size(last) > size(first) ? 'rose' : size(last) < size(first) ? 'fell' : 'stayed level';
  const course =
    move === 'stayed level'
      ? `${name} was ${write(first)} both ${on(first)} and ${on(last)}`
      : `${name} ${move} from ${write(first)} ${on(first)} to ${write(last)} ${on(last)}`;
  const high = peak === first || peak === last ? '' : `; peak ${write(peak)} ${on(peak)}`;
  return `${course}${high}.`;
}
