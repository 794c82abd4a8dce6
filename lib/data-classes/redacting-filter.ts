import { type Finding, type FindOptions, findData } from '#lib/recognizers/index.ts';
import { replaceFindings } from './replace-findings.ts';
import type { TextFilter } from './text-filter.ts';

/** What came before stays known for so many units, as context. */
const contextUnits = 128;
/** Longest stretch without a place to cut; keys and tokens are longer. */
const stretchMax = 1_024;
const longStretchMax = 16_384;
/** What stays behind where a stretch has to be cut somewhere. */
const overlapUnits = 128;

const isSpace = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
const isSmallLetter = (code: number): boolean => (code >= 0x61 && code <= 0x7a) || (code >= 0xdf && code <= 0x24f && code !== 0xf7);
const isCapital = (code: number): boolean => code >= 0x41 && code <= 0x5a;
/** `.`, `,`, `;`, `:`, `!`, `?`, `)` */
const isEndOfWord = (code: number): boolean =>
  code === 0x2e || code === 0x2c || code === 0x3b || code === 0x3a || code === 0x21 || code === 0x3f || code === 0x29;
/** Half of a character: readers of other languages do not join what was cut there. */
const isSurrogate = (code: number): boolean => code >= 0xd800 && code <= 0xdfff;
/** Scripts without spaces, of which nothing that is recognised is made. */
const isIdeograph = (code: number): boolean => code > 0x3000 && !isSurrogate(code) && !isWide(code);
/** Full-width forms of ASCII and signs that nobody sees: numbers are made of them, too. */
const isWide = (code: number): boolean =>
  (code >= 0xff00 && code <= 0xffef) || (code >= 0xfe00 && code <= 0xfe0f) || code === 0xfeff || code === 0x3164;

/**
 * Takes sensitive data out of a text that comes in pieces. A text may be cut behind a word of small letters, its first aside: nothing that is
 * recognised goes on past one. What is held back is the stretch since the last such place, which in prose is a word.
 * Places to cut depend on the text alone, so pieces decide nothing.
 */
export class RedactingFilter implements TextFilter {
  readonly #options: FindOptions;
  readonly #beginnings: readonly string[];
  readonly #replace: (finding: Finding, value: string) => string | null;
  #before = '';
  #stretch = '';
  #seen = 0;

  /** `beginnings`: behind these a text is not cut; see `DataProtection.termBeginnings`. */
  constructor(options: FindOptions, beginnings: readonly string[], replace: (finding: Finding, value: string) => string | null) {
    this.#options = options;
    this.#beginnings = beginnings;
    this.#replace = replace;
  }

  push(piece: string): string {
    this.#stretch += piece;
    let out = '';
    while (this.#seen < this.#stretch.length) {
      this.#seen += 1;
      if (this.#mayCut()) out += this.#release(this.#seen);
      else if (this.#seen >= this.#limit()) out += this.#force();
    }
    return out;
  }

  end(): string {
    return this.#stretch === '' ? '' : this.#release(this.#stretch.length);
  }

  /** Whether the text may be cut behind the last character that was seen. */
  #mayCut(): boolean {
    const text = this.#stretch;
    let at = this.#seen - 1;
    const last = text.charCodeAt(at);
    if (isIdeograph(last)) return this.#isClosed();
    if (!isSpace(last)) return false;
    at -= 1;
    while (at >= 0 && isEndOfWord(text.charCodeAt(at))) at -= 1;
    const end = at;
    while (at >= 0 && isSmallLetter(text.charCodeAt(at))) at -= 1;
    const letters = end - at;
    if (letters > 0 && at >= 0 && isCapital(text.charCodeAt(at))) at -= 1;
    return letters > 0 && (at < 0 || isSpace(text.charCodeAt(at))) && this.#isClosed();
  }

  /** Nothing stands open that goes on past words: a key in PEM, an own term of several words. */
  #isClosed(): boolean {
    const opened = this.#stretch.lastIndexOf('-----BEGIN', this.#seen);
    if (opened !== -1 && !/-----END[^\n]{0,60}-----/.test(this.#stretch.slice(opened, this.#seen))) return false;
    if (this.#beginnings.length === 0) return true;
    const said = (this.#before + this.#stretch.slice(0, this.#seen)).slice(-contextUnits).toLowerCase().replaceAll(/\s+/g, ' ');
    return !this.#beginnings.some((beginning) => said.endsWith(beginning));
  }

  #limit(): number {
    return this.#stretch.includes('-----BEGIN') || this.#stretch.includes('eyJ') ? longStretchMax : stretchMax;
  }

  #find(units: number): readonly Finding[] {
    const from = this.#before.length;
    const text = this.#before + this.#stretch.slice(0, units);
    return findData(text, { ...this.#options, from }).map((one) => ({ ...one, start: one.start - from, end: one.end - from }));
  }

  #release(units: number, findings: readonly Finding[] = this.#find(units)): string {
    const text = this.#stretch.slice(0, units);
    this.#before = (this.#before + text).slice(-contextUnits);
    this.#stretch = this.#stretch.slice(units);
    this.#seen = 0;
    return replaceFindings(text, findings, this.#replace);
  }

  /** Cuts where no word ends: behind what was found, and before what could go on. */
  #force(): string {
    const findings = this.#find(this.#seen);
    let cut = this.#seen - overlapUnits;
    for (const { start, end } of findings) if (start < cut && end > cut) cut = end < this.#seen ? end : start;
    if (cut <= 0) cut = this.#seen;
    else if (cut > 1 && isSurrogate(this.#stretch.charCodeAt(cut - 1)) && isSurrogate(this.#stretch.charCodeAt(cut))) cut -= 1;
    return this.#release(
      cut,
      findings.filter(({ end }) => end <= cut),
    );
  }
}
