import { and, eq } from 'drizzle-orm';
import { department } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import { Department, departmentRestore } from '#lib/contracts/departments.ts';
import { departmentNameTaken } from './create-department.ts';
import { readDepartment } from './department-rows.ts';
import { requireActive } from './require-active.ts';
import { requireRoom } from './require-room.ts';

export const restoreDepartment = defineCommand(departmentRestore, async (ctx, input) => {
  const { tx, tenantId } = ctx;
  const { department_id: id } = input;
  await requireRoom(tx, tenantId, 'departments');
  await lockRow(tx, department, tenantId, id);
  const before = await readDepartment(tx, tenantId, id);
  ctx.expectVersion(before.version);
  if (before.archived_at === null) return { result: before, changes: null };
  if (before.parent_id !== null) requireActive(await readDepartment(tx, tenantId, before.parent_id));
  const set = { archivedAt: null, updatedAt: ctx.now, version: before.version + 1 };
  const row = and(eq(department.tenantId, tenantId), eq(department.id, id));
  await refuseDuplicate('department_name', departmentNameTaken, tx.update(department).set(set).where(row));
  const after = await readDepartment(tx, tenantId, id);
  return { result: after, changes: [changeOf('department', 'department', Department, before, after)] };
});
