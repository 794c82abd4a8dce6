import type { Change } from '#lib/command/audit-writer.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { Outcome } from '#lib/command/executable.ts';
import { Approval } from '#lib/contracts/approvals.ts';
import { AppError } from '#lib/core/errors.ts';
import { applyApproval } from './apply-approval.ts';
import { readApproval } from './approval-rows.ts';
import { endApproval, endStep, lockApproval, openStepOf, requireVote } from './decide-step.ts';
import { neededLevels } from './needed-levels.ts';
import { notifyAsked, notifyDecided } from './notify.ts';
import { type StoredApproval, startLevel } from './start-level.ts';

/** What a person decides about one level. */
export interface Decision {
  readonly approve: boolean;
  readonly comment: string;
  /** Of calls: how many, and for how long; only what the last level says counts. */
  readonly uses: number;
  readonly validHours: number;
}

const hourMs = 3_600_000;

/** The last level has approved: it takes effect now, with this transaction. */
async function finish(ctx: OperationContext, of: StoredApproval, { uses, validHours, comment }: Decision): Promise<readonly Change[]> {
  const usable = of.kind === 'request' ? { usesMax: uses, usableUntilAt: new Date(ctx.now.getTime() + validHours * hourMs) } : {};
  await endApproval(ctx, of.id, { state: 'approved', ...usable });
  await notifyDecided(ctx, of, 'approved', comment);
  return applyApproval(ctx, of);
}

/** Many calls at once are as much money as one that costs their sum, and ask for the same levels. */
function requireCovered({ policy, amountNanoUsd, kind }: StoredApproval, level: number, uses: number): void {
  if (kind !== 'request' || amountNanoUsd === null || uses === 1) return;
  if (neededLevels(policy.levels, amountNanoUsd * BigInt(uses)) <= level) return;
  const detail = 'So many calls can cost more than this level may approve by itself. Approve fewer.';
  throw new AppError('validation_failed', { errors: [{ pointer: '/uses', detail }] });
}

async function goOn(ctx: OperationContext, of: StoredApproval, level: number, decision: Decision): Promise<readonly Change[]> {
  if (level >= of.policy.needed) {
    requireCovered(of, level, decision.uses);
    return finish(ctx, of, decision);
  }
  await notifyAsked(ctx, of, await startLevel(ctx, of, level + 1));
  return [];
}

/**
 * Lets the caller decide the level that is asked now: the next one is asked, or it takes effect. Throws `not_found` for what
 * the caller may not see, `forbidden` for who is not asked, and `conflict` where it is decided already.
 */
export async function decide(ctx: OperationContext, approvalId: string, decision: Decision): Promise<Outcome<Approval>> {
  const of = await lockApproval(ctx, approvalId);
  const before = await readApproval(ctx, approvalId);
  ctx.expectVersion(before.version);
  const step = of.state === 'pending' ? await openStepOf(ctx, of) : undefined;
  if (step === undefined) throw new AppError('conflict', { detail: `This approval is ${of.state} already.` });
  const { delegatedFromId } = await requireVote(ctx, of, step, ctx.caller.userId);
  const state = decision.approve ? 'approved' : 'rejected';
  await endStep(ctx, step, { state, decidedBy: ctx.caller.userId, delegatedFromId, comment: decision.comment });
  let effects: readonly Change[] = [];
  if (decision.approve) effects = await goOn(ctx, of, step.level, decision);
  else {
    await endApproval(ctx, of.id, { state: 'rejected' });
    await notifyDecided(ctx, of, 'rejected', decision.comment);
  }
  const after = await readApproval(ctx, approvalId);
  return { result: after, changes: [changeOf('approval', 'approval', Approval, before, after), ...effects] };
}
