import type { TextFilter } from '#lib/data-classes/text-filter.ts';
import { wordPattern } from '../checks/word-pattern.ts';
import { normalise } from '../injection/normalise.ts';
import { placedNormal } from './placed-normal.ts';

/** What stands in the place of a term. */
const placeholder = '[REDACTED]';
/** Characters before a place that decide whether a word begins there. */
const contextUnits = 2;
/** What the context may stretch over with its invisible characters. */
const contextUnitsMax = 64;
/** So much of a stream is held back at most, however many invisible characters a term is spread over. */
const heldUnitsMax = 4096;
/** What a term is not found in as it stands: anything beyond ASCII, and more blanks than a term may have between two words. */
const mayDisguise = /[^\0-\x7f]|[ \t]{9}/;

/** Characters that a term can stretch over, with those behind it: each space may be eight, `*` forty letters. */
function reachOf(term: string): number {
  const { text } = normalise(term.trim());
  return text.length * 2 + (text.split(' ').length - 1) * 8 + (text.endsWith('*') ? 80 : 0) + 2;
}

/** A stretch of a text. */
interface Stretch {
  readonly start: number;
  readonly end: number;
}

/**
 * Words and phrases that are taken out of texts. They are found in the form in which the check looks for them, so that neither case nor
 * invisible characters, marks, full-width letters or look-alikes hide one; what is cut out is all that it stretches over.
 */
export class DeniedTerms {
  readonly #pattern: RegExp;
  readonly #reach: number;

  private constructor(pattern: RegExp, reach: number) {
    this.#pattern = pattern;
    this.#reach = reach;
  }

  /** Null where there are none. */
  static of(terms: readonly string[]): DeniedTerms | null {
    const found = wordPattern(terms);
    return found === null ? null : new DeniedTerms(new RegExp(found.source, 'giu'), Math.max(...terms.map(reachOf)));
  }

  #matches(text: string, from: number): RegExpExecArray[] {
    const pattern = new RegExp(this.#pattern);
    pattern.lastIndex = from;
    return [...text.matchAll(pattern)];
  }

  /** Those that begin at a place or behind it, and from where on one could still begin that more text makes one. */
  #find(text: string, from: number): { readonly found: readonly Stretch[]; readonly openFrom: number } {
    if (!mayDisguise.test(text)) {
      const found = this.#matches(text, from).map((match) => ({ start: match.index, end: match.index + match[0].length }));
      return { found, openFrom: text.length - this.#reach };
    }
    const normal = placedNormal(text);
    const first = normal.starts.findIndex((start) => start >= from);
    const found = (first === -1 ? [] : this.#matches(normal.text, first)).map((match) => ({
      start: normal.starts[match.index] ?? 0,
      end: normal.ends[match.index + match[0].length - 1] ?? text.length,
    }));
    return { found, openFrom: normal.starts[normal.text.length - this.#reach] ?? 0 };
  }

  /** The text without them. */
  redact(text: string): string {
    // To read a text character by character takes longer than to look whether there is anything in it.
    if (mayDisguise.test(text) && normalise(text).text.search(this.#pattern) === -1) return text;
    let out = '';
    let at = 0;
    for (const { start, end } of this.#find(text, 0).found) {
      out += text.slice(at, start) + placeholder;
      at = end;
    }
    return out + text.slice(at);
  }

  /** Where the context of a place begins: two characters back, whatever is invisible between them. */
  #contextOf(text: string, cut: number): number {
    const least = Math.max(0, cut - contextUnitsMax);
    return least + (placedNormal(text.slice(least, cut)).starts.at(-contextUnits) ?? 0);
  }

  /** Takes them out of a text that comes in pieces; holds back no more than the longest of them. `found` is told of each. */
  open(found: () => void): TextFilter {
    let before = '';
    let held = '';
    const release = (isLast: boolean): string => {
      const text = before + held;
      const known = this.#find(text, before.length);
      const limit = isLast ? text.length : Math.max(known.openFrom, text.length - heldUnitsMax - this.#reach);
      if (limit <= before.length) return '';
      let out = '';
      let at = before.length;
      for (const { start, end } of known.found) {
        if (start >= limit) break;
        found();
        out += text.slice(at, start) + placeholder;
        at = end;
      }
      let cut = Math.max(at, limit);
      // Never between the halves of a surrogate pair, which may be parts of pieces.
      if (cut > at && cut < text.length && /[\ud800-\udbff]/.test(text.charAt(cut - 1))) cut -= 1;
      out += text.slice(at, cut);
      before = text.slice(this.#contextOf(text, cut), cut);
      held = text.slice(cut);
      return out;
    };
    return {
      push: (piece) => {
        held += piece;
        return held.length > this.#reach ? release(false) : '';
      },
      end: () => (held === '' ? '' : release(true)),
    };
  }
}
