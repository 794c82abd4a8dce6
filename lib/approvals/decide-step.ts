import { and, eq, sql } from 'drizzle-orm';
import { approval, approvalStep } from '#db/schema/index.ts';
import { AppError } from '#lib/core/errors.ts';
import type { DeskContext } from './desk-context.ts';
import { delegatorsOf, placeOf, resolveApprovers } from './resolve-approvers.ts';
import type { StoredApproval, StoredStep } from './start-level.ts';

/** Locks an approval, so that of two decisions at once one comes first. Throws `not_found`. */
export async function lockApproval({ tx, tenantId }: DeskContext, id: string): Promise<StoredApproval> {
  const [found] = await tx
    .select()
    .from(approval)
    .where(and(eq(approval.tenantId, tenantId), eq(approval.id, id)))
    .for('update');
  if (found === undefined) throw new AppError('not_found');
  return found;
}

/** The step that decides now; undefined once nothing is to be decided. */
export async function openStepOf({ tx, tenantId }: DeskContext, of: StoredApproval): Promise<StoredStep | undefined> {
  const [step] = await tx
    .select()
    .from(approvalStep)
    .where(
      and(
        eq(approvalStep.tenantId, tenantId),
        eq(approvalStep.approvalId, of.id),
        eq(approvalStep.level, of.level),
        eq(approvalStep.state, 'pending'),
      ),
    );
  return step;
}

/** Whose decision a person takes. */
export interface Vote {
  /** Null where it is their own. */
  readonly delegatedFromId: string | null;
}

/**
 * Whether a person may decide a step now: by holding the level's role now, by a delegation that runs now, or because an
 * approver has handed it over. What was true when the level began does not count any more. Throws `forbidden`.
 */
export async function requireVote(desk: DeskContext, of: StoredApproval, step: StoredStep, userId: string): Promise<Vote> {
  if (of.policy.four_eyes && of.requesterId === userId)
    throw new AppError('forbidden', { detail: 'Somebody else has to decide about what you asked for yourself.' });
  const place = await placeOf(desk, of);
  const approvers = await resolveApprovers(desk, of.policy, step.level, place, of.requesterId);
  if (approvers.includes(userId)) return { delegatedFromId: null };
  const handed = step.handedToId === userId ? step.handedFromId : null;
  const delegators = await delegatorsOf(desk, userId);
  const standsInFor = [...delegators, ...(handed === null ? [] : [handed])].find((id) => approvers.includes(id));
  if (standsInFor !== undefined) return { delegatedFromId: standsInFor };
  throw new AppError('forbidden', { detail: 'You are not among those whom this approval asks now.' });
}

/** What a step becomes. */
export interface StepEnd {
  readonly state: 'approved' | 'rejected' | 'escalated' | 'expired' | 'cancelled';
  readonly decidedBy: string | null;
  readonly delegatedFromId: string | null;
  readonly comment: string;
}

export async function endStep({ tx, tenantId, now }: DeskContext, step: StoredStep, end: StepEnd): Promise<void> {
  await tx
    .update(approvalStep)
    .set({ ...end, decidedAt: now })
    .where(and(eq(approvalStep.tenantId, tenantId), eq(approvalStep.id, step.id)));
}

/** What an approval becomes at its end. */
export type ApprovalEnd = Pick<typeof approval.$inferInsert, 'usesMax' | 'usableUntilAt'> & {
  readonly state: 'approved' | 'rejected' | 'expired' | 'cancelled' | 'used';
};

/** Ends an approval; nothing is due any more. */
export async function endApproval({ tx, tenantId, now }: DeskContext, id: string, end: ApprovalEnd): Promise<void> {
  await tx
    .update(approval)
    .set({ ...end, dueAt: null, decidedAt: now, updatedAt: now, version: sql`${approval.version} + 1` })
    .where(and(eq(approval.tenantId, tenantId), eq(approval.id, id)));
}
