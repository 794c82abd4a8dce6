import { PageLink } from '#components/shell/page-link.tsx';
import { cn } from '#components/ui/cn.ts';
import { StaleNote } from '#components/ui/stale-note.tsx';
import type { Change } from '#lib/core/format.ts';
import { Delta } from './delta.tsx';
import { Explain, type Explanation } from './explain.tsx';
import { FigureValue } from './figure-value.tsx';

export interface FigureProps {
  label: string;
  /** Already written: "$21,864". */
  value: string;
  /** All digits, for hover and Ctrl C: "$21,864.370000000". */
  exact?: string | undefined;
  /** Beside the value: "21.9%", "0.42% errors". */
  detail?: string | undefined;
  /** `period` as in "vs. Oct 1–20". */
  change?: { change: Change; period: string; good?: 'up' | 'down' | undefined } | undefined;
  /** "so far", "estimated". */
  note?: string | undefined;
  /** The time the figure is from, when it is no longer kept up. */
  staleSince?: string | undefined;
  /** The calls behind the figure. */
  href?: string | undefined;
  explain?: Explanation | undefined;
  className?: string | undefined;
}

/** One key figure: label (opens how it is computed), value (opens the calls behind it), what it changed by. */
export function Figure({ label, value, exact, detail, change, note, staleSince, href, explain, className }: FigureProps) {
  const shown = <FigureValue value={value} exact={exact} />;
  return (
    <div className={cn('group/figure min-w-0', className)}>
      <h3 className="flex h-6 min-w-0 items-center">
        {explain === undefined ? (
          <span className="truncate font-normal text-caption text-quiet">{label}</span>
        ) : (
          <Explain label={label} explanation={explain} />
        )}
      </h3>
      <div className="flex min-w-0 flex-wrap items-baseline gap-x-2">
        {href === undefined ? (
          shown
        ) : (
          <PageLink href={href} prefetch={false} className="min-w-0 rounded-sm decoration-control-edge underline-offset-4 hover:underline">
            {shown}
          </PageLink>
        )}
        {detail === undefined ? null : <span className="whitespace-nowrap text-caption text-second tabular-nums">{detail}</span>}
      </div>
      <div className="flex min-h-4 flex-wrap items-center gap-x-2">
        {change === undefined ? null : <Delta {...change} />}
        {note === undefined ? null : <span className="text-caption text-quiet">{note}</span>}
        {staleSince === undefined ? null : <StaleNote since={staleSince} />}
      </div>
    </div>
  );
}
