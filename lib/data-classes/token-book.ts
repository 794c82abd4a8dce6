import type { DataEntity } from '#lib/contracts/data-entities.ts';

/** What a token looks like: the kind of what it stands for, and a number. */
export const tokenForm = /<[A-Z][A-Z0-9_]{0,40}_\d{1,6}>/g;
/** Longest token, in UTF-16 units. */
export const tokenLengthMax = 52;

/** The tokens of one call: the same value has the same one throughout, and none is a text that stood in the request already. */
export class TokenBook {
  readonly #tokens = new Map<string, string>();
  readonly #values = new Map<string, string>();
  readonly #counts = new Map<DataEntity, number>();
  readonly #taken: ReadonlySet<string>;

  /** `request`: the text of the whole request, in which a caller may have written something that looks like a token. */
  constructor(request: string) {
    this.#taken = new Set(request.match(tokenForm) ?? []);
  }

  get isEmpty(): boolean {
    return this.#values.size === 0;
  }

  tokenFor(entity: DataEntity, value: string): string {
    const key = `${entity} ${value}`;
    const known = this.#tokens.get(key);
    if (known !== undefined) return known;
    let number = this.#counts.get(entity) ?? 0;
    let token: string;
    do {
      number += 1;
      token = `<${entity.toUpperCase()}_${number}>`;
    } while (this.#taken.has(token));
    this.#counts.set(entity, number);
    this.#tokens.set(key, token);
    this.#values.set(token, value);
    return token;
  }

  /** A text with tokens in the place of what they stand for; the longest first, because values can be parts of others. */
  hide(text: string): string {
    const byLength = [...this.#values].toSorted(([, one], [, other]) => other.length - one.length);
    let hidden = text;
    for (const [token, value] of byLength) hidden = hidden.replaceAll(value, () => token);
    return hidden;
  }

  /** What a token stands for; undefined for a text that only looks like one. */
  valueOf(token: string): string | undefined {
    return this.#values.get(token);
  }
}
