import type { FieldNames } from './field-names.ts';
import { JsonFault } from './json-fault.ts';

export type JsonKind = 'string' | 'number' | 'object' | 'array' | 'true' | 'false' | 'null';

/** A field that was looked for. */
export interface JsonField {
  readonly name: string;
  readonly kind: JsonKind;
  /** Byte range of the value. */
  readonly start: number;
  readonly end: number;
  /** Elements of an array, fields of an object, 0 for the rest. */
  readonly members: number;
}

/** What to look for. */
export interface ScanQuery {
  /** Fields of the outermost object. */
  readonly fields: FieldNames;
  /** Names to be counted wherever they stand. */
  readonly counted?: FieldNames;
}

const depthMax = 128;
const opaqueLengthMin = 2048;
const opaqueSampleLength = 256;

const quote = 0x22;
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const comma = 0x2c;
const colon = 0x3a;

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;
const isHex = (byte: number): boolean => isDigit(byte) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66);
/** `"`, `\`, `/`, b, f, n, r, t. */
const simpleEscapes = new Set([0x22, 0x5c, 0x2f, 0x62, 0x66, 0x6e, 0x72, 0x74]);
const base64OrUrl = /^(?:data:|[A-Za-z0-9+/_-]+={0,2}$)/;

const nameOf = (byte: number): string => {
  if (byte < 0) return 'the end of the text';
  return byte > 0x20 && byte < 0x7f ? `"${String.fromCharCode(byte)}"` : `byte 0x${byte.toString(16).padStart(2, '0')}`;
};

/** Where the bytes of a name stand. */
interface KeyRange {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
}

/** Walks over a document (RFC 8259), faults at the first byte that does not belong, and collects what the query asks for. */
export class JsonScanner {
  readonly bytes: Buffer;
  readonly end: number;
  readonly #query: ScanQuery;
  at: number;
  readonly fields: JsonField[] = [];
  /** Fields of the outermost object whose names differ from wanted ones in the case of letters only. */
  readonly strays: JsonField[] = [];
  counted = 0;
  /** Members of the object or array that was skipped last. */
  members = 0;
  opaqueBytes = 0;
  /** The string that was read last has an escape. */
  #sawEscape = false;

  constructor(bytes: Buffer, start: number, end: number, query: ScanQuery) {
    this.bytes = bytes;
    this.#query = query;
    this.at = start;
    this.end = end;
  }

  /** The byte at an offset, or -1 behind the end. */
  byteAt(offset: number): number {
    return offset < this.end ? (this.bytes[offset] ?? -1) : -1;
  }

  fault(expected: string, offset = this.at): never {
    throw new JsonFault(`expected ${expected}, found ${nameOf(this.byteAt(offset))}`, offset);
  }

  /** Moves over white space and returns the byte there. */
  next(): number {
    let at = this.at;
    let byte = this.byteAt(at);
    while (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) {
      at += 1;
      byte = this.byteAt(at);
    }
    this.at = at;
    return byte;
  }

  value(depth: number): JsonKind {
    const byte = this.byteAt(this.at);
    this.members = 0;
    if (byte === quote) {
      const start = this.at;
      this.string();
      if (this.at - start > opaqueLengthMin) this.#weigh(start + 1, this.at - 1);
      return 'string';
    }
    if (byte === openBrace) return this.object(depth);
    if (byte === openBracket) return this.array(depth);
    if (byte === 0x74) return this.literal('true');
    if (byte === 0x66) return this.literal('false');
    if (byte === 0x6e) return this.literal('null');
    if (byte === 0x2d || isDigit(byte)) return this.number();
    return this.fault('a value');
  }

  string(): void {
    const { bytes, end } = this;
    let at = this.at + 1;
    this.#sawEscape = false;
    for (;;) {
      if (at >= end) throw new JsonFault('the string that begins here is never closed', this.at);
      const byte = bytes[at] ?? 0;
      if (byte === quote) break;
      if (byte === backslash) at = this.#escape(at);
      else if (byte < 0x20) throw new JsonFault(`control character 0x${byte.toString(16).padStart(2, '0')} inside a string`, at);
      else at += 1;
    }
    this.at = at + 1;
  }

  #escape(at: number): number {
    const kind = this.byteAt(at + 1);
    this.#sawEscape = true;
    if (simpleEscapes.has(kind)) return at + 2;
    const isUnicode = kind === 0x75 && [2, 3, 4, 5].every((offset) => isHex(this.byteAt(at + offset)));
    if (!isUnicode) throw new JsonFault('an escape that JSON does not know', at);
    return at + 6;
  }

  #weigh(start: number, end: number): void {
    if (base64OrUrl.test(this.bytes.toString('latin1', start, start + opaqueSampleLength))) this.opaqueBytes += end - start;
  }

  number(): 'number' {
    let at = this.at;
    if (this.byteAt(at) === 0x2d) at += 1;
    const first = this.byteAt(at);
    if (!isDigit(first)) this.fault('a digit', at);
    at += 1;
    if (first !== 0x30) at = this.#digits(at);
    if (this.byteAt(at) === 0x2e) at = this.#someDigits(at + 1);
    if ((this.byteAt(at) | 0x20) === 0x65) {
      const sign = this.byteAt(at + 1);
      at = this.#someDigits(sign === 0x2b || sign === 0x2d ? at + 2 : at + 1);
    }
    this.at = at;
    return 'number';
  }

  #digits(from: number): number {
    let at = from;
    while (isDigit(this.byteAt(at))) at += 1;
    return at;
  }

  #someDigits(from: number): number {
    if (!isDigit(this.byteAt(from))) this.fault('a digit', from);
    return this.#digits(from);
  }

  literal<T extends 'true' | 'false' | 'null'>(word: T): T {
    if (this.bytes.toString('latin1', this.at, Math.min(this.at + word.length, this.end)) !== word) this.fault('a value');
    this.at += word.length;
    return word;
  }

  array(depth: number): 'array' {
    if (depth >= depthMax) throw new JsonFault(`nested deeper than ${depthMax} levels`, this.at);
    this.at += 1;
    let members = 0;
    if (this.next() === closeBracket) {
      this.at += 1;
    } else {
      for (;;) {
        this.value(depth + 1);
        members += 1;
        const byte = this.next();
        this.at += 1;
        if (byte === closeBracket) break;
        if (byte !== comma) this.fault('"," or "]"', this.at - 1);
        this.next();
      }
    }
    this.members = members;
    return 'array';
  }

  object(depth: number): 'object' {
    if (depth >= depthMax) throw new JsonFault(`nested deeper than ${depthMax} levels`, this.at);
    this.at += 1;
    let members = 0;
    if (this.next() !== closeBrace) {
      for (;;) {
        this.#field(depth);
        members += 1;
        if (this.next() === closeBrace) break;
        if (this.byteAt(this.at) !== comma) this.fault('"," or "}"');
        this.at += 1;
        this.next();
      }
    }
    this.at += 1;
    this.members = members;
    return 'object';
  }

  #field(depth: number): void {
    const keyStart = this.at;
    if (this.byteAt(keyStart) !== quote) this.fault('a field name in double quotes');
    this.string();
    const key = this.#keyAt(keyStart);
    if (this.#query.counted?.find(key.bytes, key.start, key.end) !== undefined) this.counted += 1;
    if (this.next() !== colon) this.fault('":"');
    this.at += 1;
    this.next();
    const start = this.at;
    const kind = this.value(depth + 1);
    if (depth === 0) this.#collect(key, kind, start);
  }

  /** The name between the quotes that end here; one with escapes is read out of disguise. */
  #keyAt(keyStart: number): KeyRange {
    if (!this.#sawEscape) return { bytes: this.bytes, start: keyStart + 1, end: this.at - 1 };
    const bytes = Buffer.from(decodeString(this.bytes, keyStart, this.at));
    return { bytes, start: 0, end: bytes.length };
  }

  #collect(key: KeyRange, kind: JsonKind, start: number): void {
    const { fields } = this.#query;
    const end = this.at;
    const { members } = this;
    const name = fields.find(key.bytes, key.start, key.end);
    if (name !== undefined) {
      this.fields.push({ name, kind, start, end, members });
      return;
    }
    const stray = fields.findFolded(key.bytes, key.start, key.end);
    if (stray !== undefined) this.strays.push({ name: stray, kind, start, end, members });
  }
}

/** The text of a string value given with its quotes. */
export function decodeString(bytes: Buffer, start: number, end: number): string {
  const text = bytes.toString('utf8', start + 1, end - 1);
  if (!text.includes('\\')) return text;
  const decoded: unknown = JSON.parse(bytes.toString('utf8', start, end));
  return String(decoded);
}
