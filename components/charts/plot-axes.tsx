import type { ReactNode } from 'react';
import { cn } from '#components/ui/cn.ts';
import { middle } from './paths.ts';
import { fraction, type PlotModel } from './plot-model.ts';

export interface PlotAxesProps {
  plot: PlotModel;
  /** A row over the plot, as wide as it is: markers. */
  above?: ReactNode;
  /** The marks; they fill the box between the axes. */
  children: ReactNode;
}

const percent = (share: number): string => `${Math.round(share * 10_000) / 100}%`;

/**
 * Grid and labels around a plot, in percent of its box, as HTML: type keeps its size at every width and nothing moves when
 * scripts take over. Values stand at the right, so that the plot's left edge is the title's. Height comes from `--plot-height`.
 */
export function PlotAxes({ plot, above, children }: PlotAxesProps) {
  const { ticks, timeTicks, starts } = plot;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-2 text-caption text-quiet tabular-nums">
      {above === undefined ? null : <div>{above}</div>}
      <div className="relative col-start-1 h-(--plot-height)">
        {ticks.map(({ at }) => (
          <span
            key={at}
            aria-hidden
            className={cn('absolute inset-x-0 border-b', fraction(at, plot) === 0 ? 'border-edge' : 'border-hairline')}
            style={{ bottom: percent(fraction(at, plot)) }}
          />
        ))}
        {children}
      </div>
      <div aria-hidden className="relative">
        {/* The widest label gives the column its width; it is the same for all. */}
        {ticks.map(({ at, text }) => (
          <span key={at} className="invisible block h-0 overflow-hidden whitespace-nowrap text-right">
            {text}
          </span>
        ))}
        {ticks.map(({ at, text }) => (
          <span key={at} className="absolute right-0 translate-y-1/2 whitespace-nowrap" style={{ bottom: percent(fraction(at, plot)) }}>
            {text}
          </span>
        ))}
      </div>
      <div aria-hidden className="relative h-6">
        {timeTicks.map(({ index, text, minor }) => {
          const place = middle(index, starts.length);
          return (
            <span
              key={index}
              className={cn(
                'absolute top-1.5 whitespace-nowrap',
                place < 0.05 ? '' : place > 0.95 ? '-translate-x-full' : '-translate-x-1/2',
                minor && '@max-md:hidden',
              )}
              style={{ left: percent(place < 0.05 ? index / starts.length : place > 0.95 ? (index + 1) / starts.length : place) }}
            >
              {text}
            </span>
          );
        })}
      </div>
    </div>
  );
}
