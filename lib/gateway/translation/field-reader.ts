import { AppError } from '#lib/core/errors.ts';
import { asRecord } from '../json/as-record.ts';
import { numberOf } from '../json/exact-json.ts';
import type { Said } from './conversation.ts';

/** Ends the refusal of a field that the model's provider has no word for. */
export const noWord = 'cannot be translated for this model; leave it out.';

/** `maxOutputTokens` for `max_output_tokens`. */
const camelOf = (name: string): string => name.replace(/_([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());

const escapeName = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

/**
 * Reads an object of a request field by field and remembers what was read, so that `close` can refuse the rest: a field
 * that nobody looked at would be lost in translation without a word. Null counts as absent. Every method throws
 * AppError('invalid_request') with the JSON pointer of the field.
 */
export class FieldReader {
  readonly pointer: string;
  readonly #left: Map<string, unknown>;
  /** The names as spelt, by the camel-case one, of an object whose fields may be spelt either way; else null. */
  readonly #spelt: Map<string, string> | null;

  /** `spelling`: `either` where `max_tokens` and `maxTokens` are the same field (ProtoJSON); it is read by the latter. */
  constructor(value: unknown, pointer: string, spelling: 'exact' | 'either' = 'exact') {
    this.pointer = pointer;
    const record = asRecord(value);
    if (record === undefined || JSON.isRawJSON(value)) throw refusal(pointer, 'must be an object.');
    this.#spelt = spelling === 'either' ? new Map() : null;
    this.#left = this.#spelt === null ? new Map(Object.entries(record)) : this.#inCamelCase(record, this.#spelt);
  }

  #inCamelCase(record: Readonly<Record<string, unknown>>, spelt: Map<string, string>): Map<string, unknown> {
    const fields = new Map<string, unknown>();
    for (const [name, value] of Object.entries(record)) {
      const camel = camelOf(name);
      if (fields.has(camel)) throw refusal(`${this.pointer}/${escapeName(name)}`, 'is there twice; send it once, in one spelling.');
      fields.set(camel, value);
      spelt.set(camel, name);
    }
    return fields;
  }

  #readerOf(value: unknown, pointer: string): FieldReader {
    return new FieldReader(value, pointer, this.#spelt === null ? 'exact' : 'either');
  }

  /** The value as sent, whatever it is; each field can be read once. */
  take(name: string): unknown {
    const value = this.#left.get(name);
    this.#left.delete(name);
    return value === null ? undefined : value;
  }

  text(name: string): string | undefined {
    const value = this.take(name);
    if (value === undefined || typeof value === 'string') return value;
    throw this.refuse(name, 'must be a string.');
  }

  requiredText(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw this.refuse(name, 'is missing; it must be a string.');
    return value;
  }

  number(name: string): number | undefined {
    const value = this.take(name);
    const number = numberOf(value);
    if (value === undefined || number !== undefined) return number;
    throw this.refuse(name, 'must be a number.');
  }

  flag(name: string): boolean | undefined {
    const value = this.take(name);
    if (value === undefined || typeof value === 'boolean') return value;
    throw this.refuse(name, 'must be true or false.');
  }

  /** A number with its place. */
  saidNumber(name: string): Said<number> | undefined {
    return this.said(name, this.number(name));
  }

  /** A value that was read from a field, with its place; undefined where there is none. */
  said<Value>(name: string, value: Value | undefined): Said<Value> | undefined {
    return value === undefined ? undefined : { value, at: this.at(name) };
  }

  /** A list of texts, or one text that stands for a list; undefined where it is absent. */
  texts(name: string): readonly string[] | undefined {
    const value = this.take(name);
    if (value === undefined) return undefined;
    const list: readonly unknown[] = Array.isArray(value) ? value : [value];
    const texts = list.filter((text) => typeof text === 'string');
    if (texts.length < list.length) throw this.refuse(name, 'must be a list of strings.');
    return texts;
  }

  /** One of the keys of a table, as its value there. */
  choice<Value>(name: string, table: ReadonlyMap<string, Value>): Value | undefined {
    const key = this.text(name);
    if (key === undefined) return undefined;
    const value = table.get(key);
    if (value === undefined)
      throw this.refuse(name, `is "${key}", which cannot be translated; possible are ${[...table.keys()].join(', ')}.`);
    return value;
  }

  object(name: string): FieldReader | undefined {
    const value = this.take(name);
    return value === undefined ? undefined : this.#readerOf(value, this.at(name));
  }

  requiredObject(name: string): FieldReader {
    return this.#readerOf(this.take(name), this.at(name));
  }

  /** The members of a list of objects; empty when it is absent. */
  objects(name: string): readonly FieldReader[] {
    return this.members(name, this.take(name) ?? []);
  }

  /** As `objects`, of a value that was taken before. */
  members(name: string, value: unknown): readonly FieldReader[] {
    if (!Array.isArray(value)) throw this.refuse(name, 'must be a list.');
    return value.map((member: unknown, index) => this.#readerOf(member, `${this.at(name)}/${index}`));
  }

  /** A list of objects, or a text that stands for one member `{type: 'text', text}`. */
  parts(name: string): readonly FieldReader[] {
    const value = this.take(name);
    this.#left.set(name, typeof value === 'string' ? [{ type: 'text', text: value }] : value);
    return this.objects(name);
  }

  /** Passes over fields that say nothing about the answer. The caller of this method says why. */
  ignore(...names: readonly string[]): void {
    for (const name of names) this.#left.delete(name);
  }

  /** Refuses a field unless its value is the one that means "not used". */
  expectOnly(name: string, isNeutral: (value: unknown) => boolean): void {
    const value = this.take(name);
    if (value !== undefined && !isNeutral(value)) throw this.refuse(name, noWord);
  }

  /** Refuses everything that was not read. */
  close(): void {
    for (const [name, value] of this.#left) {
      if (value !== null && value !== undefined) throw this.refuse(name, noWord);
    }
  }

  at(name: string): string {
    return `${this.pointer}/${escapeName(this.#spelt?.get(name) ?? name)}`;
  }

  /** The error to throw; `why` ends the sentence that begins with the field. */
  refuse(name: string, why: string): AppError {
    return refusal(this.at(name), why);
  }
}

/** The error that refuses what stands at a JSON pointer of the caller's request; `why` ends the sentence that begins with it. */
export function refusal(pointer: string, why: string): AppError {
  const detail = `The field "${pointer}" ${why}`;
  return new AppError('invalid_request', { detail, errors: [{ pointer, detail }] });
}
