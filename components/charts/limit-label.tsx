import { writeLead } from '#components/figures/metric.ts';
import { createFormat } from '#lib/core/format.ts';
import { heightOf, type LimitLine, type PlotModel } from './plot-model.ts';

/** "Limit $30,000" on its line. */
export function LimitLabel({ plot, limit }: { plot: PlotModel; limit: LimitLine }) {
  return (
    <span
      className="pointer-events-none absolute left-0 bg-surface pr-1.5 text-caption text-danger-text tabular-nums"
      style={{ bottom: `calc(${(heightOf(plot, limit.value) ?? 0) * 100}% + 2px)` }}
    >
      {limit.label} {writeLead(createFormat(plot.reader), plot.metric, limit.value)}
    </span>
  );
}
