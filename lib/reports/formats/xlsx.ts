import writeExcelFile, { type Row, type Sheet } from 'write-excel-file/node';
import type { ColumnKind, ReportCell, ReportDocument, ReportSection } from '../report-document.ts';
import type { ReportFormat } from './report-format.ts';

/** Excel's own limits of a sheet's name, and what it may not hold. */
const sheetNameMax = 31;
const notInSheetNames = /[[\]:*?/\\]/g;

/** How Excel shows the values of a column; dollars with the nine places that we count. */
const excelFormat: Readonly<Partial<Record<ColumnKind, string>>> = {
  usd: '#,##0.00#######',
  count: '#,##0',
  percent: '0.00"%"',
  instant: 'yyyy-mm-dd hh:mm:ss',
};

type ExcelCell = Row[number];

/** Texts stay texts, whatever they begin with: a cell is only a formula where it says that it is one. */
function cellOf(cell: ReportCell, kind: ColumnKind, bold = false): ExcelCell {
  const weight = bold ? { fontWeight: 'bold' as const } : {};
  if (cell === null) return null;
  if (typeof cell === 'bigint') return { value: Number(cell) / 1e9, type: Number, format: excelFormat.usd ?? '', ...weight };
  if (typeof cell === 'number') return { value: cell, type: Number, format: excelFormat[kind] ?? '', ...weight };
  if (cell instanceof Date) return { value: cell, type: Date, format: excelFormat.instant ?? '', ...weight };
  return { value: cell, type: String, ...weight };
}

const widthOf = (kind: ColumnKind): number => (kind === 'text' ? 28 : kind === 'instant' ? 20 : 18);

function sheetOf({ title, columns, rows, total, note }: Omit<ReportSection, 'id'>, name: string): Sheet<never> {
  const header = columns.map((column): ExcelCell => ({ value: column.header, type: String, fontWeight: 'bold' }));
  const line = (cells: readonly ReportCell[], bold: boolean): Row =>
    cells.map((cell, at) => cellOf(cell, columns[at]?.kind ?? 'text', bold));
  return {
    sheet: name || title,
    data: [
      header,
      ...rows.map((row) => line(row, false)),
      ...(total === null ? [] : [line(total, true)]),
      ...(note === null ? [] : [[{ value: note, type: String } as const]]),
    ],
    columns: columns.map(({ kind }) => ({ width: widthOf(kind) })),
    stickyRowsCount: 1,
  };
}

function factsSheet({ title, organization, scope, periodLabel, timeZone, createdAt, from, to }: ReportDocument): Sheet<never> {
  const facts: readonly (readonly [string, ReportCell])[] = [
    ['Report', title],
    ['Organization', organization],
    ['For', scope.name],
    ['Period', periodLabel],
    ['From', from],
    ['To (exclusive)', to],
    ['Time zone', timeZone],
    ['Made', createdAt],
  ];
  return {
    sheet: 'Report',
    data: facts.map(([label, value]) => [cellOf(label, 'text', true), cellOf(value, 'text')]),
    columns: [{ width: 20 }, { width: 40 }],
  };
}

/** Names are unique, because each section is there once; only their length and characters are Excel's. */
const sheetName = (title: string): string => title.replaceAll(notInSheetNames, ' ').slice(0, sheetNameMax);

/** One table as a workbook of one sheet. */
export const tableWorkbook = (
  title: string,
  columns: ReportSection['columns'],
  rows: readonly (readonly ReportCell[])[],
): Promise<Uint8Array> => writeExcelFile([sheetOf({ title, columns, rows, total: null, note: null }, sheetName(title))]).toBuffer();

/** Office Open XML: what is in the report on a sheet, then a sheet for each section. Dollars are numbers, exact to 15 digits. */
export const xlsx: ReportFormat = {
  format: 'xlsx',
  title: 'Excel',
  contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  write: (document) =>
    writeExcelFile([factsSheet(document), ...document.sections.map((section) => sheetOf(section, sheetName(section.title)))]).toBuffer(),
};
