import { describe, expect, it } from 'vitest';
import { type CsvRecord, csvRecords } from './csv.ts';
import { AppError } from './errors.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

async function* inChunks(content: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
}

async function read(content: string | Uint8Array, chunkSize = 1): Promise<CsvRecord[]> {
  const records: CsvRecord[] = [];
  for await (const record of csvRecords(inChunks(typeof content === 'string' ? bytes(content) : content, chunkSize))) records.push(record);
  return records;
}

const faultOf = (content: string | Uint8Array) =>
  read(content).then(
    () => undefined,
    (error: unknown) => (error instanceof AppError ? error.errors[0] : error),
  );

describe('csvRecords', () => {
  it('reads plain and quoted fields, doubled quotes, commas and line ends inside quotes', async () => {
    expect(await read('a,b\r\n"x, y","say ""hi"""\r\n"two\r\nlines",z\r\n')).toEqual([
      { line: 1, fields: ['a', 'b'] },
      { line: 2, fields: ['x, y', 'say "hi"'] },
      { line: 3, fields: ['two\r\nlines', 'z'] },
    ]);
  });

  it('counts lines inside quotes, and takes any line end', async () => {
    expect(await read('"a\nb\nc",1\rd,2\n\r\ne,3')).toEqual([
      { line: 1, fields: ['a\nb\nc', '1'] },
      { line: 4, fields: ['d', '2'] },
      { line: 6, fields: ['e', '3'] },
    ]);
  });

  it('gives the same records however the bytes are cut', async () => {
    const content = '\uFEFFname,mail\r\n"Zoë, «M»",z@example.com\r\n"📎 ""q""",\r\n,\r\n';
    const whole = await read(content, 10_000);
    expect(whole.map(({ fields }) => fields)).toEqual([
      ['name', 'mail'],
      ['Zoë, «M»', 'z@example.com'],
      ['📎 "q"', ''],
      ['', ''],
    ]);
    for (let size = 1; size < 12; size += 1) expect(await read(content, size)).toEqual(whole);
  });

  it('reads an empty file, and one without a last line end', async () => {
    expect(await read('')).toEqual([]);
    expect(await read('\n\n')).toEqual([]);
    expect(await read('a')).toEqual([{ line: 1, fields: ['a'] }]);
    expect(await read('""')).toEqual([]);
  });

  it('names the line of what is no CSV', async () => {
    expect(await faultOf('a\nb"c\n')).toEqual({ pointer: '/lines/2', detail: expect.stringContaining('inside a field') });
    expect(await faultOf('a\n"b"c\n')).toEqual({ pointer: '/lines/2', detail: expect.stringContaining('closing quotation mark') });
    expect(await faultOf('a\nb\n"c\n\n')).toEqual({ pointer: '/lines/3', detail: expect.stringContaining('never closed') });
    expect(await faultOf(`a\n${'x'.repeat(9000)}`)).toEqual({ pointer: '/lines/2', detail: expect.stringContaining('8192') });
    expect(await faultOf(`a\n"${'x\n'.repeat(9000)}`)).toEqual({ pointer: '/lines/2', detail: expect.stringContaining('8192') });
  });

  it('refuses what is not UTF-8, also when it is cut off in the middle of a character', async () => {
    expect(await faultOf(new Uint8Array([0x61, 0xe9, 0x0a]))).toMatchObject({ detail: 'The file is not UTF-8' });
    expect(await faultOf(bytes('aé').subarray(0, 2))).toMatchObject({ detail: 'The file is not UTF-8' });
  });
});
