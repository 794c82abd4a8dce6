import type { TextFilter } from '#lib/data-classes/text-filter.ts';
import { wordPattern } from '../checks/word-pattern.ts';
import { normalise } from '../injection/normalise.ts';

const isHighSurrogate = (code: number): boolean => code >= 0xd800 && code <= 0xdbff;
/** What stands in the place of a term. */
const placeholder = '[REDACTED]';
/** Units before a place that decide whether a word begins there. */
const contextUnits = 2;

/** Units that a term can stretch over, with the one behind it: each space may be eight, each letter two, `*` forty letters. */
function reachOf(term: string): number {
  const { text } = normalise(term.trim());
  return text.length * 2 + (text.split(' ').length - 1) * 8 + (text.endsWith('*') ? 80 : 0) + 2;
}

/**
 * Words and phrases that are taken out of texts. Case aside, they are compared as they stand and not in the form in which they
 * are looked for, because what is cut out must be where it was found.
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

  /** The text without them. */
  redact(text: string): string {
    return text.replace(this.#pattern, placeholder);
  }

  /** Takes them out of a text that comes in pieces; holds back no more than the longest of them. `found` is told of each. */
  open(found: () => void): TextFilter {
    let before = '';
    let held = '';
    const release = (units: number): string => {
      const text = before + held;
      const limit = before.length + units;
      let out = '';
      let at = before.length;
      const pattern = new RegExp(this.#pattern);
      pattern.lastIndex = at;
      for (let match = pattern.exec(text); match !== null && match.index < limit; match = pattern.exec(text)) {
        found();
        out += text.slice(at, match.index) + placeholder;
        at = match.index + match[0].length;
      }
      let cut = Math.min(text.length, Math.max(at, limit));
      if (cut > at && cut < text.length && isHighSurrogate(text.charCodeAt(cut - 1))) cut -= 1;
      out += text.slice(at, cut);
      before = text.slice(Math.max(0, cut - contextUnits), cut);
      held = text.slice(cut);
      return out;
    };
    return {
      push: (piece) => {
        held += piece;
        const units = held.length - this.#reach;
        return units > 0 ? release(units) : '';
      },
      end: () => (held === '' ? '' : release(held.length)),
    };
  }
}
