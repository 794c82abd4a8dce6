import { userAccount } from '#db/schema/index.ts';
import { requireMayManage, requireOtherAdministrator } from '#lib/access/index.ts';
import { changeOf } from '#lib/command/change.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import { User, userDeactivate } from '#lib/contracts/users.ts';
import { AppError } from '#lib/core/errors.ts';
import { closeAccount } from './close-account.ts';
import { readUser } from './user-rows.ts';

/** Sessions and keys end in the same transaction: there is no moment in which the account is gone and its keys still work. */
export const deactivateUser = defineCommand(userDeactivate, async (ctx, input) => {
  const { tx, tenantId } = ctx;
  const { user_id: id } = input;
  if (id === ctx.caller.userId) throw new AppError('conflict', { detail: 'Nobody can deactivate themselves. Ask another administrator.' });
  await requireMayManage(ctx, id);
  await requireOtherAdministrator(ctx, { userId: id });
  await lockRow(tx, userAccount, tenantId, id);
  const before = await readUser(tx, tenantId, id);
  ctx.expectVersion(before.version);
  if (before.status === 'deactivated') return { result: { user: before, sessions_ended: 0, keys_disabled: 0 }, changes: null };
  const closed = await closeAccount(ctx, before);
  const user = await readUser(tx, tenantId, id);
  return {
    result: { user, sessions_ended: closed.sessions, keys_disabled: closed.keys },
    changes: [changeOf('user', 'user', User, before, user), ...closed.changes],
    events: closed.events,
  };
});
