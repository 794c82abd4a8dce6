import { role } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockTenant } from '#lib/command/lock-row.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import { Role, roleCreate } from '#lib/contracts/roles.ts';
import { newUuid } from '#lib/core/ids.ts';
import { requireRoomForRole } from './change-role.ts';
import { requireSoundRole } from './require-sound-role.ts';
import { readRole } from './role-rows.ts';

export const createRole = defineCommand(roleCreate, async (ctx, input) => {
  const { tx, tenantId, now } = ctx;
  await lockTenant(tx, tenantId);
  await requireRoomForRole(ctx);
  const { name, title, description, level, parent_id: parentId = null } = input;
  const permissions = [...new Set(input.permissions)].sort();
  await requireSoundRole(ctx, { id: null, title, level, parentId, permissions });
  const id = newUuid(now.getTime());
  const taken = { pointer: '/name', detail: 'Another role, perhaps an archived one, has this name' };
  const row = { tenantId, id, name, title, description, level, parentId, permissions, createdAt: now, updatedAt: now };
  await refuseDuplicate('role_name', taken, tx.insert(role).values(row));
  const after = await readRole(ctx, id);
  return { result: after, changes: [changeOf('role', 'role', Role, null, after)] };
});
