import { and, count, eq, gt, isNull } from 'drizzle-orm';
import { approvalDelegation } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { ApprovalDelegation, approvalDelegationCreate, delegationDaysMax } from '#lib/contracts/approval-delegations.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import { readDelegation } from './delegation-rows.ts';
import { requireColleague } from './require-colleague.ts';

const dayMs = 86_400_000;
/** Delegations of one person that have not ended, at most. */
const openMax = 20;

async function requireRoom({ tx, tenantId, caller, now }: OperationContext): Promise<void> {
  const [row] = await tx
    .select({ open: count() })
    .from(approvalDelegation)
    .where(
      and(
        ...[eq(approvalDelegation.tenantId, tenantId), eq(approvalDelegation.fromId, caller.userId)],
        ...[isNull(approvalDelegation.revokedAt), gt(approvalDelegation.endsAt, now)],
      ),
    );
  if ((row?.open ?? 0) >= openMax) throw new AppError('limit_reached', { detail: `${openMax} of your delegations have not ended yet.` });
}

export const createDelegation = defineCommand(approvalDelegationCreate, async (ctx, input) => {
  const { tx, tenantId, now, caller } = ctx;
  const startsAt = input.starts_at ?? now;
  const fault = (detail: string) => new AppError('validation_failed', { errors: [{ pointer: '/ends_at', detail }] });
  if (input.ends_at <= startsAt || input.ends_at <= now) throw fault('Must be after the start and in the future');
  if (input.ends_at.getTime() - startsAt.getTime() > delegationDaysMax * dayMs)
    throw fault(`At most ${delegationDaysMax} days after the start`);
  await requireColleague(ctx, input.user_id);
  await requireRoom(ctx);
  const id = newUuid(now.getTime());
  const people = { fromId: caller.userId, toId: input.user_id, reason: input.reason ?? '' };
  await tx.insert(approvalDelegation).values({ tenantId, id, ...people, startsAt, endsAt: input.ends_at, createdAt: now });
  const after = await readDelegation(ctx, id);
  return { result: after, changes: [changeOf('approval_delegation', 'approvalDelegation', ApprovalDelegation, null, after)] };
});
