import { PdfPage, page } from '#lib/statements/files/pdf-page.ts';
import { amountOf, cellText, isNumeric, shareOf } from '../cell-text.ts';
import type { ReportDocument, ReportSection } from '../report-document.ts';
import type { ReportFormat } from './report-format.ts';

const left = page.margin;
const right = page.width - page.margin;
const bottom = page.height - page.margin - 24;
const lineHeight = 14;
const gap = 8;
const barHeight = 3;
/** A page and more of lines that nobody reads on paper is left to the other formats. */
const rowsMax = 400;
/** Widths by kind, in parts of the page; texts share what numbers leave. */
const parts = { text: 3, day: 2, instant: 2.4, usd: 2, count: 1.6, percent: 1.2 } as const;

interface Place {
  readonly x: number;
  readonly width: number;
}

/** Ids are for programs: paper has names. */
const shownColumns = ({ columns }: ReportSection): readonly number[] =>
  columns.flatMap(({ id }, index) => (id === 'id' || id.endsWith('_id') ? [] : [index]));

function placesOf({ columns }: ReportSection, shown: readonly number[]): readonly Place[] {
  const partOf = (index: number): number => parts[columns[index]?.kind ?? 'text'];
  const all = shown.reduce((sum, index) => sum + partOf(index), 0);
  const free = right - left - gap * (shown.length - 1);
  let x = left;
  return shown.map((index) => {
    const place = { x, width: (free * partOf(index)) / all };
    x += place.width + gap;
    return place;
  });
}

/** Writes sections one after the other and turns pages; `y` is where the next line goes. */
class PdfWriter {
  readonly #pdf: PdfPage;
  readonly #timeZone: string;
  y: number = page.margin;

  constructor(pdf: PdfPage, timeZone: string) {
    this.#pdf = pdf;
    this.#timeZone = timeZone;
  }

  section(section: ReportSection): void {
    const shown = shownColumns(section);
    const places = placesOf(section, shown);
    const rows = section.rows.slice(0, rowsMax);
    const barAt = section.columns.findIndex(({ id }) => id === section.barColumn);
    const largest = Math.max(0, ...rows.map((row) => amountOf(row[barAt] ?? null)));
    if (this.y + 5 * lineHeight > bottom) this.#turn();
    this.#pdf.text(section.title, this.y, { x: left, width: right - left, size: 12, bold: true });
    this.y += 20;
    this.#head(section, shown, places);
    for (const row of rows) {
      if (this.y + lineHeight > bottom) {
        this.#turn();
        this.#head(section, shown, places);
      }
      this.#line(section, row, { shown, places });
      const share = barAt < 0 ? 0 : shareOf(row[barAt] ?? null, largest);
      const [first] = places;
      if (share > 0 && first !== undefined) this.#pdf.bar(this.y + 11, { x: first.x, width: Math.max(1, first.width * share), height: 1 });
      this.y += lineHeight + (barAt < 0 ? 0 : barHeight);
    }
    if (section.total !== null) {
      if (this.y + lineHeight > bottom) this.#turn();
      this.#pdf.rule(this.y);
      this.y += 4;
      this.#line(section, section.total, { shown, places, bold: true });
      this.y += lineHeight;
    }
    const cut = section.rows.length - rows.length;
    for (const note of [cut > 0 ? `${cut} more rows are in the other formats.` : null, section.note]) if (note !== null) this.#note(note);
    this.y += 18;
  }

  #note(text: string): void {
    if (this.y + lineHeight > bottom) this.#turn();
    this.#pdf.text(text, this.y + 2, { x: left, width: right - left, size: 8, grey: true });
    this.y += lineHeight;
  }

  #turn(): void {
    this.#pdf.newPage();
    this.y = page.margin;
  }

  #head({ columns }: ReportSection, shown: readonly number[], places: readonly Place[]): void {
    for (const [at, index] of shown.entries()) {
      const column = columns[index];
      const place = places[at];
      if (column === undefined || place === undefined) continue;
      this.#pdf.text(column.header, this.y, { ...place, size: 8, bold: true, align: isNumeric(column.kind) ? 'right' : 'left' });
    }
    this.#pdf.rule(this.y + 13);
    this.y += 18;
  }

  #line(
    { columns }: ReportSection,
    row: ReportSection['rows'][number],
    { shown, places, bold = false }: { readonly shown: readonly number[]; readonly places: readonly Place[]; readonly bold?: boolean },
  ): void {
    for (const [at, index] of shown.entries()) {
      const kind = columns[index]?.kind ?? 'text';
      const place = places[at];
      const cell = row[index] ?? null;
      if (place === undefined) continue;
      const align = isNumeric(kind) || typeof cell !== 'string' ? 'right' : 'left';
      this.#pdf.text(cellText(cell, kind, this.#timeZone), this.y, { ...place, size: 8, bold, align: kind === 'instant' ? 'left' : align });
    }
  }
}

function writeHead(pdf: PdfPage, { title, organization, scope, periodLabel, timeZone }: ReportDocument): number {
  pdf.text(title, page.margin, { x: left, width: right - left, size: 20, bold: true });
  const lines = [`${organization}${scope.kind === 'tenant' ? '' : ` · ${scope.name}`}`, `${periodLabel} (${timeZone})`];
  for (const [index, text] of lines.entries())
    pdf.text(text, page.margin + 30 + index * lineHeight, { x: left, width: right - left, size: 10, grey: true });
  return page.margin + 30 + lines.length * lineHeight + 20;
}

function writeFoot(pdf: PdfPage, document: ReportDocument): void {
  const { pages } = pdf;
  const made = cellText(document.createdAt, 'instant', document.timeZone);
  for (let index = 0; index < pages; index += 1) {
    pdf.onPage(index);
    const y = page.height - page.margin;
    pdf.text(`${document.title} · ${document.scope.name} · ${document.periodLabel} · made ${made}`, y, {
      x: left,
      width: 420,
      size: 7,
      grey: true,
    });
    pdf.text(`Page ${index + 1} of ${pages}`, y, { x: right - 80, width: 80, size: 7, align: 'right', grey: true });
  }
}

/** A4 with real text: sections with bars under their first column, page numbers. Long tables are cut, and say so. */
export const pdf: ReportFormat = {
  format: 'pdf',
  title: 'PDF',
  contentType: 'application/pdf',
  async write(document) {
    const { title, organization, scope, periodLabel, createdAt, timeZone, sections } = document;
    const written = new PdfPage({ title: `${title}, ${scope.name}, ${periodLabel}`, author: organization, created: createdAt });
    const writer = new PdfWriter(written, timeZone);
    writer.y = writeHead(written, document);
    for (const section of sections) writer.section(section);
    writeFoot(written, document);
    return written.end();
  },
};
