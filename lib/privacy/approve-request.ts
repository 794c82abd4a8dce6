import { and, eq } from 'drizzle-orm';
import { privacyRequest, userAccount } from '#db/schema/index.ts';
import { requireMayManage, requireOtherAdministrator } from '#lib/access/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { lockRow } from '#lib/command/lock-row.ts';
import { requireSecondPerson } from '#lib/command/require-second-person.ts';
import { type PrivacyRequest, privacyRequestApprove } from '#lib/contracts/privacy-requests.ts';
import { AppError } from '#lib/core/errors.ts';
import { closeAccount } from '#lib/identity/close-account.ts';
import { holdsOnPerson } from './holding.ts';
import { moveRequest } from './move-request.ts';
import { lockRequest, requireState } from './request-rows.ts';
import { settleProcessing } from './settle-processing.ts';

/** Closes the account in the transaction of the decision: what is being erased is not used meanwhile. */
async function closeFor(ctx: OperationContext, request: PrivacyRequest) {
  const { tx, tenantId } = ctx;
  const { user_id: userId } = request;
  // Not part of the resource: callers see the name.
  const [noted] = await tx
    .select({ by: privacyRequest.createdBy })
    .from(privacyRequest)
    .where(and(eq(privacyRequest.tenantId, tenantId), eq(privacyRequest.id, request.id)));
  await requireSecondPerson(ctx, [noted?.by ?? null, userId], 'An erasure is approved by somebody else than who asked for it or noted it.');
  const holds = await holdsOnPerson(ctx, userId);
  if (holds.length > 0)
    throw new AppError('conflict', { detail: `Nothing is erased while a legal hold is in force: ${holds.join(', ')}.` });
  if (userId === null) return { changes: [], events: [] };
  await requireMayManage(ctx, userId);
  await requireOtherAdministrator(ctx, { userId });
  await lockRow(tx, userAccount, tenantId, userId);
  const [account] = await tx
    .select({ id: userAccount.id, version: userAccount.version })
    .from(userAccount)
    .where(and(eq(userAccount.tenantId, tenantId), eq(userAccount.id, userId)));
  if (account === undefined) throw new AppError('not_found');
  return closeAccount(ctx, account);
}

/** Restrictions and objections are in force at once; exports and erasures are made by a job, rectifications by a person. */
export const approvePrivacyRequest = defineCommand(privacyRequestApprove, async (ctx, input) => {
  const before = await lockRequest(ctx, input.privacy_request_id);
  requireState(before, 'verified');
  const closed = before.kind === 'erasure' ? await closeFor(ctx, before) : { changes: [], events: [] };
  const isDone = before.kind === 'objection';
  const isForJob = before.kind === 'access' || before.kind === 'portability' || before.kind === 'erasure';
  const moved = await moveRequest(ctx, before, {
    ...{ state: isDone ? 'done' : 'approved', approvedBy: ctx.caller.userId, approvedAt: ctx.now },
    ...(isDone ? { endedAt: ctx.now, outcome: 'Statistics show a pseudonym from now on' } : {}),
    ...(isForJob ? { nextAttemptAt: ctx.now } : {}),
  });
  const settled = before.user_id === null || isForJob ? { changes: [], events: [] } : await settleProcessing(ctx, before.user_id);
  return {
    result: moved.result,
    changes: [...moved.changes, ...closed.changes, ...settled.changes],
    events: [...closed.events, ...settled.events],
  };
});
