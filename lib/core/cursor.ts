import { AppError } from './errors.ts';

/**
 * Keyset cursors: the sort key of the last row, base64url over JSON. Opaque to callers, not secret: a forged one can
 * only start the same query elsewhere.
 */
export function encodeCursor(key: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** The sort key with exactly `length` parts, undefined for no cursor; throws `invalid_cursor` for anything else. */
export function decodeCursor(cursor: string | undefined, length: number): readonly string[] | undefined {
  if (cursor === undefined) return undefined;
  try {
    const key: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(key) && key.length === length && key.every((part) => typeof part === 'string' || typeof part === 'number'))
      return key.map(String);
  } catch {
    // Falls through to the same error: what is wrong inside a cursor is of no use to the caller.
  }
  throw new AppError('invalid_cursor');
}

/** Cuts a result of up to `limit + 1` rows to a page and its cursor. */
export function pageFrom<Row>(
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => readonly (string | number)[],
): { rows: readonly Row[]; nextCursor: string | null } {
  const last = rows[limit - 1];
  if (rows.length <= limit || last === undefined) return { rows, nextCursor: null };
  return { rows: rows.slice(0, limit), nextCursor: encodeCursor(keyOf(last)) };
}
