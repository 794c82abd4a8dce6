import { describe, expect, it } from 'vitest';
import { arrayElements } from './array-elements.ts';
import { JsonFault } from './json-fault.ts';

const elements = (text: string): string[] => {
  const bytes = Buffer.from(text);
  return arrayElements(bytes).map(({ start, end }) => bytes.toString('utf8', start, end));
};

describe('[GW-9] the elements of an array', () => {
  it('are found with every byte of theirs', () => {
    expect(elements(' [ {"a" : [1,2]} ,\n"x,]", 1.50,null ] ')).toEqual(['{"a" : [1,2]}', '"x,]"', '1.50', 'null']);
    expect(elements('[]')).toEqual([]);
    expect(elements('[ ]')).toEqual([]);
  });

  it.each(['', '{}', '[', '[1', '[1,', '[1,]', '[,1]', '[1 2]', '[1]]', '[1] 2'])('are none in %j', (text) => {
    expect(() => elements(text)).toThrow(JsonFault);
  });
});
