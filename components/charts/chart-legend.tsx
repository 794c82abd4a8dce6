'use client';
import type { ReactNode } from 'react';
import { cn } from '#components/ui/cn.ts';
import { slotColour } from './palette.ts';
import { dashes, missingIndices, runningIndex, tailDash } from './plot-bands.ts';
import type { PlotModel, PlotSeries } from './plot-model.ts';

export interface ChartLegendProps {
  plot: PlotModel;
  isolated: string | undefined;
  onIsolate: (key: string | undefined) => void;
}

/** Series in stack order, what is grey and what is hatched. A click on a series shows it alone, another brings all back. */
export function ChartLegend({ plot, isolated, onIsolate }: ChartLegendProps) {
  const { series, compare, kind } = plot;
  const several = series.length > 1;
  const running = runningIndex(plot) !== undefined;
  const missing = missingIndices(plot).length > 0;
  if (!several && !compare && !running && !missing) return null;
  return (
    <ul className="mt-1 flex flex-wrap items-center gap-x-1 gap-y-0.5 text-caption text-second">
      {(several || compare ? series : []).map((one, index) => (
        <li key={one.key} className="min-w-0">
          {several ? (
            <button
              type="button"
              aria-pressed={isolated === one.key}
              onClick={() => onIsolate(isolated === one.key ? undefined : one.key)}
              className={cn(
                'inline-flex h-6 min-w-0 max-w-56 items-center gap-1.5 rounded-sm px-1.5 first:-ml-1.5 hover:bg-hover touch:h-8',
                isolated !== undefined && isolated !== one.key && 'text-quiet *:data-mark:opacity-35',
              )}
            >
              <SeriesLabel series={one} kind={kind} index={index} />
            </button>
          ) : (
            <Entry mark={<SeriesMark series={one} kind={kind} index={index} />}>{one.label}</Entry>
          )}
        </li>
      ))}
      {compare && isolated === undefined ? (
        <li>
          <Entry mark={<Stroke colour="var(--control)" />}>{compare.label}</Entry>
        </li>
      ) : null}
      {running ? (
        <li>
          <Entry
            mark={kind === 'lines' ? <Stroke colour="var(--control)" dash={tailDash} /> : <Hatch slant={45} colour="var(--control)" />}
          >
            So far
          </Entry>
        </li>
      ) : null}
      {missing ? (
        <li>
          <Entry mark={<Swatch className="border border-edge bg-sunken" />}>No data</Entry>
        </li>
      ) : null}
    </ul>
  );
}

interface MarkProps {
  series: PlotSeries;
  kind: PlotModel['kind'];
  index: number;
}

function SeriesLabel(props: MarkProps) {
  return (
    <>
      <SeriesMark {...props} />
      <span className="truncate" dir="auto">
        {props.series.label}
      </span>
    </>
  );
}

function SeriesMark({ series, kind, index }: MarkProps) {
  if (kind === 'lines') return <Stroke colour={slotColour(series.slot)} dash={dashes[index]} />;
  const colour = slotColour(series.slot);
  return series.slot === 'other' ? <Hatch slant={-45} colour={colour} /> : <Swatch colour={colour} />;
}

function Entry({ mark, children }: { mark: ReactNode; children: ReactNode }) {
  return (
    <span className="inline-flex h-6 items-center gap-1.5 pr-1.5">
      {mark}
      {children}
    </span>
  );
}

function Swatch({ className, colour }: { className?: string; colour?: string | undefined }) {
  return <span aria-hidden data-mark className={cn('size-2.5 shrink-0 rounded-[2px]', className)} style={{ backgroundColor: colour }} />;
}

/** The stripes of the plot: one slant for what is still filling, the other for "Other". */
function Hatch({ slant, colour }: { slant: 45 | -45; colour: string }) {
  const faint = `color-mix(in oklab, ${colour} 30%, transparent)`;
  const backgroundImage = `repeating-linear-gradient(${-slant}deg, ${colour} 0 1.5px, ${faint} 1.5px 3.5px)`;
  return <span aria-hidden data-mark className="size-2.5 shrink-0 rounded-[2px]" style={{ backgroundImage }} />;
}

function Stroke({ colour, dash }: { colour: string; dash?: string | undefined }) {
  return (
    <svg aria-hidden data-mark width="16" height="8" className="shrink-0">
      <line x1="0" x2="16" y1="4" y2="4" stroke={colour} strokeWidth="2" strokeDasharray={dash} />
    </svg>
  );
}
