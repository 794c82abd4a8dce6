import { department } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import { Department, departmentCreate, departmentDepthMax } from '#lib/contracts/departments.ts';
import { newUuid } from '#lib/core/ids.ts';
import { readDepartment } from './department-rows.ts';
import { requireActive } from './require-active.ts';
import { requireRoom } from './require-room.ts';
import { requireTree } from './tree.ts';

export const departmentNameTaken = { pointer: '/name', detail: 'Another active department has this name' };

export const createDepartment = defineCommand(departmentCreate, async (ctx, input) => {
  const { tx, tenantId, now } = ctx;
  const parentId = input.parent_id ?? null;
  await requireRoom(tx, tenantId, 'departments');
  if (parentId !== null) requireActive(await readDepartment(tx, tenantId, parentId));
  await requireTree(tx, department, tenantId, { id: null, parentId, depthMax: departmentDepthMax });
  const id = newUuid(now.getTime());
  const row = { tenantId, id, parentId, name: input.name, createdAt: now, updatedAt: now };
  await refuseDuplicate('department_name', departmentNameTaken, tx.insert(department).values(row));
  const after = await readDepartment(tx, tenantId, id);
  return { result: after, changes: [changeOf('department', 'department', Department, null, after)] };
});
