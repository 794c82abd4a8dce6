import { userAccount } from '#db/schema/index.ts';
import { requireMayActAs } from '#lib/access/index.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import { userResetFactors } from '#lib/contracts/second-factors.ts';
import { AppError } from '#lib/core/errors.ts';
import { endSessions } from './end-sessions.ts';
import { endTokens } from './end-tokens.ts';
import { removeFactors } from './remove-factors.ts';

/** For somebody who lost them. Refused for oneself: an own factor is removed under My account. */
export const resetFactors = defineCommand(userResetFactors, async (ctx, { user_id: userId }) => {
  const { tx, tenantId } = ctx;
  if (userId === ctx.caller.userId) throw new AppError('conflict', { detail: 'Remove the own factors one by one, under My account.' });
  await requireMayActAs(ctx, userId);
  await lockRow(tx, userAccount, tenantId, userId);
  const removed = await removeFactors(ctx, userId);
  const sessions = await endSessions(ctx, userId);
  const tokens = await endTokens(ctx, userId);
  const [first, ...rest] = [...removed, ...sessions, ...tokens];
  const result = { factors_removed: removed.length, sessions_ended: sessions.length };
  return first === undefined ? { result, changes: null } : { result, changes: [first, ...rest] };
});
