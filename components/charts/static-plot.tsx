import { useId } from 'react';
import { PlotMarks } from './plot-marks.tsx';
import type { PlotModel } from './plot-model.ts';

export interface StaticPlotProps {
  plot: PlotModel;
  /** The chart in a sentence; names the picture. */
  description: string;
}

/** The plot as it is in the first HTML; it needs no script and stays where scripts fail. */
export function StaticPlot({ plot, description }: StaticPlotProps) {
  const id = useId();
  return (
    <svg role="img" aria-label={description} className="absolute inset-0 size-full overflow-visible">
      <PlotMarks plot={plot} id={id} />
    </svg>
  );
}
