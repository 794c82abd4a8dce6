import { cn } from '#components/ui/cn.ts';
import { Skeleton } from '#components/ui/skeleton.tsx';
import { shownColumns } from './columns.ts';

export interface DataTableSkeletonProps {
  /** "Loading keys". */
  label: string;
  /** Headers as they will stand, so that nothing moves; figures with `end`. */
  columns: readonly { id: string; header: string; align?: 'start' | 'end'; narrow?: boolean; optional?: boolean; width?: string }[];
  selectable?: boolean;
  density?: 'compact';
  rows?: number;
}

/** The list before its rows are there, in the same geometry: toolbar, head, rows of the density in use. */
export function DataTableSkeleton({ label, columns: all, selectable = false, density, rows = 20 }: DataTableSkeletonProps) {
  const columns = shownColumns(all, undefined);
  const hides = (index: number, narrow: boolean | undefined): boolean => index > 0 && narrow !== true;
  return (
    <div role="status" aria-label={label} data-fill data-density={density} className="flex min-h-80 flex-1 flex-col overflow-hidden">
      <div className="flex h-9 shrink-0 items-center gap-2 px-(--gutter) pb-2">
        <Skeleton className="h-7 w-64" />
        <Skeleton className="h-7 w-20" />
        <Skeleton className="ml-auto h-4 w-28" />
      </div>
      <table aria-hidden className="w-full border-separate border-spacing-0 border-t">
        <thead>
          <tr>
            {selectable ? <th className="w-10 border-b" /> : null}
            {columns.map(({ id, header, align, narrow, width }, index) => (
              <th
                key={id}
                style={width === undefined ? undefined : { width }}
                className={cn(
                  'h-8 border-b px-3 text-left font-medium text-caption text-quiet first:pl-(--gutter)',
                  align === 'end' && 'text-right',
                  hides(index, narrow) && 'max-md:hidden',
                )}
              >
                {header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: rows }, (_, row) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the rows are alike and never change place
            <tr key={row}>
              {selectable ? <td className="border-b" /> : null}
              {columns.map(({ id, align, narrow }, index) => (
                <td key={id} className={cn('h-(--row-height) border-b px-3 first:pl-(--gutter)', hides(index, narrow) && 'max-md:hidden')}>
                  <Skeleton className={cn('h-3', index === 0 ? 'w-40' : 'w-16', align === 'end' && 'ml-auto')} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
