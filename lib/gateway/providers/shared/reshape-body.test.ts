import { describe, expect, it } from 'vitest';
import { bodyReshaper } from './reshape-body.ts';

const reshape = (shape: Parameters<typeof bodyReshaper>[0], body: string): string => bodyReshaper(shape)(Buffer.from(body)).toString();

describe('a body in the shape that a provider wants', () => {
  it.each([
    ['{"a":1,"x":2,"b":3}', '{"a":1,"b":3}'],
    ['{"x":2,"a":1}', '{"a":1}'],
    ['{"a":1,"x":{"deep":["x"]}}', '{"a":1}'],
    ['{"x":2}', '{}'],
    ['{ "x" : 2 , "y" : 3 }', '{   }'],
    ['{"a":1 , "x":2 ,\n "y":3 }', '{"a":1 \n  }'],
    ['{"x":"\\"x\\":","a":{"x":1},"y":[]}', '{"a":{"x":1}}'],
    ['{"x":1,"x":2,"a":":\\"x\\"","y":null,"x":3}', '{"a":":\\"x\\""}'],
    ['{"a":1}', '{"a":1}'],
    ['{}', '{}'],
  ])('%s without what it refuses is %s', (body, expected) => {
    const out = reshape({ drops: ['x', 'y'] }, body);
    expect(out).toBe(expected);
    expect(JSON.parse(out)).toEqual(JSON.parse(expected));
  });

  it.each([
    ['{"model":"m","stream":true}', '{"version":"v"}'],
    ['{"model":"m","a":1}', '{"a":1,"version":"v"}'],
    ['{"a":1,"model":"m"}', '{"a":1,"version":"v"}'],
    ['{"a":1,"model":"m","version":"of the caller"}', '{"a":1,"version":"v"}'],
    ['{}', '{"version":"v"}'],
    ['{"a":1 }', '{"a":1 ,"version":"v"}'],
  ])('%s with what has to be there is %s', (body, expected) => {
    expect(reshape({ drops: ['model', 'stream'], adds: { version: '"v"' } }, body)).toBe(expected);
  });

  it.each([
    ['{"max_completion_tokens" : 5,"a":1}', '{"max_tokens" : 5,"a":1}'],
    ['{"max_tokens":9,"max_completion_tokens":5}', '{"max_tokens":5}'],
    ['{"max_completion_tokens":5,"max_tokens":9}', '{"max_tokens":5}'],
    ['{"max_completion_tokens":null,"max_tokens":9}', '{"max_tokens":9}'],
    ['{"max_tokens":9}', '{"max_tokens":9}'],
    ['{"max\\u005fcompletion_tokens":5}', '{"max_tokens":5}'],
  ])('%s with fields by the names it knows is %s', (body, expected) => {
    expect(reshape({ renames: { max_completion_tokens: 'max_tokens' } }, body)).toBe(expected);
  });

  it('leaves JSON JSON, whatever goes and comes', () => {
    const names = ['a', 'b', 'x', 'y', 'model', 'old', 'new'];
    for (let round = 0; round < 500; round += 1) {
      const members = names.filter((_, index) => (round * 2_654_435_761 + index * 40_503) % 7 < 4).map((name) => `"${name}" :${round}`);
      const body = `{${members.join(round % 2 === 0 ? ' , ' : ',')} }`;
      const out = reshape({ drops: ['x', 'y'], renames: { old: 'new' }, ...(round % 3 === 0 ? { adds: { model: '1' } } : {}) }, body);
      const expected: Record<string, unknown> = { ...JSON.parse(body) };
      if ('old' in expected) expected.new = expected.old;
      for (const name of ['x', 'y', 'old']) delete expected[name];
      if (round % 3 === 0) expected.model = 1;
      expect(JSON.parse(out)).toEqual(expected);
    }
  });
});
