import { HatchMasks } from './hatch-masks.tsx';
import { linePath, marksPath } from './paths.ts';
import { missingIndices } from './plot-bands.ts';
import { PlotLines } from './plot-lines.tsx';
import { heightOf, type PlotModel, type PlotSeries } from './plot-model.ts';
import { PlotStack } from './plot-stack.tsx';
import { Stretched } from './stretched.tsx';

export interface PlotMarksProps {
  plot: PlotModel;
  /** Unique on the page. */
  id: string;
}

/**
 * Everything drawn inside a plot, as SVG that knows no width: percentages where shapes must keep their form, stretched paths
 * where they need not. The server paints it alone, the live plot hosts the very same, so taking over moves nothing.
 */
export function PlotMarks({ plot, id }: PlotMarksProps) {
  return (
    <>
      <HatchMasks id={id} />
      <MissingBuckets plot={plot} />
      {plot.kind === 'lines' ? null : <PlotStack plot={plot} id={id} />}
      {plot.compare ? <Comparison plot={plot} values={plot.compare.values} /> : null}
      {plot.kind === 'lines' ? <PlotLines plot={plot} /> : null}
      {plot.limit ? <LimitStroke height={heightOf(plot, plot.limit.value) ?? 0} /> : null}
    </>
  );
}

/** A ground where nothing is known, so that "no data" is not taken for zero. */
function MissingBuckets({ plot }: { plot: PlotModel }) {
  const width = 100 / plot.starts.length;
  return missingIndices(plot).map((index) => (
    <rect key={index} x={`${index * width}%`} width={`${width}%`} height="100%" className="fill-sunken dark:opacity-60" />
  ));
}

/** The period before, in grey with an edge of ground: a line between lines, a mark across each bar, so that like stands on like. */
function Comparison({ plot, values }: { plot: PlotModel; values: PlotSeries['values'] }) {
  const heights = values.map((cell) => heightOf(plot, cell));
  const path = plot.kind === 'bars' ? marksPath(heights) : linePath(heights);
  const shared = { d: path, fill: 'none', strokeLinejoin: 'round', vectorEffect: 'non-scaling-stroke' } as const;
  return (
    <Stretched>
      <path {...shared} stroke="var(--surface)" strokeWidth="4" />
      <path {...shared} className="stroke-control-edge" strokeWidth={plot.kind === 'bars' ? 2 : 1.5} />
    </Stretched>
  );
}

function LimitStroke({ height }: { height: number }) {
  const y = `${(1 - height) * 100}%`;
  return <line x1="0" x2="100%" y1={y} y2={y} className="stroke-danger" strokeWidth="1.5" />;
}
