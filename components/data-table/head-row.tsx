import { ArrowDown, ArrowUp } from 'lucide-react';
import type { Sort } from '#components/shell/url-state.ts';
import type { Column } from './columns.ts';
import { hrefWith, type ListUrl, nextSort, sortPatch } from './list-url.ts';

export interface HeadRowProps<Row> {
  columns: readonly Column<Row>[];
  selectable: boolean;
  url: ListUrl;
  sort: Sort | undefined;
  defaultSort: Sort | undefined;
}

/** Sorting headers are links: they have an address and work before scripts do. */
export function HeadRow<Row>({ columns, selectable, url, sort, defaultSort }: HeadRowProps<Row>) {
  return (
    <thead>
      <tr>
        {selectable ? (
          <th scope="col" data-box="">
            <label>
              <input type="checkbox" data-select-page="" aria-label="Select all on this page" />
            </label>
          </th>
        ) : null}
        {columns.map((column, index) => {
          const sorted = column.sort !== undefined && sort?.field === column.sort ? sort : undefined;
          return (
            <th
              key={column.id}
              scope="col"
              aria-sort={sorted ? (sorted.descending ? 'descending' : 'ascending') : undefined}
              data-end={column.align === 'end' ? '' : undefined}
              data-wide={index > 0 && column.narrow !== true ? '' : undefined}
              style={column.width === undefined ? undefined : { width: column.width }}
            >
              {column.sort === undefined ? (
                column.header
              ) : (
                <SortLink {...{ url, sort, defaultSort }} field={column.sort} descendingFirst={column.descendingFirst ?? false}>
                  {column.header}
                </SortLink>
              )}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

interface SortLinkProps extends Pick<HeadRowProps<never>, 'url' | 'sort' | 'defaultSort'> {
  field: string;
  descendingFirst: boolean;
  children: string;
}

function SortLink({ url, sort, defaultSort, field, descendingFirst, children }: SortLinkProps) {
  const next = nextSort(sort, field, descendingFirst) ?? defaultSort;
  const descending = sort?.field === field ? sort.descending : descendingFirst;
  const Arrow = descending ? ArrowDown : ArrowUp;
  return (
    <a href={hrefWith(url, sortPatch(next, defaultSort))} data-soft="">
      {children}
      <Arrow aria-hidden />
    </a>
  );
}
