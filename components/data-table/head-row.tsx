import { ArrowDown, ArrowUp } from 'lucide-react';
import type { Sort } from '#components/shell/url-state.ts';
import { Checkbox } from '#components/ui/checkbox.tsx';
import { cn } from '#components/ui/cn.ts';
import type { Column } from './columns.ts';
import { hrefWith, type ListUrl, nextSort, sortPatch } from './list-url.ts';

export interface HeadRowProps<Row> {
  columns: readonly Column<Row>[];
  selectable: boolean;
  url: ListUrl;
  sort: Sort | undefined;
  defaultSort: Sort | undefined;
}

const headClasses =
  'sticky top-0 z-(--layer-head) h-8 whitespace-nowrap border-b bg-surface px-3 font-medium text-caption text-quiet last:pr-(--gutter)';

/** Sorting headers are links: they have an address and work before scripts do. */
export function HeadRow<Row>({ columns, selectable, url, sort, defaultSort }: HeadRowProps<Row>) {
  return (
    <thead>
      <tr>
        {selectable ? (
          <th scope="col" className={cn(headClasses, 'left-0 z-[calc(var(--layer-head)+1)] w-10 pr-0 pl-(--gutter)')}>
            <Checkbox data-select-page aria-label="Select all on this page" className="-ml-1" />
          </th>
        ) : null}
        {columns.map((column, index) => {
          const sorted = column.sort !== undefined && sort?.field === column.sort ? sort : undefined;
          return (
            <th
              key={column.id}
              scope="col"
              aria-sort={sorted ? (sorted.descending ? 'descending' : 'ascending') : undefined}
              style={column.width === undefined ? undefined : { width: column.width }}
              className={cn(
                headClasses,
                column.align === 'end' ? 'text-right' : 'text-left',
                index > 0 && column.narrow !== true && 'max-md:hidden',
                index === 0 && 'z-[calc(var(--layer-head)+1)] group-data-scrolled/region:border-r',
                index === 0 && (selectable ? 'left-(--select-width) pl-2' : 'left-0 pl-(--gutter)'),
              )}
            >
              {column.sort === undefined ? (
                column.header
              ) : (
                <a
                  href={hrefWith(url, sortPatch(nextSort(sort, column.sort, column.descendingFirst ?? false) ?? defaultSort, defaultSort))}
                  data-soft
                  className={cn('group/sort -mx-1 inline-flex h-6 items-center gap-1 rounded-sm px-1 hover:text-ink', sorted && 'text-ink')}
                >
                  {column.header}
                  <SortMark sort={sorted} descendingFirst={column.descendingFirst ?? false} />
                </a>
              )}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

/** The arrow keeps its place when it is not there, so that a hover moves nothing. */
function SortMark({ sort, descendingFirst }: { sort: Sort | undefined; descendingFirst: boolean }) {
  const Arrow = (sort?.descending ?? descendingFirst) ? ArrowDown : ArrowUp;
  return (
    <Arrow aria-hidden className={cn('size-3', !sort && 'opacity-0 group-hover/sort:opacity-50 group-focus-visible/sort:opacity-50')} />
  );
}
