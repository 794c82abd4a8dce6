'use client';
import { type KeyboardEvent, type RefObject, useEffect, useId, useRef } from 'react';
import { ComposedChart, Line, Tooltip, type TooltipContentProps, useActiveTooltipLabel, usePlotArea, XAxis, YAxis } from 'recharts';
import { LiveTooltip } from './live-tooltip.tsx';
import { slotColour } from './palette.ts';
import { PlotMarks } from './plot-marks.tsx';
import { heightOf, type PlotModel } from './plot-model.ts';

export interface LivePlotProps {
  plot: PlotModel;
  /** Names the chart to assistive technology. */
  label: string;
  /** The first picture is there: what it replaces may go. */
  onReady: () => void;
  /** Enter on a bucket. */
  onOpen: ((index: number) => void) | undefined;
}

interface LiveRow {
  start: string;
  heights: readonly (number | null)[];
}

const noMargin = { top: 0, right: 0, bottom: 0, left: 0 };

/** The library's elements take our focus ring, and only when reached by key. */
const surfaceClasses =
  'absolute inset-0 [&_.recharts-surface]:overflow-visible [&_:focus]:outline-none [&_:focus-visible]:outline-2 [&_:focus-visible]:outline-brand [&_:focus-visible]:outline-offset-2';

/**
 * The plot once somebody can point at it. recharts reads pointer and keys, keeps the charts of a page in step and places the
 * tooltip; the marks are those the server drew, hosted unchanged, so taking over moves nothing. Heights are fractions of the plot.
 */
export function LivePlot({ plot, label, onReady, onOpen }: LivePlotProps) {
  const id = useId();
  const active = useRef<number>(undefined);
  const rows = plot.starts.map(
    (start, index): LiveRow => ({ start, heights: plot.series.map(({ values }) => heightOf(plot, values[index] ?? null) ?? null) }),
  );
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && active.current !== undefined) onOpen?.(active.current);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the focusable element is the chart's own svg inside, whose keys bubble up here
    <div className={surfaceClasses} onKeyDown={onKeyDown}>
      <ComposedChart
        responsive
        style={{ width: '100%', height: '100%' }}
        data={rows}
        margin={noMargin}
        syncId="page"
        syncMethod="value"
        aria-label={label}
      >
        <XAxis dataKey="start" hide scale="band" />
        <YAxis hide width={0} domain={[0, 1]} allowDataOverflow />
        <ActiveBand plot={plot} active={active} />
        <PlotMarks plot={plot} id={id} />
        <Ready onReady={onReady} />
        {plot.series.map((series, index) => (
          <Line
            key={series.key}
            dataKey={(row: LiveRow) => row.heights[index]}
            stroke={slotColour(series.slot)}
            strokeOpacity={0}
            dot={false}
            activeDot={plot.kind === 'lines' ? { r: 3.5, stroke: 'var(--surface)', strokeWidth: 2, fill: slotColour(series.slot) } : false}
            isAnimationActive={false}
          />
        ))}
        <Tooltip
          content={(props: TooltipContentProps) => (
            <LiveTooltip plot={plot} index={indexOf(plot, props.active ? props.label : undefined)} />
          )}
          cursor={false}
          isAnimationActive={false}
          offset={12}
          allowEscapeViewBox={{ x: false, y: true }}
          wrapperStyle={{ zIndex: 'var(--layer-menu)' }}
        />
      </ComposedChart>
    </div>
  );
}

function indexOf({ starts }: PlotModel, label: string | number | undefined): number | undefined {
  const index = starts.indexOf(String(label));
  return index === -1 ? undefined : index;
}

/** A ground behind the bucket that is read, or a line through it where lines are drawn. */
function ActiveBand({ plot, active }: { plot: PlotModel; active: RefObject<number | undefined> }) {
  const index = indexOf(plot, useActiveTooltipLabel());
  useEffect(() => {
    active.current = index;
  }, [index, active]);
  if (index === undefined) return null;
  const width = 100 / plot.starts.length;
  if (plot.kind === 'bars') return <rect x={`${index * width}%`} width={`${width}%`} height="100%" className="fill-hover" />;
  const middle = `${(index + 0.5) * width}%`;
  return <line x1={middle} x2={middle} y1="0" y2="100%" className="stroke-control-edge" strokeWidth="1" />;
}

/** Tells when the library has measured its place and drawn. */
function Ready({ onReady }: { onReady: () => void }) {
  const area = usePlotArea();
  const drawn = area !== undefined && area.width > 0;
  useEffect(() => {
    if (drawn) onReady();
  }, [drawn, onReady]);
  return null;
}
