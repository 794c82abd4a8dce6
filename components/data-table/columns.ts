import type { ReactNode } from 'react';
import type { UrlPatch } from '#components/shell/url-state.ts';
import type { CellFormat, CellValue } from './cell-content.tsx';

/** A column as data. Pages are server components, so cells may be drawn by a function of the row. */
export interface Column<Row> {
  /** Stands in the URL's `cols`. */
  id: string;
  header: string;
  /** Figures end at the same edge, so that digits align. */
  align?: 'start' | 'end';
  /** What the value is, or… */
  value?: (row: Row) => CellValue;
  format?: CellFormat;
  /** …how the cell is drawn. */
  cell?: (row: Row) => ReactNode;
  /** Field of the API's `sort`; without it the header is only a header. */
  sort?: string;
  /** Whether the first click sorts from large to small, as figures and times want. */
  descendingFirst?: boolean;
  /** Off until somebody switches it on. */
  optional?: boolean;
  /** Stays at 360 px, where a row is name, figure and state. */
  narrow?: boolean;
  /** CSS width the column starts from: `9rem`. Without one the content decides. */
  width?: string;
  /** Foot row: the total, which equals the rows. */
  total?: ReactNode;
}

type Ided = Pick<Column<never>, 'id' | 'optional'>;

/** Columns shown, in their own order. The first names the row and is always there; unknown ids in `cols` are ignored. */
export function shownColumns<Shown extends Ided>(columns: readonly Shown[], cols: readonly string[] | undefined): readonly Shown[] {
  return columns.filter((column, index) => index === 0 || (cols ? cols.includes(column.id) : !column.optional));
}

/** The patch that switches one column; the list's own selection leaves no trace in the URL. */
export function toggleColumn(columns: readonly Ided[], cols: readonly string[] | undefined, id: string): UrlPatch {
  const shown = new Set(shownColumns(columns, cols).map((column) => column.id));
  if (!shown.delete(id)) shown.add(id);
  const own = shownColumns(columns, undefined).map((column) => column.id);
  const next = columns.map((column) => column.id).filter((other) => shown.has(other));
  return { cols: next.join(',') === own.join(',') ? undefined : next.join(',') };
}
