import { attributePathOf } from './attribute-path.ts';
import type { Attribute } from './attributes.ts';
import { type Comparison, comparisons, type Filter, type FilterTarget, type FilterValue } from './filter.ts';
import { attributeNamed, type ResourceKind } from './resource-kind.ts';
import { scimFault } from './scim-fault.ts';

/** Longest filter, in characters, and deepest nesting: nothing a directory asks comes near. */
const lengthMax = 4000;
const depthMax = 20;

const fault = (detail: string) => scimFault('invalidFilter', detail);

/** Strings in JSON form, brackets, and runs of anything else that is not white space. */
const token = /\s*(?:("(?:[^"\\]|\\.)*")|([()[\]])|([^\s()[\]"]+))/y;

type Token = { readonly kind: 'string' | 'bracket' | 'word'; readonly text: string };

function tokensOf(text: string): Token[] {
  if (text.length > lengthMax) throw fault(`A filter has at most ${lengthMax} characters.`);
  const tokens: Token[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const at = token.lastIndex;
    const match = token.exec(text);
    if (match === null) {
      if (text.slice(at).trim() === '') break;
      throw fault(`The filter cannot be read from character ${at + 1} on.`);
    }
    const [, string, bracket, word] = match;
    if (string !== undefined) tokens.push({ kind: 'string', text: string });
    else if (bracket !== undefined) tokens.push({ kind: 'bracket', text: bracket });
    else tokens.push({ kind: 'word', text: word ?? '' });
  }
  return tokens;
}

/** Reads tokens by recursive descent: `or` binds weaker than `and`, `not` takes a group. */
class FilterReader {
  readonly #kind: ResourceKind;
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(kind: ResourceKind, tokens: readonly Token[]) {
    this.#kind = kind;
    this.#tokens = tokens;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#tokens.length;
  }

  /** `items`: attributes of the items, inside of brackets. */
  readOr(items: readonly Attribute[] | null): Filter {
    this.#depth += 1;
    if (this.#depth > depthMax) throw fault(`A filter nests at most ${depthMax} deep.`);
    let left = this.#readAnd(items);
    while (this.#takeWord('or')) left = { kind: 'or', left, right: this.#readAnd(items) };
    this.#depth -= 1;
    return left;
  }

  #readAnd(items: readonly Attribute[] | null): Filter {
    let left = this.#readTerm(items);
    while (this.#takeWord('and')) left = { kind: 'and', left, right: this.#readTerm(items) };
    return left;
  }

  #readTerm(items: readonly Attribute[] | null): Filter {
    if (this.#takeBracket('(')) return this.#readGroup(items);
    if (this.#isWord('not') && this.#tokens[this.#at + 1]?.text === '(') {
      this.#at += 2;
      return { kind: 'not', filter: this.#readGroup(items) };
    }
    return this.#readComparison(items);
  }

  #readGroup(items: readonly Attribute[] | null): Filter {
    const filter = this.readOr(items);
    this.#requireBracket(')');
    return filter;
  }

  #readComparison(items: readonly Attribute[] | null): Filter {
    const name = this.#takeAny('word', 'the name of an attribute');
    if (items === null && this.#takeBracket('[')) return this.#readItems(name);
    return this.#readOperator(this.#targetOf(name, items));
  }

  #readOperator(target: FilterTarget): Filter {
    const operator = this.#takeAny('word', 'an operator').toLowerCase();
    if (operator === 'pr') return { kind: 'present', target };
    if (!isComparison(operator)) throw fault(`${operator} is not an operator; those are ${comparisons.join(', ')} and pr.`);
    return { kind: 'compare', target, operator, value: this.#readValue() };
  }

  #readItems(name: string): Filter {
    const path = attributePathOf(this.#kind, name);
    if (path === undefined || path.sub !== null || path.attribute.subAttributes === undefined)
      throw fault(`${name} has no items that could be filtered.`);
    const filter = this.readOr(path.attribute.subAttributes);
    this.#requireBracket(']');
    const after = this.#tokens[this.#at];
    if (after?.kind !== 'word' || !after.text.startsWith('.')) return { kind: 'items', path, filter };
    this.#at += 1;
    // `emails[type eq "work"].value eq "x"` is no filter of the RFC, but how Entra ID asks for an address.
    const right = this.#readOperator(this.#targetOf(after.text.slice(1), path.attribute.subAttributes));
    return { kind: 'items', path, filter: { kind: 'and', left: filter, right } };
  }

  #targetOf(name: string, items: readonly Attribute[] | null): FilterTarget {
    if (items !== null) {
      const item = attributeNamed(items, name);
      if (item === undefined) throw fault(`${name} is not an attribute here.`);
      return { item };
    }
    const path = attributePathOf(this.#kind, name);
    if (path === undefined) throw fault(`${name} is not an attribute of a ${this.#kind.name}.`);
    return path;
  }

  #readValue(): FilterValue {
    const next = this.#tokens[this.#at];
    this.#at += 1;
    if (next === undefined || next.kind === 'bracket') throw fault('The filter ends where a value should be.');
    try {
      const value: unknown = JSON.parse(next.kind === 'word' ? next.text.toLowerCase() : next.text);
      if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
    } catch {
      // Told below: the text stands in the detail there.
    }
    throw fault(`${next.text.slice(0, 100)} is not a value; texts stand in double quotes.`);
  }

  #isWord(word: string): boolean {
    const next = this.#tokens[this.#at];
    return next?.kind === 'word' && next.text.toLowerCase() === word;
  }

  #takeWord(word: string): boolean {
    const isNext = this.#isWord(word);
    if (isNext) this.#at += 1;
    return isNext;
  }

  #takeBracket(bracket: string): boolean {
    const next = this.#tokens[this.#at];
    const isNext = next?.kind === 'bracket' && next.text === bracket;
    if (isNext) this.#at += 1;
    return isNext;
  }

  #requireBracket(bracket: string): void {
    if (!this.#takeBracket(bracket)) throw fault(`The filter lacks a ${bracket}.`);
  }

  #takeAny(kind: Token['kind'], what: string): string {
    const next = this.#tokens[this.#at];
    if (next?.kind !== kind)
      throw fault(`The filter lacks ${what}${next === undefined ? ' at its end' : ` before ${next.text.slice(0, 100)}`}.`);
    this.#at += 1;
    return next.text;
  }
}

const isComparison = (text: string): text is Comparison => comparisons.some((comparison) => comparison === text);

/** Reads a filter over a kind of resource; throws `invalidFilter` for what is none, and for attributes that do not exist. */
export function parseFilter(kind: ResourceKind, text: string): Filter {
  const reader = new FilterReader(kind, tokensOf(text));
  const filter = reader.readOr(null);
  if (!reader.isAtEnd) throw fault('The filter goes on after its end.');
  return filter;
}

/** Reads the filter between the brackets of a path such as `emails[type eq "work"]`. */
export function parseItemFilter(kind: ResourceKind, text: string, items: readonly Attribute[]): Filter {
  const reader = new FilterReader(kind, tokensOf(text));
  const filter = reader.readOr(items);
  if (!reader.isAtEnd) throw fault('The filter goes on after its end.');
  return filter;
}
