import type { CSSProperties, ReactNode } from 'react';
import { cn } from '#components/ui/cn.ts';

export interface ChartFrameProps {
  /** Unique on the page. */
  id: string;
  title: string;
  /** Unit, bucket and zone: "USD a day, Europe/Berlin". */
  subtitle: ReactNode;
  /** The sum of everything drawn, equal to the table's and the strip's. */
  total?: ReactNode;
  /** Menu of the chart. */
  tools?: ReactNode;
  /** What is not in the picture: error of a forecast, what was left out. */
  note?: ReactNode;
  level?: 2 | 3;
  /** Without the card's line and padding, for panels. */
  bare?: boolean;
  className?: string | undefined;
  style?: CSSProperties | undefined;
  children: ReactNode;
}

/** Title, subtitle, total and tools around a chart. The same for every kind, so that headers of neighbours align. */
export function ChartFrame({
  id,
  title,
  subtitle,
  total,
  tools,
  note,
  level = 2,
  bare = false,
  className,
  style,
  children,
}: ChartFrameProps) {
  const Heading = `h${level}` as const;
  return (
    <section
      data-chart
      aria-labelledby={`${id}-title`}
      style={style}
      className={cn('@container flex min-w-0 flex-col', !bare && 'rounded-xl border bg-surface p-4', className)}
    >
      <header className="mb-3 flex min-h-9 items-start justify-between gap-3">
        <div className="min-w-0">
          <Heading id={`${id}-title`} className="truncate font-semibold text-body" dir="auto">
            {title}
          </Heading>
          <p className="text-pretty text-caption text-quiet">{subtitle}</p>
        </div>
        <div className="flex shrink-0 items-center gap-2">
          {total === undefined ? null : <div className="text-right font-semibold text-body tabular-nums">{total}</div>}
          {tools}
        </div>
      </header>
      {children}
      {note === undefined ? null : <p className="mt-3 text-caption text-quiet">{note}</p>}
    </section>
  );
}
