import { type SQL, sql } from 'drizzle-orm';
import { decodeCursor, pageFrom } from '#lib/core/cursor.ts';
import { AppError } from '#lib/core/errors.ts';
import { isUuid } from '#lib/core/ids.ts';

/** One order of a list: by `key`, then by `id`, so that no row is skipped or shown twice however rows come and go. */
export interface KeysetOrder<Row> {
  readonly key: SQL;
  /** How the key compares; `caseless` is a text whose key is `lower(…)`. */
  readonly type: 'text' | 'caseless' | 'time' | 'integer';
  readonly id: SQL;
  readonly descending: boolean;
  /** The key's value of a row; a time in milliseconds. */
  valueOf(row: Row): string | number;
  idOf(row: Row): string;
}

/** Everything after a cursor in an order. `sort` names the order inside the cursor: a cursor of another order is refused. */
export interface Keyset<Row> {
  /** Condition for the rows after the cursor; true for the first page. */
  readonly after: SQL;
  readonly orderBy: SQL;
  /** The answer of a list: up to `limit` of the `limit + 1` rows that were read, and the cursor of the next page; null on the last. */
  page<Read extends Row>(rows: readonly Read[], limit: number): { data: Read[]; next_cursor: string | null };
}

// Times travel as milliseconds, which is as fine as they are stored;
// from 1970 to 9999: no row is older, and PostgreSQL reads no later year in ISO form.
const timeMax = Date.UTC(9999, 11, 31);

/** The key's value for PostgreSQL; one that it cannot take is refused here, because inside the query it would be our fault. */
function parameterOf(type: KeysetOrder<unknown>['type'], value: string): SQL {
  if (type === 'text' || type === 'caseless') {
    if (value.includes('\0')) throw new AppError('invalid_cursor');
    return type === 'text' ? sql`${value}::text` : sql`lower(${value}::text)`;
  }
  const number = Number(value);
  const isTime = type === 'time';
  if (!Number.isSafeInteger(number) || number < (isTime ? 0 : -(2 ** 31)) || number > (isTime ? timeMax : 2 ** 31 - 1))
    throw new AppError('invalid_cursor');
  return isTime ? sql`${new Date(number).toISOString()}::timestamptz` : sql`${number}::integer`;
}

/** The condition behind a cursor; throws `invalid_cursor` for one of another order or none of ours. */
function conditionAfter<Row>(sort: string, order: KeysetOrder<Row>, cursor: string): SQL {
  const [cursorSort, value = '', id = ''] = decodeCursor(cursor, 3) ?? [];
  if (cursorSort !== sort || !isUuid(id)) throw new AppError('invalid_cursor');
  const comparison = order.descending ? sql`<` : sql`>`;
  return sql`(${order.key}, ${order.id}) ${comparison} (${parameterOf(order.type, value)}, ${id}::uuid)`;
}

/** The keyset of a list in one order; `sort` is the order's name as callers write it. */
export function keysetOf<Row>(sort: string, order: KeysetOrder<Row>, cursor: string | undefined): Keyset<Row> {
  const direction = order.descending ? sql`desc` : sql`asc`;
  return {
    after: cursor === undefined ? sql`true` : conditionAfter(sort, order, cursor),
    orderBy: sql`${order.key} ${direction}, ${order.id} ${direction}`,
    page: (read, limit) => {
      const { rows, nextCursor } = pageFrom(read, limit, (row) => [sort, order.valueOf(row), order.idOf(row)]);
      return { data: [...rows], next_cursor: nextCursor };
    },
  };
}
