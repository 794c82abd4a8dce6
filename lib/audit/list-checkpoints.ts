import { and, desc, eq, lt, or } from 'drizzle-orm';
import { auditCheckpoint } from '#db/schema/index.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { auditCheckpoints } from '#lib/contracts/audit-proofs.ts';
import { decodeCursor, pageFrom } from '#lib/core/cursor.ts';
import { AppError } from '#lib/core/errors.ts';

/** The epoch and size that a page ended with. */
function placeIn(cursor: string | undefined): { epoch: number; size: bigint } | undefined {
  const [epoch, size] = decodeCursor(cursor, 2) ?? [];
  if (epoch === undefined || size === undefined) return undefined;
  if (!/^\d{1,9}$/.test(epoch) || !/^\d{1,18}$/.test(size)) throw new AppError('invalid_cursor');
  return { epoch: Number(epoch), size: BigInt(size) };
}

export const listAuditCheckpoints = defineQuery(auditCheckpoints, async ({ tx, tenantId }, input) => {
  const after = placeIn(input.cursor);
  const rows = await tx
    .select({
      epoch: auditCheckpoint.epoch,
      size: auditCheckpoint.treeSize,
      note: auditCheckpoint.note,
      created_at: auditCheckpoint.createdAt,
    })
    .from(auditCheckpoint)
    .where(
      and(
        eq(auditCheckpoint.tenantId, tenantId),
        after === undefined
          ? undefined
          : or(
              lt(auditCheckpoint.epoch, after.epoch),
              and(eq(auditCheckpoint.epoch, after.epoch), lt(auditCheckpoint.treeSize, after.size)),
            ),
      ),
    )
    .orderBy(desc(auditCheckpoint.epoch), desc(auditCheckpoint.treeSize))
    .limit(input.limit + 1);
  const page = pageFrom(rows, input.limit, (row) => [String(row.epoch), String(row.size)]);
  return { data: [...page.rows], next_cursor: page.nextCursor };
});
