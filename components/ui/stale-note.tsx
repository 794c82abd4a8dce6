import { cn } from './cn.ts';

export interface StaleNoteProps {
  /** The time the figures are from, already written: "14:03". */
  since: string;
  className?: string;
}

/** Figures that are shown but no longer kept up. */
export function StaleNote({ since, className }: StaleNoteProps) {
  return (
    <span role="status" className={cn('inline-flex items-center gap-1.5 text-caption text-warning-text', className)}>
      <span aria-hidden data-mark className="size-1.5 rounded-full border border-warning" />
      Stale since {since}
    </span>
  );
}
