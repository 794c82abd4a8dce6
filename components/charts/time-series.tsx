'use client';
import { type CSSProperties, lazy, type ReactNode, Suspense, useId, useState } from 'react';
import { LeadAmount } from '#components/figures/lead-amount.tsx';
import { leadMetric } from '#components/figures/metric.ts';
import { useCommand } from '#components/shell/use-command.tsx';
import { cn } from '#components/ui/cn.ts';
import { ChartFrame } from './chart-frame.tsx';
import { ChartLegend } from './chart-legend.tsx';
import { ChartMarkers } from './chart-markers.tsx';
import { ChartMenu } from './chart-menu.tsx';
import type { ChartMarker } from './cluster-markers.ts';
import { isolateSeries } from './isolate-series.ts';
import { PlotAxes } from './plot-axes.tsx';
import { PlotBox } from './plot-box.tsx';
import { isEmptyPlot, type PlotModel, sumOf } from './plot-model.ts';
import { swapNearestTwin } from './swap-twin.ts';

const ChartTwin = lazy(() => import('./chart-twin.tsx').then((module) => ({ default: module.ChartTwin })));

export interface TimeSeriesProps {
  title: string;
  subtitle: string;
  total?: ReactNode;
  note?: ReactNode;
  level?: 2 | 3 | undefined;
  bare?: boolean | undefined;
  className?: string | undefined;
  plot: PlotModel;
  /** The chart in a sentence. */
  description: string;
  /** Pixels of the plot, without the time axis; at most 200 where it is narrow. */
  height: number;
  /** Address behind a bucket, see bucketHref. */
  href?: string | undefined;
  /** Whether dragging sets the page's `from` and `to`. */
  zoom?: boolean | undefined;
  /** An empty list keeps the row, so that the first marker moves nothing; undefined has none. */
  markers?: readonly ChartMarker[] | undefined;
}

const heightClasses = '[--plot-height:var(--wide-height)] max-sm:[--plot-height:min(200px,var(--wide-height))]';

/** A time chart with its frame; use TimeSeriesChart, which prepares the plot on the server. */
export function TimeSeries(props: TimeSeriesProps) {
  const { title, subtitle, total, note, level = 2, bare = false, className, plot, description, height, markers } = props;
  const id = useId();
  const [twin, setTwin] = useState(false);
  const [isolated, setIsolated] = useState<string>();
  useCommand({ id: 'chart-twin', label: 'Chart as table', keys: 't', group: 'View', run: swapNearestTwin });
  const shown = isolated === undefined ? plot : isolateSeries(plot, isolated);
  const empty = isEmptyPlot(plot);
  // As high as plot, time axis and the row of markers, so that swapping moves nothing.
  const twinHeight = markers === undefined ? 'h-[calc(var(--plot-height)+1.5rem)]' : 'h-[calc(var(--plot-height)+3rem)]';
  // A property of our own is no known style name, hence the type.
  const style: CSSProperties & Record<'--wide-height', string> = { '--wide-height': `${height}px` };
  return (
    <ChartFrame
      id={id}
      title={title}
      subtitle={subtitle}
      total={isolated === undefined || total === null ? total : <SeriesTotal plot={shown} />}
      note={note}
      level={level}
      bare={bare}
      className={cn(heightClasses, className)}
      style={style}
      tools={empty ? undefined : <ChartMenu title={title} plot={plot} twin={twin} onTwin={() => setTwin(!twin)} />}
    >
      {twin ? (
        <Suspense fallback={<div className={twinHeight} />}>
          <ChartTwin title={title} plot={plot} href={props.href} markers={markers ?? []} className={twinHeight} />
        </Suspense>
      ) : (
        <PlotAxes
          plot={shown}
          above={markers === undefined ? undefined : <ChartMarkers markers={markers} starts={plot.starts} end={plot.end} />}
        >
          {empty ? (
            <p className="absolute inset-0 flex items-center justify-center text-control text-quiet">No data in this range</p>
          ) : (
            <PlotBox plot={shown} description={description} href={props.href} zoom={props.zoom ?? false} />
          )}
        </PlotAxes>
      )}
      <ChartLegend plot={plot} isolated={isolated} onIsolate={setIsolated} />
    </ChartFrame>
  );
}

/** What is shown alone has its own total, so that the figure above the plot is always the plot's. */
function SeriesTotal({ plot }: { plot: PlotModel }) {
  const sum = plot.kind === 'lines' ? undefined : sumOf(plot.series.flatMap(({ values }) => values));
  return sum === undefined ? null : <LeadAmount metric={leadMetric(plot.metric)} amount={sum} reader={plot.reader} />;
}
