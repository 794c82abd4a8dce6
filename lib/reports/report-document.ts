import type { ReportKindName, ReportScopeKind, ReportSectionName } from '#lib/contracts/report-request.ts';
import type { ReportDocument as WireDocument } from '#lib/contracts/reports.ts';
import { formatUsd } from '#lib/core/money.ts';

/** What the values of a column are, and so how each format writes them. Money is nano-USD; percent is of 100; a day is `2026-10-01`. */
export type ColumnKind = 'text' | 'count' | 'usd' | 'percent' | 'instant' | 'day';

export interface ReportColumn {
  readonly id: string;
  readonly header: string;
  readonly kind: ColumnKind;
}

/** Of kind `usd` a bigint, `instant` a Date, `count` and `percent` a number, else a text; null where there is nothing to say. */
export type ReportCell = string | number | bigint | Date | null;

/** One table. */
export interface ReportSection {
  readonly id: ReportSectionName;
  readonly title: string;
  readonly columns: readonly ReportColumn[];
  readonly rows: readonly (readonly ReportCell[])[];
  /** Under the columns, first cell empty; null where sums mean nothing. */
  readonly total: readonly ReportCell[] | null;
  /** What the rows leave out; null where they leave nothing. */
  readonly note: string | null;
  /** The column that bars are drawn of, where the section is worth a picture. */
  readonly barColumn?: string;
}

/** A report before it has a format: the same for all of them. */
export interface ReportDocument {
  readonly kind: ReportKindName;
  readonly title: string;
  readonly organization: string;
  /** `id` is public; null for the organization. */
  readonly scope: { readonly kind: ReportScopeKind; readonly id: string | null; readonly name: string };
  readonly from: Date;
  /** The first instant after the period. */
  readonly to: Date;
  readonly timeZone: string;
  /** Such as "October 2026". */
  readonly periodLabel: string;
  readonly createdAt: Date;
  readonly sections: readonly ReportSection[];
}

/** A value as JSON has it. */
export function wireCell(cell: ReportCell): string | number | null {
  if (typeof cell === 'bigint') return formatUsd(cell);
  return cell instanceof Date ? cell.toISOString() : cell;
}

/** The document as the API gives it. */
export function toWireDocument(document: ReportDocument): WireDocument {
  const { kind, title, organization, scope, from, to, timeZone, periodLabel, createdAt, sections } = document;
  return {
    ...{ kind, title, organization, scope, from, to, time_zone: timeZone, period_label: periodLabel, created_at: createdAt },
    sections: sections.map(({ id, title: heading, columns, rows, total, note }) => ({
      ...{ id, title: heading, note, columns: columns.map((column) => ({ ...column })) },
      rows: rows.map((row) => row.map(wireCell)),
      total: total === null ? null : total.map(wireCell),
    })),
  };
}
