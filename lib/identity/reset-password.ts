import { and, eq } from 'drizzle-orm';
import { userAccount } from '#db/schema/index.ts';
import { requireMayActAs } from '#lib/access/index.ts';
import { changeOf } from '#lib/command/change.ts';
import { defineAction } from '#lib/command/define-action.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import { User, userResetPassword } from '#lib/contracts/users.ts';
import { AppError } from '#lib/core/errors.ts';
import { endSessions } from './end-sessions.ts';
import { endTokens } from './end-tokens.ts';
import { newTemporaryPassword, temporaryPasswordEnd } from './temporary-password.ts';
import { readUser } from './user-rows.ts';

/** Refused for oneself: that needs the password one has, and goes through `changeMyPassword`. */
export const resetPassword = defineAction(userResetPassword, {
  async prepare(ctx, input) {
    if (input.user_id === ctx.caller.userId)
      throw new AppError('conflict', { detail: 'Change the own password with POST /api/v1/users/me/password.' });
    await requireMayActAs(ctx, input.user_id);
  },
  effect: newTemporaryPassword,
  async record(ctx, input, { password, hash }) {
    const { tx, tenantId, now } = ctx;
    const { user_id: id } = input;
    await requireMayActAs(ctx, id);
    await lockRow(tx, userAccount, tenantId, id);
    const before = await readUser(tx, tenantId, id);
    if (before.status !== 'active') throw new AppError('conflict', { detail: `${before.name} is deactivated.` });
    await tx
      .update(userAccount)
      .set({ passwordHash: hash, temporaryPasswordExpiresAt: temporaryPasswordEnd(now), updatedAt: now, version: before.version + 1 })
      .where(and(eq(userAccount.tenantId, tenantId), eq(userAccount.id, id)));
    const sessions = await endSessions(ctx, id);
    const tokens = await endTokens(ctx, id);
    const user = await readUser(tx, tenantId, id);
    return {
      result: { user, temporary_password: password, sessions_ended: sessions.length },
      changes: [changeOf('user', 'user', User, before, user), ...sessions, ...tokens],
    };
  },
});
