import { describe, expect, it } from 'vitest';
import { decodeCursor, encodeCursor, pageFrom } from './cursor.ts';

describe('cursors', () => {
  it('come back as the same sort key', () => {
    expect(decodeCursor(encodeCursor(['Zoë', 12]), 2)).toEqual(['Zoë', '12']);
    expect(decodeCursor(undefined, 2)).toBeUndefined();
  });

  it.each([
    '',
    'x',
    '%%%',
    encodeCursor(['one']),
    Buffer.from('{"a":1}').toString('base64url'),
    Buffer.from('[null,1]').toString('base64url'),
  ])('refuse %j', (cursor) => {
    expect(() => decodeCursor(cursor, 2)).toThrow(/invalid_cursor/);
  });

  it('cut a result of limit + 1 rows to a page', () => {
    expect(pageFrom([1, 2, 3], 2, (row) => [row])).toEqual({ rows: [1, 2], nextCursor: encodeCursor([2]) });
    expect(pageFrom([1, 2], 2, (row) => [row])).toEqual({ rows: [1, 2], nextCursor: null });
    expect(pageFrom([], 2, (row) => [row])).toEqual({ rows: [], nextCursor: null });
  });
});
