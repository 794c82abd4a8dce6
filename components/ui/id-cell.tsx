import { cn } from './cn.ts';
import { CopyButton } from './copy-button.tsx';

/** Keeps the prefix and the last four of an id: `team_…4f2a`. Ids of 16 characters and fewer stay whole. */
export function cutMiddle(id: string): string {
  if (id.length <= 16) return id;
  const prefix = /^[a-z]+_/.exec(id)?.[0] ?? id.slice(0, 4);
  return `${prefix}…${id.slice(-4)}`;
}

export interface IdCellProps {
  id: string;
  /** Shows all of it, for panels. */
  whole?: boolean;
  className?: string;
}

/** An id in mono, cut in the middle, with a copy button on hover and focus; copies the whole. */
export function IdCell({ id, whole = false, className }: IdCellProps) {
  return (
    <span className={cn('group/id inline-flex max-w-full items-center gap-0.5 font-mono text-caption', className)}>
      <span className={cn('min-w-0', whole ? 'break-all' : 'truncate')} title={whole ? undefined : id}>
        {whole ? id : cutMiddle(id)}
      </span>
      <CopyButton
        value={id}
        label={`Copy ${cutMiddle(id)}`}
        className={cn(
          !whole && 'opacity-0 focus-visible:opacity-100 group-hover/id:opacity-100 touch:opacity-100 [tr:hover_&]:opacity-100',
        )}
      />
    </span>
  );
}
