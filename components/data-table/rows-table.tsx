import type { Sort } from '#components/shell/url-state.ts';
import { Checkbox } from '#components/ui/checkbox.tsx';
import { cn } from '#components/ui/cn.ts';
import type { Reader } from '#lib/core/format.ts';
import { CellContent } from './cell-content.tsx';
import type { Column } from './columns.ts';
import { HeadRow } from './head-row.tsx';
import { hrefWith, type ListUrl } from './list-url.ts';
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

/** Cells keep their own ground: those that stay while the table scrolls must cover what passes under them. */
const cellClasses = [
  'h-(--row-height) border-b px-3 text-left align-middle font-normal last:pr-(--gutter)',
  'bg-surface group-hover/row:bg-hover group-data-open/row:bg-selected group-data-selected/row:bg-selected',
];

/** The table itself, in a region that scrolls and can be reached by key. */
export function RowsTable<Row>(props: RowsTableProps<Row>) {
  const { label, rows, rowId, shown, selectable, url, sort, defaultSort } = props;
  const hasTotal = shown.some(({ total }) => total !== undefined);
  return (
    <ScrollRegion label={`${label}, scrollable`}>
      <table
        aria-label={label}
        className="w-full border-separate border-spacing-0 text-control transition-opacity group-data-pending/list:opacity-60"
      >
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

function TableRow<Row>(props: RowsTableProps<Row> & { row: Row }) {
  const { row, shown, selectable, rowId, rowName, opens, rowTone, open } = props;
  const id = rowId(row);
  const tone = rowTone?.(row);
  return (
    <tr
      data-row={id}
      data-opens={opens === 'panel' ? '' : undefined}
      data-open={open === id ? '' : undefined}
      data-tone={tone}
      className={cn('group/row', opens === 'panel' && 'cursor-pointer')}
    >
      {selectable ? (
        <td className={cn(cellClasses, 'sticky left-0 z-1 w-10 pr-0 pl-(--gutter)')}>
          <Checkbox data-select value={id} aria-label={`Select ${rowName(row)}`} className="-ml-1" />
        </td>
      ) : null}
      {shown.map((column, index) =>
        index === 0 ? (
          <th
            key={column.id}
            scope="row"
            className={cn(cellClasses, 'sticky z-1 max-w-80 group-data-scrolled/region:border-r', nameClasses(selectable, tone))}
          >
            <RowName {...props} id={id} column={column} />
          </th>
        ) : (
          <td key={column.id} className={cn(cellClasses, 'max-w-72', columnClasses(column))}>
            <Cell {...props} column={column} />
          </td>
        ),
      )}
    </tr>
  );
}

const tones = { danger: 'shadow-[inset_2px_0_var(--danger)]', warning: 'shadow-[inset_2px_0_var(--warning)]' };

const nameClasses = (selectable: boolean, tone: keyof typeof tones | undefined): string =>
  cn(selectable ? 'left-(--select-width) pl-2' : 'left-0 pl-(--gutter)', !selectable && tone !== undefined && tones[tone]);

const columnClasses = <Row,>({ align, narrow }: Column<Row>): string =>
  cn('truncate', align === 'end' && 'text-right tabular-nums', narrow !== true && 'max-md:hidden');

/** The first cell is the row's link, so that a row is one stop for keys and has an address. */
function RowName<Row>({ row, column, id, opens, url, open, ...rest }: RowsTableProps<Row> & { row: Row; column: Column<Row>; id: string }) {
  const cell = <Cell {...rest} row={row} column={column} />;
  if (opens === undefined) return <span className="block truncate">{cell}</span>;
  const panel = opens === 'panel';
  return (
    <a
      href={panel ? hrefWith(url, { open: id }) : opens(row)}
      data-soft={panel ? '' : undefined}
      data-row-link
      aria-current={panel && open === id ? 'true' : undefined}
      className="block truncate rounded-sm py-1 font-medium focus-visible:outline-offset-0"
    >
      {cell}
    </a>
  );
}

function Cell<Row>({ row, column, reader, now }: Pick<RowsTableProps<Row>, 'reader' | 'now'> & { row: Row; column: Column<Row> }) {
  if (column.cell) return column.cell(row);
  return <CellContent value={column.value?.(row) ?? null} format={column.format ?? 'text'} reader={reader} now={now} />;
}

function TotalRow<Row>({ shown, selectable }: Pick<RowsTableProps<Row>, 'shown' | 'selectable'>) {
  const foot = 'sticky bottom-0 z-2 h-(--row-height) border-t bg-surface px-3 font-medium last:pr-(--gutter)';
  return (
    <tfoot>
      <tr>
        {selectable ? <td className={foot} /> : null}
        {shown.map((column, index) =>
          index === 0 ? (
            <th key={column.id} scope="row" className={cn(foot, 'z-3 text-left', nameClasses(selectable, undefined))}>
              {column.total ?? 'Total'}
            </th>
          ) : (
            <td key={column.id} className={cn(foot, columnClasses(column))}>
              {column.total}
            </td>
          ),
        )}
      </tr>
    </tfoot>
  );
}
