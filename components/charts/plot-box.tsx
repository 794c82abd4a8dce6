'use client';
import { useRouter } from 'next/navigation';
import { type ComponentType, type MouseEvent, useCallback, useEffect, useRef, useState } from 'react';
import { useUrl } from '#components/shell/use-url.tsx';
import { cn } from '#components/ui/cn.ts';
import { bucketHref } from './bucket-href.ts';
import { LimitLabel } from './limit-label.tsx';
import { LiveBoundary } from './live-boundary.tsx';
import type { LivePlotProps } from './live-plot.tsx';
import { bucketEnd, type PlotModel } from './plot-model.ts';
import { RangeShade } from './range-shade.tsx';
import { bucketAt, seriesAt } from './series-at.ts';
import { StaticPlot } from './static-plot.tsx';
import { type BucketRange, useRangeDrag } from './use-range-drag.ts';
import { whenSeen } from './when-seen.ts';

export interface PlotBoxProps {
  plot: PlotModel;
  /** The chart in a sentence; names it to assistive technology. */
  description: string;
  href: string | undefined;
  zoom: boolean;
}

/** The server's picture, then the live one; a click opens the calls behind a bucket, a drag becomes the page's range. */
export function PlotBox({ plot, description, href, zoom }: PlotBoxProps) {
  const box = useRef<HTMLDivElement>(null);
  const router = useRouter();
  const { change } = useUrl();
  const Live = useLivePlot(box);
  const [ready, setReady] = useState(false);
  const onReady = useCallback(() => setReady(true), []);
  const onFail = useCallback(() => setReady(false), []);
  const count = plot.starts.length;
  const spanOf = ({ first, last }: BucketRange) => ({ from: plot.starts[first] ?? '', to: bucketEnd(plot, last) });
  const drag = useRangeDrag(box, count, zoom ? (range) => change({ range: undefined, ...spanOf(range) }) : undefined);
  const open = (index: number, category?: string): void => {
    if (href !== undefined) router.push(bucketHref(href, { ...spanOf({ first: index, last: index }), category }));
  };
  const onClick = (event: MouseEvent): void => {
    const rect = box.current?.getBoundingClientRect();
    // On touch a tap reads the bucket; the calls behind it are linked in the table.
    const touched = matchMedia('(pointer: coarse)').matches;
    if (!rect || touched || drag.consumed()) return;
    const index = bucketAt((event.clientX - rect.left) / rect.width, count);
    open(index, seriesAt(plot, index, (rect.bottom - event.clientY) / rect.height));
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys act through the live plot inside, which is focusable and answers Enter
    // biome-ignore lint/a11y/useKeyWithClickEvents: as above
    <div
      ref={box}
      {...drag.handlers}
      onClick={href === undefined ? undefined : onClick}
      className={cn('absolute inset-0 select-none', href !== undefined && 'cursor-pointer')}
    >
      {ready ? null : <StaticPlot plot={plot} description={description} />}
      {Live ? (
        <LiveBoundary onFail={onFail}>
          <Live plot={plot} label={description} onReady={onReady} onOpen={href === undefined ? undefined : open} />
        </LiveBoundary>
      ) : null}
      {plot.limit ? <LimitLabel plot={plot} limit={plot.limit} /> : null}
      {drag.selected ? <RangeShade range={drag.selected} count={count} /> : null}
    </div>
  );
}

/** The chart library, after the first paint and only where a chart is seen. Where it does not load, the picture stays. */
function useLivePlot(box: React.RefObject<HTMLElement | null>): ComponentType<LivePlotProps> | undefined {
  const [Live, setLive] = useState<ComponentType<LivePlotProps>>();
  useEffect(() => {
    if (!box.current) return;
    return whenSeen(box.current, () => {
      import('./live-plot.tsx').then(
        (module) => setLive(() => module.LivePlot),
        () => undefined,
      );
    });
  }, [box]);
  return Live;
}
