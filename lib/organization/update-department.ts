import { and, eq } from 'drizzle-orm';
import { department } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockRow, lockTenant } from '#lib/command/lock-row.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import { Department, departmentDepthMax, departmentUpdate } from '#lib/contracts/departments.ts';
import { departmentNameTaken } from './create-department.ts';
import { readDepartment } from './department-rows.ts';
import { requireActive } from './require-active.ts';
import { requirePlace } from './require-place.ts';
import { requireTree } from './tree.ts';

const permissions = { read: 'departments.read', write: 'departments.write' } as const;

export const updateDepartment = defineCommand(departmentUpdate, async (ctx, input) => {
  const { tx, tenantId } = ctx;
  const { department_id: id, parent_id: parentId } = input;
  if (parentId !== undefined) await lockTenant(tx, tenantId);
  await lockRow(tx, department, tenantId, id);
  const before = await readDepartment(tx, tenantId, id);
  ctx.expectVersion(before.version);
  requireActive(before);
  if (parentId !== undefined && parentId !== before.parent_id) {
    await requirePlace(ctx, permissions, { of: 'department', id: parentId, field: 'parent_id' });
    if (parentId !== null) requireActive(await readDepartment(tx, tenantId, parentId));
    await requireTree(tx, department, tenantId, { id, parentId, depthMax: departmentDepthMax });
  }
  const isChanged = (input.name ?? before.name) !== before.name || (parentId !== undefined && parentId !== before.parent_id);
  if (!isChanged) return { result: before, changes: null };
  const set = { name: input.name, parentId, updatedAt: ctx.now, version: before.version + 1 };
  const row = and(eq(department.tenantId, tenantId), eq(department.id, id));
  await refuseDuplicate('department_name', departmentNameTaken, tx.update(department).set(set).where(row));
  const after = await readDepartment(tx, tenantId, id);
  return { result: after, changes: [changeOf('department', 'department', Department, before, after)] };
});
