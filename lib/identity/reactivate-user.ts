import { and, eq } from 'drizzle-orm';
import { userAccount } from '#db/schema/index.ts';
import { requireMayManage } from '#lib/access/index.ts';
import { changeOf } from '#lib/command/change.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import { User, userReactivate } from '#lib/contracts/users.ts';
import { requireRoom } from '#lib/organization/index.ts';
import { readUser } from './user-rows.ts';

export const reactivateUser = defineCommand(userReactivate, async (ctx, input) => {
  const { tx, tenantId } = ctx;
  const { user_id: id } = input;
  await requireMayManage(ctx, id);
  await requireRoom(tx, tenantId, 'users');
  await lockRow(tx, userAccount, tenantId, id);
  const before = await readUser(tx, tenantId, id);
  ctx.expectVersion(before.version);
  if (before.status === 'active') return { result: before, changes: null };
  await tx
    .update(userAccount)
    .set({ status: 'active', updatedAt: ctx.now, version: before.version + 1 })
    .where(and(eq(userAccount.tenantId, tenantId), eq(userAccount.id, id)));
  const after = await readUser(tx, tenantId, id);
  return { result: after, changes: [changeOf('user', 'user', User, before, after)] };
});
