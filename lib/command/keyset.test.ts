import { sql } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import { describe, expect, it } from 'vitest';
import { encodeCursor } from '#lib/core/cursor.ts';
import { AppError } from '#lib/core/errors.ts';
import { type KeysetOrder, keysetOf } from './keyset.ts';

interface Row {
  readonly id: string;
  readonly value: string | number;
}

const order = (type: KeysetOrder<Row>['type'], descending = false): KeysetOrder<Row> => ({
  key: sql`k`,
  type,
  id: sql`id`,
  descending,
  valueOf: (row) => row.value,
  idOf: (row) => row.id,
});
const textOf = (query: Parameters<PgDialect['sqlToQuery']>[0]) => new PgDialect().sqlToQuery(query);
const id = '01936b1e-7a00-7000-8000-000000000001';

describe('keysetOf', () => {
  it('starts at the beginning without a cursor and after its row with one', () => {
    expect(textOf(keysetOf('name', order('caseless'), undefined).after)).toMatchObject({ sql: 'true', params: [] });
    const after = textOf(keysetOf('name', order('caseless'), encodeCursor(['name', 'Ada', id])).after);
    expect(after).toMatchObject({ sql: '(k, id) > (lower($1::text), $2::uuid)', params: ['Ada', id] });
    const before = textOf(keysetOf('-at', order('time', true), encodeCursor(['-at', 1_700_000_000_000, id])).after);
    expect(before).toMatchObject({ sql: '(k, id) < ($1::timestamptz, $2::uuid)', params: ['2023-11-14T22:13:20.000Z', id] });
  });

  it('gives limit rows and the cursor of the last, null when there are no more', () => {
    const rows = ['a', 'b', 'c'].map((value) => ({ id, value }));
    const keyset = keysetOf('name', order('text'), undefined);
    expect(keyset.page(rows, 3)).toEqual({ data: rows, next_cursor: null });
    expect(keyset.page(rows, 2)).toEqual({ data: rows.slice(0, 2), next_cursor: encodeCursor(['name', 'b', id]) });
  });

  const forged = [
    ['of another order', encodeCursor(['-name', 'Ada', id])],
    ['with an id that is none', encodeCursor(['name', 'Ada', 'x'])],
    ['with a NUL', encodeCursor(['name', 'A\0', id])],
    ['of another length', encodeCursor(['name', 'Ada'])],
    ['that is no cursor', '☂'],
  ] as const;
  it.each(forged)('refuses a cursor %s', (_, cursor) => {
    expect(() => keysetOf('name', order('text'), cursor)).toThrow(expect.objectContaining({ code: 'invalid_cursor' }));
  });

  it.each(['x', '1e99', '-1', '99999999999999999'])('refuses the time %s', (value) => {
    expect(() => keysetOf('at', order('time'), encodeCursor(['at', value, id]))).toThrow(AppError);
  });

  it.each(['x', '2147483648', '1.5'])('refuses the integer %s', (value) => {
    expect(() => keysetOf('level', order('integer'), encodeCursor(['level', value, id]))).toThrow(AppError);
  });
});
