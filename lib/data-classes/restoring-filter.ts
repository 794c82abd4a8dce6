import type { TextFilter } from './text-filter.ts';
import { type TokenBook, tokenForm, tokenLengthMax } from './token-book.ts';

/** The beginning of a token at the end of a text. */
const begun = /<(?:[A-Z][A-Z0-9_]*)?$/;

/** Puts what tokens stand for back in their place. Holds back no more than could be the beginning of one. */
export class RestoringFilter implements TextFilter {
  readonly #tokens: TokenBook;
  readonly #isInJson: boolean;
  #held = '';

  /** `isInJson`: the text is JSON itself, such as the arguments of a tool, so values are written as in a string of it. */
  constructor(tokens: TokenBook, isInJson: boolean) {
    this.#tokens = tokens;
    this.#isInJson = isInJson;
  }

  push(piece: string): string {
    const text = this.#held + piece;
    this.#held = '';
    if (!text.includes('<')) return text;
    const [tail] = begun.exec(text.slice(-tokenLengthMax)) ?? [];
    if (tail === undefined) return this.#restore(text);
    this.#held = tail;
    return this.#restore(text.slice(0, text.length - tail.length));
  }

  end(): string {
    const text = this.#held;
    this.#held = '';
    return text;
  }

  #restore(text: string): string {
    return text.replace(tokenForm, (token) => {
      const value = this.#tokens.valueOf(token);
      if (value === undefined) return token;
      return this.#isInJson ? JSON.stringify(value).slice(1, -1) : value;
    });
  }
}
