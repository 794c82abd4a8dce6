import { sql } from 'drizzle-orm';
import { defineQuery } from '#lib/command/define-query.ts';
import { adjustmentGet, adjustmentList } from '#lib/contracts/ledger.ts';
import { decodeCursor, pageFrom } from '#lib/core/cursor.ts';
import { AppError } from '#lib/core/errors.ts';
import { isUuid } from '#lib/core/ids.ts';
import { readAdjustment, readAdjustments } from './adjustment-rows.ts';

export const listAdjustments = defineQuery(adjustmentList, async (ctx, { limit, cursor, kind }) => {
  const [after = ''] = cursor === undefined ? [] : (decodeCursor(cursor, 1) ?? []);
  if (cursor !== undefined && !isUuid(after)) throw new AppError('invalid_cursor');
  const ofKind = kind === undefined ? sql`true` : sql`a.kind = ${kind}`;
  const place = cursor === undefined ? sql`true` : sql`a.id < ${after}::uuid`;
  const page = pageFrom(await readAdjustments(ctx, sql`${ofKind} and ${place}`, limit + 1), limit, (row) => [row.id]);
  return { data: [...page.rows], next_cursor: page.nextCursor };
});

export const getAdjustment = defineQuery(adjustmentGet, (ctx, { adjustment_id: id }) => readAdjustment(ctx, id));
