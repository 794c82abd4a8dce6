import { type SQL, sql } from 'drizzle-orm';
import { decodeCursor, pageFrom } from '#lib/core/cursor.ts';
import { AppError } from '#lib/core/errors.ts';
import { isUuid } from '#lib/core/ids.ts';

/** One order of a list: by `key`, then by `id`, so that no row is skipped or shown twice however rows come and go. */
export interface KeysetOrder<Row> {
  readonly key: SQL;
  readonly type: 'text' | 'time' | 'integer';
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
  /** The page of up to `limit` of the `limit + 1` rows that were read, and the cursor of the next; null on the last. */
  page(rows: readonly Row[], limit: number): { readonly rows: readonly Row[]; readonly nextCursor: string | null };
}

const casts = { text: sql`::text`, time: sql`::timestamptz`, integer: sql`::integer` } as const;
// Times travel as milliseconds, which is as fine as they are stored.
const timeMax = 8_640_000_000_000_000;

/** The key's value as PostgreSQL takes it; a value that cannot be one would otherwise fail inside the query. */
function parameterOf(type: KeysetOrder<unknown>['type'], value: string): string {
  if (type === 'text') {
    if (value.includes('\0')) throw new AppError('invalid_cursor');
    return value;
  }
  const number = Number(value);
  const isTime = type === 'time';
  if (!Number.isSafeInteger(number) || Math.abs(number) > (isTime ? timeMax : 2 ** 31 - 1)) throw new AppError('invalid_cursor');
  return isTime ? new Date(number).toISOString() : String(number);
}

/** The condition behind a cursor; throws `invalid_cursor` for one of another order or none of ours. */
function conditionAfter<Row>(sort: string, order: KeysetOrder<Row>, cursor: string): SQL {
  const [cursorSort, value = '', id = ''] = decodeCursor(cursor, 3) ?? [];
  if (cursorSort !== sort || !isUuid(id)) throw new AppError('invalid_cursor');
  const comparison = order.descending ? sql`<` : sql`>`;
  return sql`(${order.key}, ${order.id}) ${comparison} (${parameterOf(order.type, value)}${casts[order.type]}, ${id}::uuid)`;
}

/** The keyset of a list in one order; `sort` is the order's name as callers write it. */
export function keysetOf<Row>(sort: string, order: KeysetOrder<Row>, cursor: string | undefined): Keyset<Row> {
  const direction = order.descending ? sql`desc` : sql`asc`;
  return {
    after: cursor === undefined ? sql`true` : conditionAfter(sort, order, cursor),
    orderBy: sql`${order.key} ${direction}, ${order.id} ${direction}`,
    page: (rows, limit) => pageFrom(rows, limit, (row) => [sort, order.valueOf(row), order.idOf(row)]),
  };
}
