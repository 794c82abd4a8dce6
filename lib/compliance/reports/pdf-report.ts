import { toPublicId } from '#lib/core/ids.ts';
import { PdfPage, page, type TextStyle } from '#lib/statements/files/pdf-page.ts';
import { checkNamed } from '../checks/index.ts';
import { type Report, type ReportFile, statementOf } from './report.ts';
import { wrapText } from './wrap-text.ts';

const left = page.margin;
const width = page.width - 2 * page.margin;
const bottom = page.height - page.margin - 24;
const words = { pass: 'Pass', fail: 'Fail', needs_human: 'Needs human', not_applicable: 'Does not apply' } as const;
const moment = (at: Date): string => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
const day = (at: Date): string => at.toISOString().slice(0, 10);
/** Characters of nine points that surely fit the width of the page. */
const lineCharacters = 100;

/** Text from top to bottom; a new page begins where one is full. */
class Flow {
  readonly pdf: PdfPage;
  #y: number = left;

  constructor(pdf: PdfPage) {
    this.pdf = pdf;
  }

  /** One line of texts side by side; `height` points to the next. */
  row(cells: readonly (readonly [text: string, style: Partial<TextStyle>])[], height = 14): void {
    if (this.#y + height > bottom) {
      this.pdf.newPage();
      this.#y = left;
    }
    for (const [text, style] of cells) this.pdf.text(text, this.#y, { x: left, width, ...style });
    this.#y += height;
  }

  heading(text: string): void {
    if (this.#y + 60 > bottom) this.#y = bottom;
    else this.#y += 12;
    this.row([[text, { size: 12, bold: true }]], 20);
  }

  paragraph(text: string, style: Partial<TextStyle> = {}): void {
    for (const line of wrapText(text, lineCharacters)) this.row([[line, style]], 13);
  }
}

function writeHead(flow: Flow, { organization, audit }: Report): void {
  flow.row([['Compliance report', { size: 18, bold: true }]], 26);
  flow.paragraph(statementOf(organization), { grey: true });
  flow.row([], 8);
  const facts: readonly (readonly [string, string])[] = [
    ['Organization', organization],
    ['Audit', `${toPublicId('complianceRun', audit.id)}, ${moment(audit.finished_at)}`],
    ['Score', audit.score === null ? 'Nothing was decided' : `${audit.score} of 100 over what was decided`],
    ['Evidenced', `${audit.evidenced} % of what applies was decided`],
    ['Next audit', day(audit.next_audit_at)],
  ];
  for (const [label, value] of facts)
    flow.row([
      [label, { width: 84, grey: true }],
      [value, { x: left + 88, width: width - 88 }],
    ]);
}

function writeScores(flow: Flow, { audit }: Report): void {
  flow.heading('Frameworks');
  const at = [0, 190, 250, 320, 370, 420] as const;
  const cells = (texts: readonly string[], style: Partial<TextStyle>) =>
    texts.map((text, index) => [text, { x: left + (at[index] ?? 0), width: index === 0 ? 184 : 66, ...style }] as const);
  flow.row(cells(['Framework', 'Score', 'Evidenced', 'Passed', 'Failed', 'Needs human'], { size: 8, bold: true }));
  for (const one of audit.frameworks) {
    const score = one.score === null ? '–' : `${one.score}`;
    flow.row(cells([one.name, score, `${one.evidenced} %`, `${one.passed}`, `${one.failed}`, `${one.needs_human}`], {}));
  }
}

function writeFindings(flow: Flow, { findings }: Report): void {
  flow.heading('Findings');
  if (findings.length === 0) flow.paragraph('No check failed.');
  for (const { check, severity, state, failing, dueAt } of findings) {
    const known = checkNamed(check);
    const about = state === 'accepted' ? 'risk accepted' : `due ${day(dueAt)}`;
    flow.row([
      [`${known?.title ?? check}: does not hold (${failing})`, { bold: true, width: 360 }],
      [`${severity}, ${about}`, { x: left + 366, width: width - 366 }],
    ]);
    flow.paragraph(known?.mend ?? '', { grey: true });
  }
}

function writeControls(flow: Flow, { audit }: Report): void {
  for (const { framework, name } of audit.frameworks) {
    flow.heading(name);
    for (const control of audit.controls.filter((one) => one.framework === framework)) {
      const by = control.checks.length === 0 ? 'People' : control.checks.join(', ');
      flow.row([
        [control.ref, { width: 104 }],
        [control.title, { x: left + 108, width: 300 }],
        [words[control.status], { x: left + 414, width: width - 414, bold: control.status === 'fail' }],
      ]);
      flow.row([[by, { x: left + 108, width: width - 108, size: 7, grey: true }]], 13);
    }
  }
}

function writeEvidence(flow: Flow, { audit }: Report): void {
  flow.heading('Evidence');
  flow.paragraph('SHA-256 of the evidence of each check, as the JSON form of this report and the API hold it.', { grey: true });
  for (const { check, status, examined, failing, digest } of audit.checks) {
    flow.row([[`${check}: ${words[status]}, ${failing} of ${examined} fail`, { size: 8 }]], 11);
    flow.row([[digest, { size: 7, grey: true }]], 12);
  }
}

function writeFeet({ pdf }: Flow, { audit }: Report): void {
  const { pages } = pdf;
  for (let index = 0; index < pages; index += 1) {
    pdf.onPage(index);
    const y = page.height - page.margin;
    pdf.text(`Evidences what was found; no certificate · SHA-256 ${audit.digest}`, y, {
      ...{ x: left, width: 430, size: 7, grey: true },
    });
    pdf.text(`Page ${index + 1} of ${pages}`, y, { x: left + width - 80, width: 80, size: 7, align: 'right', grey: true });
  }
}

/** The report on A4 for people: scores, findings, every control, digests of all evidence. */
export const pdfReport: ReportFile = {
  suffix: '.pdf',
  contentType: 'application/pdf',
  async write(report) {
    const { organization, audit } = report;
    const title = `Compliance report, ${organization}, ${day(audit.finished_at)}`;
    const flow = new Flow(new PdfPage({ title, author: organization, created: audit.finished_at }));
    writeHead(flow, report);
    writeScores(flow, report);
    writeFindings(flow, report);
    writeControls(flow, report);
    writeEvidence(flow, report);
    writeFeet(flow, report);
    return flow.pdf.end();
  },
};
