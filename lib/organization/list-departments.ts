import { and, eq } from 'drizzle-orm';
import { department } from '#db/schema/index.ts';
import { containsText } from '#lib/command/contains-text.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { keysetOf } from '#lib/command/keyset.ts';
import { nameOrder } from '#lib/command/name-order.ts';
import { departmentList } from '#lib/contracts/departments.ts';
import { hasArchiveStatus } from './archive-status.ts';
import { readDepartments } from './department-rows.ts';

export const listDepartments = defineQuery(departmentList, async (ctx, input) => {
  const keyset = keysetOf(input.sort, nameOrder(input.sort, department), input.cursor);
  const where = and(
    ctx.visible({ departmentId: department.id }),
    hasArchiveStatus(department.archivedAt, input.status),
    input.parent_id === undefined ? undefined : eq(department.parentId, input.parent_id),
    containsText([department.name], input.search),
    keyset.after,
  );
  const rows = await readDepartments(ctx.tx, ctx.tenantId, { where, orderBy: keyset.orderBy, limit: input.limit + 1 });
  return keyset.page(rows, input.limit);
});
