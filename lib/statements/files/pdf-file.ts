import type { StatementLine, StatementWithLines } from '#lib/contracts/statements.ts';
import { formatUsd } from '#lib/core/money.ts';
import type { StatementFile } from './index.ts';
import { PdfPage, page, type TextStyle } from './pdf-page.ts';

const left = page.margin;
const right = page.width - page.margin;
const bottom = page.height - page.margin - 24;
const lineHeight = 14;

type Column = TextStyle & { readonly header: string; value(line: StatementLine): string };

const count = (value: number): string => value.toLocaleString('en-US');

const columns: readonly Column[] = [
  { header: 'Team', x: left, width: 110, value: (line) => line.team_name ?? (line.kind === 'usage' ? 'No team' : '') },
  { header: 'Description', x: left + 116, width: 155, value: (line) => line.description },
  { header: 'Provider', x: left + 276, width: 56, value: (line) => line.provider ?? '' },
  { header: 'Calls', x: left + 334, width: 48, align: 'right', value: (line) => count(line.calls) },
  { header: 'Tokens', x: left + 386, width: 56, align: 'right', value: (line) => count(line.input_tokens + line.output_tokens) },
  { header: 'USD', x: left + 446, width: right - left - 446, align: 'right', value: (line) => formatUsd(line.amount_usd) },
];

const dayIn = (timeZone: string, date: Date): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone, day: 'numeric', month: 'short', year: 'numeric' }).format(date);

const titles = { statement: 'Statement', invoice: 'Invoice' } as const;

function facts(stated: StatementWithLines): readonly (readonly [string, string])[] {
  const { period, terms, scope } = stated;
  const zone = period.time_zone;
  const last = dayIn(zone, new Date(period.end.getTime() - 1));
  return [
    ['Organization', stated.tenant_name],
    ['For', scope.kind === 'tenant' ? 'The whole organization' : `${scope.name} (${scope.kind.replace('_', ' ')})`],
    ['Period', `${period.label}: ${dayIn(zone, period.start)} to ${last} (${zone})`],
    ['Issued', dayIn(zone, stated.issued_at)],
    ...(stated.due_at === null ? [] : [['Payable', `${terms.payment_terms_days} days net, by ${dayIn(zone, stated.due_at)}`] as const]),
    ...(terms.cost_center === null ? [] : [['Cost center', terms.cost_center] as const]),
    ...(terms.recipients.length === 0 ? [] : [['To', terms.recipients.join(', ')] as const]),
  ];
}

/** Head of the first page; answers where the table begins. */
function writeHead(pdf: PdfPage, stated: StatementWithLines): number {
  const title = `${titles[stated.document]} ${stated.number}`;
  pdf.text(stated.terms.issuer_name, left, { x: left, width: 300, size: 13, bold: true });
  pdf.text(title, left, { x: left + 300, width: right - left - 300, size: 13, bold: true, align: 'right' });
  let y = left + 20;
  for (const line of stated.terms.issuer_address.split('\n').filter((text) => text !== '')) {
    pdf.text(line, y, { x: left, width: 300, grey: true });
    y += 12;
  }
  y += 14;
  for (const [label, value] of facts(stated)) {
    pdf.text(label, y, { x: left, width: 84, grey: true });
    pdf.text(value, y, { x: left + 88, width: right - left - 88 });
    y += lineHeight;
  }
  return y + 12;
}

function writeTableHead(pdf: PdfPage, y: number): number {
  for (const { header, value: _, ...style } of columns) pdf.text(header, y, { ...style, size: 8, bold: true });
  pdf.rule(y + 13);
  return y + 18;
}

function writeLines(pdf: PdfPage, lines: readonly StatementLine[], from: number): number {
  let y = writeTableHead(pdf, from);
  for (const line of lines) {
    if (y + lineHeight > bottom) {
      pdf.newPage();
      y = writeTableHead(pdf, page.margin);
    }
    for (const { header: _, value, ...style } of columns) pdf.text(value(line), y, { ...style, size: 8 });
    y += lineHeight;
  }
  return y;
}

function writeTotals(pdf: PdfPage, stated: StatementWithLines, from: number): void {
  const totals: readonly (readonly [string, bigint])[] = [
    ['Usage of the period', stated.usage_usd],
    ['Corrections and adjustments', stated.adjustments_usd],
    ['Total', stated.total_usd],
    ['Rounding to cents', stated.rounding_usd],
  ];
  const needed = (totals.length + 4) * lineHeight;
  let y = from + 8;
  if (y + needed > bottom) {
    pdf.newPage();
    y = page.margin;
  }
  pdf.rule(y - 4);
  const [label, value] = [
    { x: left + 220, width: 180 },
    { x: left + 400, width: right - left - 400, align: 'right' },
  ] as const;
  for (const [name, amount] of totals) {
    pdf.text(name, y, label);
    pdf.text(formatUsd(amount), y, value);
    y += lineHeight;
  }
  const isInvoice = stated.document === 'invoice';
  pdf.text(isInvoice ? 'Payable, USD' : 'Total in cents, USD', y + 2, { ...label, size: 11, bold: true });
  pdf.text(formatUsd(stated.payable_usd).slice(0, -7), y + 2, { ...value, size: 11, bold: true });
  if (pdf.unprintable.size === 0) return;
  const note = `Characters shown as \ufffd are not in the fonts of this file; the CSV and JSON forms have them (${pdf.unprintable.size} different).`;
  pdf.text(note, y + 26, { x: left, width: right - left, size: 8, grey: true });
}

function writeFoot(pdf: PdfPage, stated: StatementWithLines): void {
  const { pages } = pdf;
  for (let index = 0; index < pages; index += 1) {
    pdf.onPage(index);
    const y = page.height - page.margin;
    pdf.text(`${titles[stated.document]} ${stated.number} · SHA-256 ${stated.digest}`, y, { x: left, width: 420, size: 7, grey: true });
    pdf.text(`Page ${index + 1} of ${pages}`, y, { x: right - 80, width: 80, size: 7, align: 'right', grey: true });
  }
}

/** The statement on A4: head, lines, totals, page numbers; its text can be selected and searched. */
export const pdfFile: StatementFile = {
  suffix: '.pdf',
  contentType: 'application/pdf',
  async write(stated) {
    const title = `${titles[stated.document]} ${stated.number}, ${stated.scope.name}, ${stated.period.label}`;
    const pdf = new PdfPage({ title, author: stated.terms.issuer_name, created: stated.issued_at });
    writeTotals(pdf, stated, writeLines(pdf, stated.lines, writeHead(pdf, stated)));
    writeFoot(pdf, stated);
    return pdf.end();
  },
};
