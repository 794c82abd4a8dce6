import { describe, expect, it } from 'vitest';
import { between, pick, seededRandom } from '../providers/sandbox/seeded-random.ts';
import { FieldNames } from './field-names.ts';
import { describePosition, JsonFault } from './json-fault.ts';
import { decodeString } from './json-scanner.ts';
import { scanDocument } from './scan-object.ts';

const fields = new FieldNames(['model', 'n', 'list', 'o', 't', 'f', 'z', 'model2']);
const scan = (text: string) => scanDocument(Buffer.from(text), { fields });

function faultOf(text: string): JsonFault | undefined {
  try {
    scan(text);
    return undefined;
  } catch (error) {
    if (error instanceof JsonFault) return error;
    throw error;
  }
}

const isJsonObject = (text: string): boolean => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
};

describe('scanDocument', () => {
  it('lists the outermost fields with the bytes of their values', () => {
    const text =
      ' {"model" : "größe", "n":-1.5e+3,"list":[1,[2,3],{}], "o":{"a":{"b":1}},"t":true,"f":false,"z":null,"mod\\u0065l2":""} \n';
    const bytes = Buffer.from(text);
    const { fields: found, closingBrace, members } = scanDocument(bytes, { fields });
    expect(members).toBe(8);
    expect(found.map(({ name, kind, members, start, end }) => [name, kind, members, bytes.toString('utf8', start, end)])).toEqual([
      ['model', 'string', 0, '"größe"'],
      ['n', 'number', 0, '-1.5e+3'],
      ['list', 'array', 3, '[1,[2,3],{}]'],
      ['o', 'object', 1, '{"a":{"b":1}}'],
      ['t', 'true', 0, 'true'],
      ['f', 'false', 0, 'false'],
      ['z', 'null', 0, 'null'],
      ['model2', 'string', 0, '""'],
    ]);
    expect(bytes.toString('utf8', closingBrace)).toBe('} \n');
  });

  it.each([
    ['', 0],
    ['[]', 0],
    ['{"a":1', 6],
    ['{"a" 1}', 5],
    ['{"a":1,}', 7],
    ['{,}', 1],
    ['{a:1}', 1],
    ["{'a':1}", 1],
    ['{"a":01}', 6],
    ['{"a":1.}', 7],
    ['{"a":.5}', 5],
    ['{"a":+1}', 5],
    ['{"a":1e}', 7],
    ['{"a":-}', 6],
    ['{"a":NaN}', 5],
    ['{"a":tru}', 5],
    ['{"a":truex}', 9],
    ['{"a":"\n"}', 6],
    ['{"a":"\\x"}', 6],
    ['{"a":"\\u12g4"}', 6],
    ['{"a":"b', 5],
    ['{"a":[1,]}', 8],
    ['{"a":[1 2]}', 8],
    ['{"a":1} x', 8],
    ['{"a":1}{', 7],
    ['\uFEFF{}', 0],
    ['{"a":1 /* no */}', 7],
  ])('finds the fault in %j at byte %i', (text, offset) => {
    expect(faultOf(text)?.offset).toBe(offset);
  });

  it('refuses nesting without end instead of exhausting the stack', () => {
    expect(faultOf(`{"a":${'['.repeat(100_000)}`)?.reason).toContain('nested deeper');
    expect(faultOf(`{"a":${'['.repeat(100)}${']'.repeat(100)}}`)).toBeUndefined();
  });

  it('agrees with JSON.parse about thousands of damaged documents', () => {
    const random = seededRandom(20_261_121);
    const whole = JSON.stringify({
      model: 'm',
      messages: [{ role: 'user', content: 'a\\"b\u0001é😀' }],
      n: -1.25e-7,
      x: [true, false, null, {}],
      s: '\\u00e9',
    });
    const odd = ['{', '}', '[', ']', ',', ':', '"', '\\', '0', '1', '-', '.', 'e', '+', ' ', '\n', '\t', 't', 'n', 'u', '\u0000', 'é'];
    let accepted = 0;
    for (let round = 0; round < 20_000; round += 1) {
      let text = whole;
      for (let change = between(random, 1, 3); change > 0; change -= 1) {
        const at = between(random, 0, text.length);
        text = text.slice(0, at) + (pick(random, odd) ?? '') + text.slice(at + between(random, 0, 2));
      }
      const isFine = faultOf(text) === undefined;
      if (isFine !== isJsonObject(text)) throw new Error(`Disagreement about ${JSON.stringify(text)}`);
      if (isFine) accepted += 1;
    }
    expect(accepted).toBeGreaterThan(500);
  });

  it('leaves out what was not asked for, and tells names in another case', () => {
    const found = scan('{"x":{"model":1},"Model":2,"mOdel2":3,"mod\\u0065l":4,"M\\u006fdel":5}');
    expect(found.fields.map(({ name, start }) => [name, start])).toEqual([['model', 51]]);
    expect(found.strays.map(({ name }) => name)).toEqual(['model', 'model2', 'model']);
  });

  it('counts names at any depth, in any spelling', () => {
    const text = '{"image_url":1,"a":[{"image_url":{"url":"image_url"}},{"im\\u0061ge_url":2}],"Image_url":3}';
    const counted = new FieldNames(['image_url', 'file_id']);
    expect(scanDocument(Buffer.from(text), { fields, counted }).counted).toBe(3);
  });

  it('weighs embedded media apart from text', () => {
    const media = `data:image/png;base64,${'iVBORw0KGgo'.repeat(400)}`;
    const prose = 'A sentence with spaces, which is text. '.repeat(100);
    expect(scan(JSON.stringify({ media, prose })).opaqueBytes).toBe(media.length);
    expect(scan(JSON.stringify({ prose })).opaqueBytes).toBe(0);
    expect(scan(JSON.stringify({ chinese: '你好世界'.repeat(1000) })).opaqueBytes).toBe(0);
  });
});

describe('decodeString', () => {
  it('reads escapes as JSON does', () => {
    const bytes = Buffer.from('"\\ud83d\\ude00 \\n é"');
    expect(decodeString(bytes, 0, bytes.length)).toBe('😀 \n é');
  });
});

describe('describePosition', () => {
  it('counts lines and columns from one', () => {
    expect(describePosition(Buffer.from('{\n  "a": x\n}'), 9)).toBe('position 9 (line 2, column 8)');
  });
});
