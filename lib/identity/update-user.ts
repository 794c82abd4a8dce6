import { and, eq } from 'drizzle-orm';
import { userAccount } from '#db/schema/index.ts';
import { requireMayGrantHeld, requireMayManage } from '#lib/access/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import type { Outcome, Unchanged } from '#lib/command/executable.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import { meUpdate, User, userUpdate } from '#lib/contracts/users.ts';
import { emailTaken } from './create-user.ts';
import { keepDirectory } from './keep-directory.ts';
import { readUser } from './user-rows.ts';

async function changeUser(
  ctx: OperationContext,
  id: string,
  fields: { readonly email?: string | undefined; readonly name?: string | undefined; readonly timeZone?: string | null | undefined },
): Promise<Outcome<User> | Unchanged<User>> {
  const { tx, tenantId } = ctx;
  await lockRow(tx, userAccount, tenantId, id);
  const before = await readUser(tx, tenantId, id);
  ctx.expectVersion(before.version);
  const email = fields.email === before.email ? undefined : fields.email;
  const name = fields.name === before.name ? undefined : fields.name;
  const timeZone = fields.timeZone === before.time_zone ? undefined : fields.timeZone;
  if (email === undefined && name === undefined && timeZone === undefined) return { result: before, changes: null };
  // Whoever has the address has the account, by single sign-on at the latest.
  if (email !== undefined) await requireMayGrantHeld(ctx, id);
  const set = { email, name, timeZone, updatedAt: ctx.now, version: before.version + 1 };
  const row = and(eq(userAccount.tenantId, tenantId), eq(userAccount.id, id));
  await refuseDuplicate('user_account_email', emailTaken, tx.update(userAccount).set(set).where(row));
  const after = await readUser(tx, tenantId, id);
  await keepDirectory(ctx, before, after);
  return { result: after, changes: [changeOf('user', 'user', User, before, after)] };
}

/** A new e-mail address is how somebody signs in from now on, so only those who rank as high may set it. */
export const updateUser = defineCommand(userUpdate, async (ctx, input) => {
  await requireMayManage(ctx, input.user_id);
  return changeUser(ctx, input.user_id, { email: input.email, name: input.name, timeZone: input.time_zone });
});

export const updateMe = defineCommand(meUpdate, (ctx, input) =>
  changeUser(ctx, ctx.caller.userId, { name: input.name, timeZone: input.time_zone }),
);
