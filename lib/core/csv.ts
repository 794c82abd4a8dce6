import { AppError } from './errors.ts';

/** One record of a CSV file; `line` is the line it begins on, from 1. */
export interface CsvRecord {
  readonly line: number;
  readonly fields: readonly string[];
}

/** Characters a record may have, line ends inside quotes included, so that a missing quote does not take the whole file into memory. */
const recordLengthMax = 8192;

const faultAt = (line: number, detail: string): AppError =>
  new AppError('validation_failed', { errors: [{ pointer: `/lines/${line}`, detail }] });

/** Collects characters into records (RFC 4180; a lone line feed or carriage return ends a record too). */
class CsvParser {
  #line = 1;
  #recordLine = 1;
  #fields: string[] = [];
  #field = '';
  #length = 0;
  /** Where in a field the last character was. */
  #state: 'start' | 'plain' | 'quoted' | 'closed' = 'start';
  #afterReturn = false;

  *push(text: string): Generator<CsvRecord> {
    for (const character of text) {
      const isSecondHalf = this.#afterReturn && character === '\n';
      this.#afterReturn = character === '\r';
      if (isSecondHalf && this.#state !== 'quoted') continue;
      if (!isSecondHalf && (character === '\n' || character === '\r')) this.#line += 1;
      const record = this.#take(character);
      if (record !== undefined) yield record;
    }
  }

  /** The record that the file's end ends; undefined where its last line had an end of its own. */
  end(): CsvRecord | undefined {
    if (this.#state === 'quoted') throw faultAt(this.#recordLine, 'A quotation mark is opened and never closed');
    return this.#length === 0 ? undefined : this.#endRecord();
  }

  #take(character: string): CsvRecord | undefined {
    this.#length += 1;
    if (this.#length > recordLengthMax) throw faultAt(this.#recordLine, `A record may have ${recordLengthMax} characters`);
    if (this.#state === 'quoted') {
      if (character === '"') this.#state = 'closed';
      else this.#field += character;
      return undefined;
    }
    if (character === '\n' || character === '\r') return this.#endRecord();
    if (character === ',') {
      this.#endField();
      return undefined;
    }
    this.#takeInField(character);
    return undefined;
  }

  #takeInField(character: string): void {
    if (character === '"') {
      if (this.#state === 'plain') throw faultAt(this.#line, 'A quotation mark stands inside a field that does not begin with one');
      // Doubled inside quotes it stands for itself, at the start it opens.
      if (this.#state === 'closed') this.#field += '"';
      this.#state = 'quoted';
      return;
    }
    if (this.#state === 'closed') throw faultAt(this.#line, 'Something follows the closing quotation mark of a field');
    this.#state = 'plain';
    this.#field += character;
  }

  #endField(): void {
    this.#fields.push(this.#field);
    this.#field = '';
    this.#state = 'start';
  }

  #endRecord(): CsvRecord | undefined {
    this.#endField();
    const record = { line: this.#recordLine, fields: this.#fields };
    this.#fields = [];
    this.#length = 0;
    this.#recordLine = this.#line;
    // A line with nothing on it is no record.
    return record.fields.length === 1 && record.fields[0] === '' ? undefined : record;
  }
}

/**
 * Reads CSV (RFC 4180, comma, UTF-8 with or without a byte order mark) as it comes in, with memory for one record. Throws
 * `validation_failed` with the line for what is no CSV or no UTF-8.
 */
export async function* csvRecords(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<CsvRecord> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const parser = new CsvParser();
  const decode = (chunk?: Uint8Array): string => {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined });
    } catch (error) {
      throw new AppError('validation_failed', { errors: [{ pointer: '', detail: 'The file is not UTF-8' }], cause: error });
    }
  };
  for await (const chunk of chunks) yield* parser.push(decode(chunk));
  yield* parser.push(decode());
  const last = parser.end();
  if (last !== undefined) yield last;
}
