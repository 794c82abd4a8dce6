import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { changedPaths, fieldOfPath, nestValues, pathOfPointer } from './form-values.ts';
import { schemaErrors } from './use-form.ts';

describe('UI-1 forms: values', () => {
  it('nests paths and leaves out what is empty', () => {
    expect(nestValues({ name: 'a', 'limits.monthly': '5', 'limits.daily': undefined, 'limits.hard': false })).toEqual({
      name: 'a',
      limits: { monthly: '5', hard: false },
    });
  });

  it("finds the field behind the API's JSON pointer", () => {
    expect(pathOfPointer('/limits/monthly')).toBe('limits.monthly');
    expect(pathOfPointer('/a~1b/c~0d')).toBe('a/b.c~d');
    expect(fieldOfPath('tags.3', ['tag', 'tags', 'name'])).toBe('tags');
    expect(fieldOfPath('tagsy', ['tags'])).toBeUndefined();
  });

  it('sees changes by content', () => {
    expect(changedPaths({ tags: ['a'], name: 'x', note: undefined }, { tags: ['a'], name: 'y' })).toEqual(['name']);
  });
});

describe("UI-1 forms: the operation's schema speaks", () => {
  const schema = z.strictObject({
    name: z.string().trim().min(3).max(5),
    email: z.email(),
    tags: z.array(z.string().max(2)).min(1),
    amount: z.number().min(1),
  });
  const labels = { name: 'Name', email: 'E-mail', tags: 'Tags', amount: 'Amount' };

  it('says that something is needed before it says what is wrong with nothing', () => {
    expect(schemaErrors(schema, {}, labels)).toEqual({
      name: 'This is needed.',
      email: 'This is needed.',
      tags: 'This is needed.',
      amount: 'This is needed.',
    });
  });

  it('names limits in plain words and puts deep errors to their field', () => {
    expect(schemaErrors(schema, { name: 'ab', email: 'x', tags: ['abc'], amount: 0 }, labels)).toEqual({
      name: 'At least 3 characters.',
      email: 'An address looks like name@example.com.',
      tags: 'At most 2 characters.',
      amount: 'At least 1.',
    });
    expect(schemaErrors(schema, { name: 'abc', email: 'a@b.co', tags: ['a'], amount: 2 }, labels)).toEqual({});
  });

  it('keeps what belongs to no field', () => {
    const whole = schema.refine(() => false, { error: 'Start and end contradict each other' });
    expect(schemaErrors(whole, { name: 'abc', email: 'a@b.co', tags: ['a'], amount: 2 }, labels)).toEqual({
      '': 'Start and end contradict each other.',
    });
  });
});
