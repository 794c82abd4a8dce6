import { defineQuery } from '#lib/command/define-query.ts';
import { ledgerList } from '#lib/contracts/ledger.ts';
import { decodeCursor, pageFrom } from '#lib/core/cursor.ts';
import { AppError } from '#lib/core/errors.ts';
import { isUuid } from '#lib/core/ids.ts';
import { readLedger } from './ledger-rows.ts';

function placeIn(cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  const [id = ''] = decodeCursor(cursor, 1) ?? [];
  if (!isUuid(id)) throw new AppError('invalid_cursor');
  return id;
}

export const listLedger = defineQuery(ledgerList, async (ctx, { limit, cursor, ...filter }) => {
  const rows = await readLedger(ctx, filter, { after: placeIn(cursor), limit: limit + 1, newestFirst: true });
  const page = pageFrom(rows, limit, (row) => [row.id]);
  return { data: [...page.rows], next_cursor: page.nextCursor };
});
