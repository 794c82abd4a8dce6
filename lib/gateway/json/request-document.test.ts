import { describe, expect, it } from 'vitest';
import { RequestFields } from './request-document.ts';

const fields = new RequestFields(['model', 'input', 'n', 'stream'] as const, ['file_id']);
const read = (text: string) => fields.read(Buffer.from(text));

describe('a request document', () => {
  it('gives what the fields say, and takes null for absent', () => {
    const document = read('{"model":"m\\u00fc","n":3,"stream":true,"input":null,"x":[{"file_id":1},{"file_id":2}]}');
    expect(document.model('model')).toBe('mü');
    expect(document.count('n', 10)).toBe(3);
    expect(document.boolean('stream')).toBe(true);
    expect(document.given('input')).toBeUndefined();
    expect(document.field('input')?.kind).toBe('null');
    expect(document.counted).toBe(2);
  });

  it('takes the model of the API where it has one for a missing name', () => {
    expect(read('{}').model('model', 'usual')).toBe('usual');
    expect(() => read('{}').model('model')).toThrow('invalid_request');
    expect(() => read('{"model":""}').model('model', 'usual')).toThrow('invalid_request');
  });

  it('refuses what the API does not know, naming the field', () => {
    const document = read('{"input":[],"n":0,"stream":"yes","model":4}');
    const refused = (act: () => unknown) => {
      try {
        return act();
      } catch (error) {
        return error;
      }
    };
    const naming = (pointer: string) => ({ code: 'invalid_request', errors: [{ pointer }] });
    expect(refused(() => document.require('input', ['string', 'array'], 'a text or texts'))).toMatchObject(naming('/input'));
    expect(refused(() => document.expect('input', 'object', 'an object'))).toMatchObject(naming('/input'));
    expect(refused(() => document.count('n', 9))).toMatchObject(naming('/n'));
    expect(refused(() => document.boolean('stream'))).toMatchObject(naming('/stream'));
    expect(refused(() => document.model('model'))).toMatchObject(naming('/model'));
    expect(refused(() => read('{"n":1,"n":2}'))).toMatchObject(naming('/n'));
    expect(refused(() => read('{"N":1}'))).toMatchObject(naming('/n'));
  });

  it('changes a field, or adds it, and leaves every other byte', () => {
    const document = read('{ "n" : 1 ,"x":1.50}');
    expect(document.spliced([document.edit('model', '"m"'), document.edit('n', '2')]).toString()).toBe('{ "n" : 2 ,"x":1.50,"model":"m"}');
    expect(document.spliced([])).toBe(document.body);
    for (const [before, after] of [
      ['{}', '{"model":1}'],
      ['{"y":1}', '{"y":1,"model":1}'],
    ] as const) {
      expect(
        read(before)
          .spliced([read(before).edit('model', '1')])
          .toString(),
      ).toBe(after);
    }
  });
});
