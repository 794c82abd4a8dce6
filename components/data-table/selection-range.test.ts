import { describe, expect, it } from 'vitest';
import { headState, idsBetween } from './selection-range.ts';

const order = ['a', 'b', 'c', 'd'];

describe('UI-1 selecting rows', () => {
  it('takes a range in either direction', () => {
    expect(idsBetween(order, 'd', 'b')).toEqual(['b', 'c', 'd']);
    expect(idsBetween(order, 'a', 'a')).toEqual(['a']);
  });

  it('starts anew where the anchor is gone', () => {
    expect(idsBetween(order, 'gone', 'c')).toEqual(['c']);
    expect(idsBetween(order, undefined, 'c')).toEqual(['c']);
    expect(idsBetween(order, 'a', 'gone')).toEqual([]);
  });

  it('knows none, some and all of a page', () => {
    expect(headState(order, new Set())).toBe('none');
    expect(headState(order, new Set(['x', 'b']))).toBe('some');
    expect(headState(order, new Set(order))).toBe('all');
  });
});
