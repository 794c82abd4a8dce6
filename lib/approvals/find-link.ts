import { and, eq } from 'drizzle-orm';
import { approval, approvalLink, approvalStep } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { ApprovalLink } from '#lib/contracts/approval-links.ts';
import { AppError } from '#lib/core/errors.ts';
import { linkTokenHash } from '#lib/mail/link-token.ts';

/** A link with what it is good for now. */
export interface FoundLink {
  readonly id: string;
  readonly approvalId: string;
  readonly state: ApprovalLink['state'];
}

/** The caller's own link; one that was sent to somebody else is not there for them. `lock` lets one of two uses come first. */
export async function findLink({ tx, tenantId, caller, now }: OperationContext, token: string, lock: boolean): Promise<FoundLink> {
  if (caller.mustChangePassword) throw new AppError('password_change_required');
  const own = and(
    ...[eq(approvalLink.tenantId, tenantId), eq(approvalLink.tokenHash, linkTokenHash(token))],
    eq(approvalLink.userId, caller.userId),
  );
  if (lock) await tx.select({ id: approvalLink.id }).from(approvalLink).where(own).for('update');
  const [row] = await tx
    .select({ link: approvalLink, stepState: approvalStep.state, approvalId: approvalStep.approvalId, approvalState: approval.state })
    .from(approvalLink)
    .innerJoin(approvalStep, and(eq(approvalStep.tenantId, approvalLink.tenantId), eq(approvalStep.id, approvalLink.stepId)))
    .innerJoin(approval, and(eq(approval.tenantId, approvalStep.tenantId), eq(approval.id, approvalStep.approvalId)))
    .where(own);
  if (row === undefined) throw new AppError('not_found', { detail: 'This link does not exist, or was sent to somebody else.' });
  const { link, stepState, approvalId } = row;
  if (link.usedAt !== null) return { id: link.id, approvalId, state: 'used' };
  if (stepState !== 'pending') return { id: link.id, approvalId, state: 'decided' };
  return { id: link.id, approvalId, state: link.expiresAt <= now ? 'expired' : 'open' };
}
