import { and, eq, or, sql } from 'drizzle-orm';
import { approval } from '#db/schema/index.ts';
import { defineStream } from '#lib/command/define-stream.ts';
import { type ApprovalFigures, approvalFollow } from '#lib/contracts/approvals.ts';
import { isAsked } from './approval-rows.ts';
import { delegatorsOf } from './resolve-approvers.ts';

const intervalMs = 1000;

/** Read from the database at each turn, so that what any process asks or decides is seen within a second. */
export const followApprovals = defineStream(approvalFollow, {
  intervalMs,
  async read(ctx, _input, lastId) {
    const { tx, tenantId, caller } = ctx;
    const asked = isAsked(caller.userId, await delegatorsOf(ctx, caller.userId));
    const own = eq(approval.requesterId, caller.userId);
    const [row] = await tx
      .select({
        toDecide: sql<number>`count(*) filter (where ${asked})::int`,
        ownPending: sql<number>`count(*) filter (where ${own} and ${approval.state} = 'pending')::int`,
        changedAt: sql<string | null>`max(greatest(${approval.createdAt}, ${approval.decidedAt}))`,
      })
      .from(approval)
      .where(and(eq(approval.tenantId, tenantId), or(own, asked)));
    const changedAt = row?.changedAt ?? null;
    const payload: ApprovalFigures = {
      to_decide: row?.toDecide ?? 0,
      own_pending: row?.ownPending ?? 0,
      changed_at: changedAt === null ? null : new Date(changedAt),
    };
    const id = [payload.to_decide, payload.own_pending, payload.changed_at?.getTime() ?? ''].join('.');
    return id === lastId ? null : { id, payload };
  },
});
