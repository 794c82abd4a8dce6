import type { Sort } from '#components/shell/url-state.ts';
import { cn } from '#components/ui/cn.ts';
import type { Reader } from '#lib/core/format.ts';
import { CellContent } from './cell-content.tsx';
import type { Column } from './columns.ts';
import { HeadRow } from './head-row.tsx';
import { hrefWith, type ListUrl } from './list-url.ts';
import styles from './rows-table.module.css';
import { ScrollRegion } from './scroll-region.tsx';

/** What the rows of a list are and what they do. */
export interface RowsProps<Row> {
  /** Names table and region: "Virtual keys". */
  label: string;
  rows: readonly Row[];
  rowId: (row: Row) => string;
  /** The row in words, for its box: "ci-payments". */
  rowName: (row: Row) => string;
  /** What the row's link does: the panel (`open` in the URL), a page, or nothing. */
  opens?: 'panel' | ((row: Row) => string);
  /** Rows that need attention have a word in them too; this only marks their edge. */
  rowTone?: (row: Row) => 'danger' | 'warning' | undefined;
  url: ListUrl;
  reader: Reader;
  /** The moment of the page, RFC 3339. */
  now: string;
  /** `sort` and `open` from readUrlState. */
  sort?: Sort | undefined;
  defaultSort?: Sort | undefined;
  open?: string | undefined;
}

export interface RowsTableProps<Row> extends RowsProps<Row> {
  /** Columns on screen. */
  shown: readonly Column<Row>[];
  selectable: boolean;
}

/** The table itself, in a region that scrolls and can be reached by key. */
export function RowsTable<Row>(props: RowsTableProps<Row>) {
  const { label, rows, rowId, shown, selectable, url, sort, defaultSort } = props;
  const hasTotal = shown.some(({ total }) => total !== undefined);
  return (
    <ScrollRegion label={`${label}, scrollable`}>
      <table aria-label={label} className={cn(styles.table, 'transition-opacity group-data-pending/list:opacity-60')}>
        <HeadRow columns={shown} selectable={selectable} url={url} sort={sort} defaultSort={defaultSort} />
        <tbody>
          {rows.map((row) => (
            <TableRow key={rowId(row)} {...props} row={row} />
          ))}
        </tbody>
        {hasTotal ? <TotalRow shown={shown} selectable={selectable} /> : null}
      </table>
    </ScrollRegion>
  );
}

/**
 * Marks that the style sheet reads. What is off is left out altogether: an undefined attribute costs nothing in HTML, but is
 * spelled out in what the server sends for hydration, once a cell.
 */
function marks(on: Readonly<Record<`data-${string}`, boolean>>): Record<string, ''> {
  return Object.fromEntries(Object.entries(on).flatMap(([name, set]) => (set ? [[name, '' as const]] : [])));
}

function TableRow<Row>(props: RowsTableProps<Row> & { row: Row }) {
  const { row, shown, selectable, rowId, rowName, opens, rowTone, open } = props;
  const id = rowId(row);
  const tone = rowTone?.(row);
  return (
    <tr
      data-row={id}
      {...marks({ 'data-opens': opens === 'panel', 'data-open': open === id })}
      {...(tone === undefined ? {} : { 'data-tone': tone })}
    >
      {selectable ? (
        <td data-box="">
          <label>
            <input type="checkbox" data-select="" value={id} aria-label={`Select ${rowName(row)}`} />
          </label>
        </td>
      ) : null}
      {shown.map((column, index) =>
        index === 0 ? (
          <th key={column.id} scope="row">
            <RowName {...props} id={id} column={column} />
          </th>
        ) : (
          <td key={column.id} {...marks({ 'data-end': column.align === 'end', 'data-wide': column.narrow !== true })}>
            <Cell {...props} column={column} />
          </td>
        ),
      )}
    </tr>
  );
}

/** The first cell is the row's link, so that a row is one stop for keys and has an address. */
function RowName<Row>({ row, column, id, opens, url, open, ...rest }: RowsTableProps<Row> & { row: Row; column: Column<Row>; id: string }) {
  const cell = <Cell {...rest} row={row} column={column} />;
  if (opens === undefined) return <span>{cell}</span>;
  const panel = opens === 'panel';
  return (
    <a
      href={panel ? hrefWith(url, { open: id }) : opens(row)}
      {...marks({ 'data-soft': panel, 'data-row-link': true })}
      {...(panel && open === id ? { 'aria-current': 'true' as const } : {})}
    >
      {cell}
    </a>
  );
}

function Cell<Row>({ row, column, reader, now }: Pick<RowsTableProps<Row>, 'reader' | 'now'> & { row: Row; column: Column<Row> }) {
  if (column.cell) return column.cell(row);
  return <CellContent value={column.value?.(row) ?? null} format={column.format ?? 'text'} reader={reader} now={now} />;
}

/** The first column's total is the word for it, "Total" unless the column says otherwise. */
function TotalRow<Row>({ shown, selectable }: Pick<RowsTableProps<Row>, 'shown' | 'selectable'>) {
  return (
    <tfoot>
      <tr>
        {selectable ? <td data-box="" /> : null}
        {shown.map(({ id, total, align, narrow }, index) =>
          index === 0 ? (
            <th key={id} scope="row">
              {total ?? 'Total'}
            </th>
          ) : (
            <td key={id} {...marks({ 'data-end': align === 'end', 'data-wide': narrow !== true })}>
              {total}
            </td>
          ),
        )}
      </tr>
    </tfoot>
  );
}
