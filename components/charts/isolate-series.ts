import { magnitudeOf, writeTick } from '#components/figures/metric.ts';
import { createFormat } from '#lib/core/format.ts';
import type { PlotModel } from './plot-model.ts';
import { valueAxis } from './value-ticks.ts';

/**
 * The plot with one series alone, on an axis of its own. What belongs to the whole goes: the comparison and the limit are
 * not this series'. A log axis stays, because it shows all sizes already.
 */
export function isolateSeries(plot: PlotModel, key: string): PlotModel {
  const series = plot.series.filter((one) => one.key === key);
  if (series.length === 0) return plot;
  const alone = { ...plot, series, compare: undefined, limit: undefined };
  if (plot.scale === 'log') return alone;
  const largest = Math.max(
    0,
    ...series.flatMap(({ values }) => values.map((cell) => (cell === null ? 0 : magnitudeOf(plot.metric, cell)))),
  );
  const { top, ticks } = valueAxis(plot.metric, largest);
  const format = createFormat(plot.reader);
  return { ...alone, top, ticks: ticks.map((at) => ({ at, text: writeTick(format, plot.metric, at) })) };
}
