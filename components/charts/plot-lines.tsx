import { slotColour } from './palette.ts';
import { linePath } from './paths.ts';
import { dashes, lineParts, tailDash } from './plot-bands.ts';
import type { PlotModel } from './plot-model.ts';
import { Stretched } from './stretched.tsx';

/** Straight lines, one dash each; dotted towards the bucket that is still filling. */
export function PlotLines({ plot }: { plot: PlotModel }) {
  return (
    <Stretched>
      {plot.series.map((series, index) => {
        const { whole, tail } = lineParts(plot, series.values);
        const shared = { fill: 'none', stroke: slotColour(series.slot), strokeWidth: 2, vectorEffect: 'non-scaling-stroke' as const };
        return (
          <g key={series.key} strokeLinejoin="round">
            <path d={linePath(whole)} {...shared} strokeDasharray={dashes[index]} strokeLinecap={index === 0 ? 'round' : undefined} />
            <path d={linePath(tail)} {...shared} strokeDasharray={tailDash} />
          </g>
        );
      })}
    </Stretched>
  );
}
