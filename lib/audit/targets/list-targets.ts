import { and, asc, eq, gt } from 'drizzle-orm';
import { auditTarget } from '#db/schema/index.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { auditTargetList } from '#lib/contracts/audit-targets.ts';
import { decodeCursor, pageFrom } from '#lib/core/cursor.ts';
import { AppError } from '#lib/core/errors.ts';
import { isUuid } from '#lib/core/ids.ts';
import { toTarget } from './target-rows.ts';

export const listAuditTargets = defineQuery(auditTargetList, async ({ tx, tenantId }, input) => {
  const [after] = decodeCursor(input.cursor, 1) ?? [];
  if (after !== undefined && !isUuid(after)) throw new AppError('invalid_cursor');
  const rows = await tx
    .select()
    .from(auditTarget)
    .where(and(eq(auditTarget.tenantId, tenantId), after === undefined ? undefined : gt(auditTarget.id, after)))
    .orderBy(asc(auditTarget.id))
    .limit(input.limit + 1);
  const page = pageFrom(rows, input.limit, (row) => [row.id]);
  return { data: page.rows.map(toTarget), next_cursor: page.nextCursor };
});
