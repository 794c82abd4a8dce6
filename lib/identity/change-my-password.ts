import { and, count, eq, gte } from 'drizzle-orm';
import { auditEntry, userAccount } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineAction } from '#lib/command/define-action.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import { RecordedFailure } from '#lib/command/recorded-failure.ts';
import { meChangePassword, User } from '#lib/contracts/users.ts';
import { AppError } from '#lib/core/errors.ts';
import { toPublicId, uuidFloorAt } from '#lib/core/ids.ts';
import { endSessions } from './end-sessions.ts';
import { hashInTurn, verifyInTurn } from './password-work.ts';
import { readUser } from './user-rows.ts';

/** Wrong attempts within the window after which a session may not try any more: whoever took it does not know the password. */
const attemptsMax = 5;
const windowMs = 15 * 60 * 1000;

async function requireAttemptsLeft(ctx: OperationContext): Promise<void> {
  const [failed] = await ctx.tx
    .select({ count: count() })
    .from(auditEntry)
    .where(
      and(
        eq(auditEntry.tenantId, ctx.tenantId),
        eq(auditEntry.actorId, ctx.caller.userId),
        gte(auditEntry.id, uuidFloorAt(ctx.now.getTime() - windowMs)),
        eq(auditEntry.action, meChangePassword.name),
        eq(auditEntry.result, 'failed'),
      ),
    );
  if ((failed?.count ?? 0) < attemptsMax) return;
  const headers = { 'retry-after': String(windowMs / 1000) };
  throw new AppError('rate_limited', { detail: 'The current password was wrong too often. Wait a quarter of an hour.', headers });
}

async function currentHash({ tx, tenantId, caller }: OperationContext): Promise<string | null> {
  const [row] = await tx
    .select({ hash: userAccount.passwordHash })
    .from(userAccount)
    .where(and(eq(userAccount.tenantId, tenantId), eq(userAccount.id, caller.userId)));
  return row?.hash ?? null;
}

/** Every other session ends: whoever knew the old password is out. */
export const changeMyPassword = defineAction(meChangePassword, {
  async prepare(ctx, input) {
    await requireAttemptsLeft(ctx);
    if (input.new_password === input.current_password)
      throw new AppError('validation_failed', { errors: [{ pointer: '/new_password', detail: 'Must differ from the current one' }] });
    return currentHash(ctx);
  },
  async effect(verified, input) {
    if (!(await verifyInTurn(input.current_password, verified))) return null;
    return { verified, hash: await hashInTurn(input.new_password) };
  },
  async record(ctx, _input, effect) {
    const { tx, tenantId, now, caller } = ctx;
    const id = toPublicId('user', caller.userId);
    if (effect === null) {
      const error = new AppError('validation_failed', { errors: [{ pointer: '/current_password', detail: 'Not the current password' }] });
      throw new RecordedFailure(error, [{ resource: 'user', id, before: null, after: null }]);
    }
    await lockRow(tx, userAccount, tenantId, caller.userId);
    if ((await currentHash(ctx)) !== effect.verified)
      throw new AppError('conflict', { detail: 'The password was changed elsewhere in the meantime.' });
    const before = await readUser(tx, tenantId, caller.userId);
    await tx
      .update(userAccount)
      .set({ passwordHash: effect.hash, temporaryPasswordExpiresAt: null, updatedAt: now, version: before.version + 1 })
      .where(and(eq(userAccount.tenantId, tenantId), eq(userAccount.id, caller.userId)));
    const sessions = await endSessions(ctx, caller.userId, { except: caller.sessionId });
    const after = await readUser(tx, tenantId, caller.userId);
    return { result: { sessions_ended: sessions.length }, changes: [changeOf('user', 'user', User, before, after), ...sessions] };
  },
});
