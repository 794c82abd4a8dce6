import { useId } from 'react';
import { Skeleton } from '#components/ui/skeleton.tsx';
import { ChartFrame } from './chart-frame.tsx';

export interface ChartSkeletonProps {
  title: string;
  subtitle: string;
  height?: number;
  /** Whether a legend will stand under the plot. */
  legend?: boolean;
  bare?: boolean;
  className?: string;
}

/** The frame of a chart whose numbers are on their way: title and size are known already. */
export function ChartSkeleton({ title, subtitle, height = 240, legend = false, bare = false, className }: ChartSkeletonProps) {
  return (
    <ChartFrame id={useId()} title={title} subtitle={subtitle} bare={bare} className={className}>
      <div role="status" aria-label={`Loading ${title}`}>
        <div className="flex flex-col justify-between" style={{ height: `${height}px` }}>
          {['top', 'upper', 'middle', 'lower', 'base'].map((line) => (
            <span key={line} aria-hidden className="block border-b" />
          ))}
        </div>
        <div className="h-6" />
        {legend ? <Skeleton className="mt-2 h-3 w-40" /> : null}
      </div>
    </ChartFrame>
  );
}
