import { plotBands } from './plot-bands.ts';
import type { PlotModel } from './plot-model.ts';

/** Index of the bucket at a place, both as fractions of the plot's width; the edges belong to the outer buckets. */
export function bucketAt(place: number, count: number): number {
  return Math.min(count - 1, Math.max(0, Math.floor(place * count)));
}

/** Key of the band at a height (fraction, 0 at the base); undefined off the stack, on lines, and on "Other", which is many things. */
export function seriesAt(plot: PlotModel, index: number, height: number): string | undefined {
  if (plot.kind === 'lines') return undefined;
  const value = height * plot.top;
  const hit = plotBands(plot).find(({ bands }) => {
    const band = bands[index];
    return band !== undefined && band.from <= value && value < band.to;
  });
  return hit?.series.slot === 'other' ? undefined : hit?.series.key;
}
