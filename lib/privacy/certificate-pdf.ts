import { z } from 'zod';
import { PdfPage, page } from '#lib/statements/files/pdf-page.ts';

const left = page.margin;
const width = page.width - 2 * page.margin;
const bottom = page.height - page.margin - 24;

const Statement = z.object({
  organization: z.string(),
  request: z.string(),
  pseudonym: z.string(),
  law: z.string(),
  received_at: z.string(),
  completed_at: z.string(),
  erased: z.array(z.object({ what: z.string(), rows: z.number() })),
  kept: z.array(z.object({ what: z.string(), why: z.string() })),
});

const laws: Readonly<Record<string, string>> = { gdpr: 'GDPR Article 17', ccpa: 'Cal. Civ. Code 1798.105' };

/** Breaks a text into lines of so many characters, at spaces where there are some. */
function wrapped(text: string, most: number): string[] {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > most) {
    const space = rest.lastIndexOf(' ', most);
    const end = space > most / 2 ? space : most;
    lines.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return [...lines, rest];
}

interface Line {
  readonly text: string;
  readonly height: number;
  readonly style?: { readonly size?: number; readonly bold?: boolean; readonly grey?: boolean };
}

function linesOf(note: string): readonly Line[] {
  const statement = Statement.parse(JSON.parse(note.slice(0, note.indexOf('\n'))));
  const fact = (name: string, value: string): Line => ({ text: `${name}: ${value}`, height: 14 });
  const heading = (text: string): Line => ({ text, height: 20, style: { size: 11, bold: true } });
  const small = (text: string): Line[] => wrapped(text, 118).map((part) => ({ text: part, height: 11, style: { size: 8 } }));
  return [
    { text: 'Certificate of erasure', height: 28, style: { size: 16, bold: true } },
    fact('Organization', statement.organization),
    fact('Request', statement.request),
    fact('In place of the person stands', statement.pseudonym),
    fact('Law', laws[statement.law] ?? statement.law),
    fact('Received', statement.received_at),
    fact('Completed', statement.completed_at),
    heading('Erased'),
    ...statement.erased.flatMap(({ what, rows }) => small(`${what}: ${rows} ${rows === 1 ? 'row' : 'rows'}`)),
    heading('Kept, and why'),
    ...statement.kept.flatMap(({ what, why }) => small(`${what}: ${why}`)),
    heading('Signature'),
    ...small('The JSON form of this certificate holds the statement that was signed. Key and signature:'),
    ...small(note.slice(note.indexOf('\u2014') + 2).trim()),
  ];
}

/** The certificate on A4; its signature is over the JSON form. */
export async function certificatePdf(note: string): Promise<Uint8Array> {
  const pdf = new PdfPage({ title: 'Certificate of erasure', author: 'Tollgate', created: new Date() });
  let y: number = page.margin;
  for (const { text, height, style } of linesOf(note)) {
    if (y + height > bottom) {
      pdf.newPage();
      y = page.margin;
    }
    if (text !== '') pdf.text(text, y, { x: left, width, ...style });
    y += height;
  }
  return pdf.end();
}
