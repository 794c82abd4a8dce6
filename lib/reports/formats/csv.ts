import { csvLine } from '#lib/core/csv-lines.ts';
import { type ReportCell, type ReportSection, wireCell } from '../report-document.ts';
import type { ReportFormat } from './report-format.ts';

/** UTF-8 with its mark, by which Excel tells it from the machine's own characters. */
const mark = '\ufeff';

const recordsOf = ({ columns, rows }: ReportSection): readonly (readonly ReportCell[])[] => [columns.map(({ header }) => header), ...rows];
const linesOf = (section: ReportSection): string =>
  recordsOf(section)
    .map((row) => csvLine(row.map(wireCell)))
    .join('');

/**
 * RFC 4180. One section is a plain table; several follow each other, each under its title and after an empty line. Totals are
 * left out, so that the sum of a column is its total.
 */
export const csv: ReportFormat = {
  format: 'csv',
  title: 'CSV',
  contentType: 'text/csv',
  async write({ sections }) {
    const [only, ...more] = sections;
    if (only !== undefined && more.length === 0) return Buffer.from(mark + linesOf(only));
    return Buffer.from(mark + sections.map((section) => `${csvLine([section.title])}${linesOf(section)}`).join('\r\n'));
  },
};
