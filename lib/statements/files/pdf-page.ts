import PDFDocument from 'pdfkit';
import { fontFile, fontRuns } from './pdf-fonts.ts';

/** How a text stands in its place. */
export interface TextStyle {
  /** Points from the left edge of the page, and how wide it may be; what is longer ends in an ellipsis. */
  readonly x: number;
  readonly width: number;
  readonly size?: number;
  readonly bold?: boolean;
  readonly align?: 'left' | 'right';
  readonly grey?: boolean;
}

const ink = '#1a1a1a';
const quiet = '#6b6b6b';

/** A4 in points, and what is kept free around the content. */
export const page = { width: 595.28, height: 841.89, margin: 48 } as const;

/** A document of real text in the fonts that its characters need. Positions are points from the top left. */
export class PdfPage {
  readonly #document: PDFKit.PDFDocument;
  readonly #chunks: Buffer[] = [];
  readonly #fonts = new Set<string>();
  readonly #unprintable = new Set<string>();
  readonly #ended: Promise<void>;

  constructor(info: { readonly title: string; readonly author: string; readonly created: Date }) {
    this.#document = new PDFDocument({
      ...{ size: 'A4', margin: 0, bufferPages: true, autoFirstPage: true, compress: true, lang: 'en' },
      // Without it the standard fonts would be loaded, which nothing here uses.
      font: '',
      info: { Title: info.title, Author: info.author, Creator: 'Tollgate', CreationDate: info.created },
    });
    this.#document.on('data', (chunk: Buffer) => this.#chunks.push(chunk));
    this.#ended = new Promise((resolve, reject) => {
      this.#document.on('end', resolve);
      this.#document.on('error', reject);
    });
  }

  /** Characters of the texts so far that no font has. */
  get unprintable(): ReadonlySet<string> {
    return this.#unprintable;
  }

  get pages(): number {
    return this.#document.bufferedPageRange().count;
  }

  newPage(): void {
    this.#document.addPage();
  }

  /** Goes back to a page that was written before, from 0. */
  onPage(index: number): void {
    this.#document.switchToPage(index);
  }

  rule(y: number, from: number = page.margin, to: number = page.width - page.margin): void {
    this.#document.moveTo(from, y).lineTo(to, y).lineWidth(0.5).strokeColor('#c9c9c9').stroke();
  }

  /** A filled bar with its top at `y`. */
  bar(y: number, { x, width, height }: { readonly x: number; readonly width: number; readonly height: number }): void {
    this.#document.rect(x, y, width, height).fillColor('#3b62d9').fill();
  }

  /** One line of text with its top at `y`. */
  text(text: string, y: number, { x, width, size = 9, bold = false, align = 'left', grey = false }: TextStyle): void {
    const runs = this.#fitting(text, bold ? 700 : 400, size, width);
    const total = runs.reduce((sum, run) => sum + run.width, 0);
    let at = align === 'right' ? x + width - total : x;
    for (const run of runs) {
      this.#use(run.name);
      this.#document
        .fontSize(size)
        .fillColor(grey ? quiet : ink)
        .text(run.text, at, y, { lineBreak: false });
      at += run.width;
    }
  }

  async end(): Promise<Uint8Array> {
    this.#document.end();
    await this.#ended;
    return Buffer.concat(this.#chunks);
  }

  #fitting(text: string, weight: 400 | 700, size: number, width: number) {
    const measured = (part: string) =>
      fontRuns(part, weight, (character) => this.#unprintable.add(character)).map((run) => {
        this.#use(run.name);
        return { ...run, width: this.#document.fontSize(size).widthOfString(run.text) };
      });
    let runs = measured(text);
    const characters = [...text];
    while (runs.reduce((sum, run) => sum + run.width, 0) > width && characters.length > 1) {
      characters.pop();
      runs = measured(`${characters.join('')}…`);
    }
    return runs;
  }

  #use(name: string): void {
    if (!this.#fonts.has(name)) {
      this.#document.registerFont(name, fontFile(name));
      this.#fonts.add(name);
    }
    this.#document.font(name);
  }
}
