import type { ReactNode } from 'react';
import type { Filter } from '#components/shell/url-state.ts';
import { ButtonLink } from '#components/ui/button-link.tsx';
import { StaleNote } from '#components/ui/stale-note.tsx';
import { type Column, shownColumns } from './columns.ts';
import { ColumnsMenu } from './columns-menu.tsx';
import { FilterBar } from './filter-bar.tsx';
import type { FilterField, FindFilterValues } from './filter-field.ts';
import { ListFrame } from './list-frame.tsx';
import { hrefCleared } from './list-url.ts';
import { hasPages, Pager } from './pager.tsx';
import { ResultCount } from './result-count.tsx';
import { type RowsProps, RowsTable } from './rows-table.tsx';
import { SearchBox } from './search-box.tsx';
import { SelectionBar } from './selection-bar.tsx';
import { type EmptyWords, type TableProblem, TableState } from './table-state.tsx';

export interface DataTableProps<Row> extends RowsProps<Row> {
  /** In plural, for sentences: "keys". */
  noun: string;
  columns: readonly Column<Row>[];
  cols?: readonly string[] | undefined;
  search?: { label: string; value: string | undefined; onEnter?: boolean } | undefined;
  filters?:
    | { fields: readonly FilterField[]; active: readonly Filter[]; suggested?: readonly Filter[]; findValues?: FindFilterValues }
    | undefined;
  /** "12,431 keys", "38 need rotation", and the number itself for "select all". */
  summary?: { text: string; detail?: string; matching?: number } | undefined;
  /** Cursors of the pages beside this one. */
  newer?: string | undefined;
  older?: string | undefined;
  /** Right end of the toolbar: views, export. */
  tools?: ReactNode;
  /** Bulk actions; with them rows can be selected. They read useSelection. */
  bulk?: ReactNode;
  /** Above the rows: "12 new". */
  pill?: ReactNode;
  /** Logs start compact; without it the reader's preference holds. */
  density?: 'compact' | undefined;
  empty: EmptyWords;
  /** The rows could not be read; what is around them works on. */
  problem?: TableProblem | undefined;
  /** The time the rows are from, when they are no longer kept up. */
  staleSince?: string | undefined;
}

/**
 * A list: toolbar, rows, pages. All of it is written by the server from the URL; the browser adds keys, selection and soft
 * navigation. It fills the height that its page leaves, so that head, first column and pages stay in sight.
 */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, columns, rows, url, reader, cols, search, filters, summary, tools, bulk, pill, density, staleSince } = props;
  const shown = shownColumns(columns, cols);
  const hasColumnsMenu = columns.length > 2;
  const matching = summary?.matching;
  return (
    <ListFrame matching={matching} className="min-h-80">
      <div data-fill data-density={density} className="flex min-h-0 flex-1 flex-col">
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1.5 px-(--gutter) pb-2">
          {search === undefined ? null : <SearchBox {...search} />}
          {filters === undefined ? null : <FilterBar {...filters} reader={reader} />}
          <div className="ml-auto flex items-center gap-2">
            {staleSince === undefined ? null : <StaleNote since={staleSince} />}
            {summary === undefined ? null : <ResultCount text={summary.text} detail={summary.detail} />}
            {hasColumnsMenu ? (
              <ColumnsMenu columns={columns.map(({ id, header, optional = false }) => ({ id, header, optional }))} cols={cols} />
            ) : null}
            {tools}
          </div>
        </div>
        <PendingBar />
        {pill}
        {rows.length === 0 || props.problem !== undefined ? (
          <TableState
            problem={props.problem}
            noun={props.noun}
            empty={props.empty}
            filters={filters?.active.length ?? 0}
            q={search?.value}
            clear={<ButtonLink href={hrefCleared(url)}>{filters?.active.length ? 'Clear filters' : 'Clear search'}</ButtonLink>}
          />
        ) : (
          <RowsTable {...props} shown={shown} label={label} selectable={bulk !== undefined} />
        )}
        <Pager url={url} newer={props.newer} older={props.older} />
      </div>
      {bulk === undefined ? null : (
        <SelectionBar reader={reader} matching={matching} listed={rows.length} overPager={hasPages(url, props.older)}>
          {bulk}
        </SelectionBar>
      )}
    </ListFrame>
  );
}

/** Two pixels over the head while the next rows are on their way; nothing for the first 150 ms. */
export function PendingBar() {
  return (
    <div aria-hidden className="relative h-px shrink-0 bg-hairline">
      <div className="absolute inset-x-0 -top-px hidden h-0.5 animate-appear-late overflow-hidden group-data-pending/list:block">
        <div className="h-full w-1/3 animate-progress bg-brand" />
      </div>
    </div>
  );
}
