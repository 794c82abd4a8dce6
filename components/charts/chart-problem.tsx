import { type ReactNode, useId } from 'react';
import { ErrorState } from '#components/ui/error-state.tsx';
import { ChartFrame } from './chart-frame.tsx';

export interface ChartProblemProps {
  title: string;
  subtitle: string;
  /** Of the plot that is missing, so that neighbours stay where they are. */
  height?: number;
  requestId?: string | undefined;
  /** Retry. */
  action?: ReactNode;
  bare?: boolean;
  className?: string;
}

/** A chart whose numbers could not be read, in the place and size of the chart. */
export function ChartProblem({ title, subtitle, height = 240, requestId, action, bare = false, className }: ChartProblemProps) {
  return (
    <ChartFrame id={useId()} title={title} subtitle={subtitle} bare={bare} className={className}>
      <div className="flex items-center overflow-auto" style={{ height: `${height + 24}px` }}>
        <ErrorState title={`${title} did not load`} requestId={requestId} action={action} level={3} className="py-0">
          Nothing was changed, and the rest of the page works.
        </ErrorState>
      </div>
    </ChartFrame>
  );
}
