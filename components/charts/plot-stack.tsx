import { slotColour } from './palette.ts';
import { areaPath, barShare, barsPath, middle, unit } from './paths.ts';
import { only, plotBands, runningIndex, type SeriesBands } from './plot-bands.ts';
import type { PlotModel } from './plot-model.ts';
import type { Band } from './stack.ts';
import { Stretched } from './stretched.tsx';

export interface PlotStackProps {
  plot: PlotModel;
  /** Prefix of the hatch masks. */
  id: string;
}

/** Stacked bars or areas: whole buckets solid, "Other" and the running bucket hatched, 1 px of ground between bands. */
export function PlotStack({ plot, id }: PlotStackProps) {
  const layers = plotBands(plot);
  const running = runningIndex(plot);
  const isWhole = (index: number): boolean => index !== running;
  const path = (bands: SeriesBands['bands']): string => (plot.kind === 'bars' ? barsPath(bands, plot.top) : areaPath(bands, plot.top));
  return (
    <>
      <Stretched>
        {layers.map(({ series, bands }) =>
          series.slot === 'other' ? null : <path key={series.key} d={path(only(bands, isWhole))} fill={slotColour(series.slot)} {...gap} />,
        )}
      </Stretched>
      {layers.map(({ series, bands }) =>
        series.slot === 'other' ? <HatchedOther key={series.key} id={id} path={path(only(bands, isWhole))} /> : null,
      )}
      {running === undefined ? null : (
        <g mask={`url(#${id}-running)`}>
          {plot.kind === 'bars'
            ? layers.map((layer) => <RunningBar key={layer.series.key} plot={plot} layer={layer} index={running} />)
            : layers.map(({ series, bands }) => (
                <Stretched key={series.key}>
                  <path d={path(only(bands, (index) => index >= running - 1))} fill={slotColour(series.slot)} {...gap} />
                </Stretched>
              ))}
        </g>
      )}
    </>
  );
}

/** The ground between two bands: a stroke that lies half on either side. */
const gap = { stroke: 'var(--surface)', vectorEffect: 'non-scaling-stroke' } as const;

/** The mask must not be stretched with the path, so the path clips a plain rectangle instead. */
function HatchedOther({ id, path }: { id: string; path: string }) {
  return (
    <>
      <clipPath id={`${id}-other-shape`} clipPathUnits="objectBoundingBox">
        <path d={path} transform={`scale(${1 / unit})`} />
      </clipPath>
      <g mask={`url(#${id}-other)`}>
        <rect width="100%" height="100%" fill={slotColour('other')} clipPath={`url(#${id}-other-shape)`} />
      </g>
    </>
  );
}

function RunningBar({ plot, layer: { series, bands }, index }: { plot: PlotModel; layer: SeriesBands; index: number }) {
  const band: Band | undefined = bands[index];
  if (!band || band.to === band.from) return null;
  const count = plot.starts.length;
  const width = barShare(count) / count;
  const percent = (fraction: number): string => `${fraction * 100}%`;
  return (
    <rect
      x={percent(middle(index, count) - width / 2)}
      width={percent(width)}
      y={percent(1 - band.to / plot.top)}
      height={percent((band.to - band.from) / plot.top)}
      fill={slotColour(series.slot)}
      stroke="var(--surface)"
    />
  );
}
