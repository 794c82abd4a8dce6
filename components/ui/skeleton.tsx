import { cn } from './cn.ts';

/** A grey block with the geometry of what will stand there; invisible for the first 150 ms. Purely visual. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={cn('block animate-appear-late rounded-sm bg-hover', className)} />;
}

export interface TableSkeletonProps {
  rows: number;
  columns: number;
  /** Says what loads, for assistive technology: "Loading keys". */
  label: string;
}

/** Rows of the density in use, so that nothing moves when the data arrives. */
export function TableSkeleton({ rows, columns, label }: TableSkeletonProps) {
  return (
    <div role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, row) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: the rows are alike and never change place
          key={row}
          className="grid h-(--row-height) items-center gap-6 border-b px-(--gutter)"
          style={{ gridTemplateColumns: `2fr repeat(${columns - 1}, 1fr)` }}
        >
          {Array.from({ length: columns }, (_, column) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: as above
            <Skeleton key={column} className={cn('h-3', column === 0 ? 'w-3/4' : 'w-1/2')} />
          ))}
        </div>
      ))}
    </div>
  );
}
