import type { ReactElement } from 'react';
import { amountOf, cellText, isNumeric, shareOf } from '../cell-text.ts';
import type { ReportDocument, ReportSection } from '../report-document.ts';
import { mailAction, mailBars, mailFoot, mailHeading, mailPage, mailSubheading, mailTable, mailText } from './mail-parts.ts';
import { staticMarkup } from './static-markup.ts';

/** Where the links of a message lead; markers, until it is sent. */
export interface MailLinks {
  readonly open: string;
  /** Null where there is nothing to unsubscribe from. */
  readonly unsubscribe: string | null;
}

/** The forms of one message. */
export interface ReportMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

interface MailInput {
  readonly document: ReportDocument;
  /** Name of the schedule, or of the kind. */
  readonly name: string;
  /** What comes along, in a sentence. */
  readonly enclosed: string;
  readonly links: MailLinks;
}

/** Rows of a table and bars of a chart: the file has them all. */
const rowsMax = 8;
/** Points of a line of days that bars still show. */
const daysMax = 31;

/** Headers are one line, whatever name they quote. */
const oneLine = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();

const labelAt = ({ columns }: ReportSection): number =>
  Math.max(
    0,
    columns.findIndex(({ id, kind }) => (kind === 'text' || kind === 'day') && id !== 'id' && !id.endsWith('_id')),
  );

/** A section as bars, where it names a column for them; else undefined. */
function barsOf(section: ReportSection, timeZone: string) {
  const at = section.columns.findIndex(({ id }) => id === section.barColumn);
  const column = section.columns[at];
  if (column === undefined) return undefined;
  const shown = section.rows.slice(0, section.id === 'days' ? daysMax : rowsMax);
  const largest = Math.max(0, ...shown.map((row) => amountOf(row[at] ?? null)));
  const label = labelAt(section);
  return shown.map((row) => ({
    label: cellText(row[label] ?? null, 'text', timeZone),
    value: cellText(row[at] ?? null, column.kind, timeZone),
    share: shareOf(row[at] ?? null, largest),
  }));
}

/** A section as a table without ids. */
function tableOf(section: ReportSection, timeZone: string) {
  const shown = section.columns.flatMap((column, index) => (column.id === 'id' || column.id.endsWith('_id') ? [] : [{ column, index }]));
  return {
    headers: shown.map(({ column }) => ({ text: column.header, numeric: isNumeric(column.kind) })),
    rows: section.rows
      .slice(0, rowsMax)
      .map((row) => shown.map(({ column, index }) => cellText(row[index] ?? null, column.kind, timeZone))),
  };
}

const leftOut = ({ rows, id }: ReportSection): number => Math.max(0, rows.length - (id === 'days' ? daysMax : rowsMax));

function sectionParts(section: ReportSection, timeZone: string): readonly ReactElement[] {
  if (section.rows.length === 0) return [mailSubheading(section.title), mailText('Nothing in this period.', true)];
  const bars = barsOf(section, timeZone);
  const more = leftOut(section);
  return [
    mailSubheading(section.title),
    bars === undefined ? mailTable(tableOf(section, timeZone)) : mailBars(bars),
    ...(more === 0 ? [] : [mailText(`${more} more in the file.`, true)]),
  ];
}

function sectionText(section: ReportSection, timeZone: string): string {
  const bars = barsOf(section, timeZone);
  const lines =
    bars === undefined
      ? tableOf(section, timeZone).rows.map((row) => row.join('  '))
      : bars.map(({ label, value }) => `${label}: ${value}`);
  return [section.title, ...(lines.length === 0 ? ['Nothing in this period.'] : lines)].join('\n');
}

/** What one message says, in HTML and in plain text; what people named is text in both. */
export function renderReportMail({ document, name, enclosed, links }: MailInput): ReportMail {
  const { scope, periodLabel, timeZone, sections, organization } = document;
  const subject = oneLine(`${name}: ${scope.name}, ${periodLabel}`);
  const about = `${organization}${scope.kind === 'tenant' ? '' : ` · ${scope.name}`} · ${periodLabel} (${timeZone})`;
  const foot = 'You receive this because somebody in the organization put you on the list of this report.';
  const children = [
    mailHeading(name),
    mailText(about, true),
    mailText(enclosed),
    ...sections.flatMap((section) => sectionParts(section, timeZone)),
    mailAction('Open in Tollgate', links.open),
    mailFoot(foot, links.unsubscribe === null ? null : { text: 'Unsubscribe', href: links.unsubscribe }),
  ];
  const html = staticMarkup(mailPage({ title: subject, preheader: about, children }));
  const text = [
    name,
    about,
    enclosed,
    ...sections.map((section) => sectionText(section, timeZone)),
    `Open in Tollgate:\n${links.open}`,
    foot,
    ...(links.unsubscribe === null ? [] : [`Unsubscribe:\n${links.unsubscribe}`]),
  ];
  return { subject, text: `${text.join('\n\n')}\n`, html: `<!doctype html>${html}` };
}
