import { AppError } from '#lib/core/errors.ts';
import { asRecord } from '../json/as-record.ts';
import { numberOf } from '../json/exact-json.ts';

const escapeName = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

/**
 * Reads an object of a request field by field and remembers what was read, so that `close` can refuse the rest: a field
 * that nobody looked at would be lost in translation without a word. Null counts as absent. Every method throws
 * AppError('invalid_request') with the JSON pointer of the field.
 */
export class FieldReader {
  readonly pointer: string;
  readonly #left: Map<string, unknown>;

  constructor(value: unknown, pointer: string) {
    this.pointer = pointer;
    const record = asRecord(value);
    if (record === undefined || JSON.isRawJSON(value)) throw refusal(pointer, 'must be an object.');
    this.#left = new Map(Object.entries(record));
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
    return value === undefined ? undefined : new FieldReader(value, this.at(name));
  }

  requiredObject(name: string): FieldReader {
    return new FieldReader(this.take(name), this.at(name));
  }

  /** The members of a list of objects; empty when it is absent. */
  objects(name: string): readonly FieldReader[] {
    const value = this.take(name) ?? [];
    if (!Array.isArray(value)) throw this.refuse(name, 'must be a list.');
    return value.map((member: unknown, index) => new FieldReader(member, `${this.at(name)}/${index}`));
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
    if (value !== undefined && !isNeutral(value)) throw this.refuse(name, 'cannot be translated for this model; leave it out.');
  }

  /** Refuses everything that was not read. */
  close(): void {
    for (const [name, value] of this.#left) {
      if (value !== null && value !== undefined) throw this.refuse(name, 'cannot be translated for this model; leave it out.');
    }
  }

  at(name: string): string {
    return `${this.pointer}/${escapeName(name)}`;
  }

  /** The error to throw; `why` ends the sentence that begins with the field. */
  refuse(name: string, why: string): AppError {
    return refusal(this.at(name), why);
  }
}

function refusal(pointer: string, why: string): AppError {
  const detail = `The field "${pointer}" ${why}`;
  return new AppError('invalid_request', { detail, errors: [{ pointer, detail }] });
}
