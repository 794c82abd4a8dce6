import type { ApprovalPolicy } from '#db/schema/approvals.ts';
import { approval, approvalStep } from '#db/schema/index.ts';
import { newUuid } from '#lib/core/ids.ts';
import type { DeskContext } from './desk-context.ts';
import { notifyAsked } from './notify.ts';
import { type StoredApproval, startLevel } from './start-level.ts';

/** What somebody asks for, with how it is decided. */
export type NewApproval = Pick<
  typeof approval.$inferInsert,
  | 'kind'
  | 'requesterId'
  | 'keyId'
  | 'teamId'
  | 'departmentId'
  | 'title'
  | 'reason'
  | 'subject'
  | 'amountNanoUsd'
  | 'requestHash'
  | 'model'
  | 'provider'
> & { readonly policy: ApprovalPolicy; readonly isAutomatic: boolean };

/** Hours in which a call that was approved by rule can be sent. */
const automaticHours = 1;

/** Writes an approval and asks its first level; one that a rule lets through is approved at once, and says so. */
export async function openApproval(desk: DeskContext, { isAutomatic, ...asked }: NewApproval): Promise<StoredApproval> {
  const { tx, tenantId, now } = desk;
  const id = newUuid(now.getTime());
  const automatic = isAutomatic
    ? { state: 'approved' as const, decidedAt: now, usableUntilAt: new Date(now.getTime() + automaticHours * 3_600_000) }
    : {};
  const [made] = await tx
    .insert(approval)
    .values({ tenantId, id, ...asked, ...automatic, createdAt: now, updatedAt: now })
    .returning();
  if (made === undefined) throw new Error('An inserted approval comes back');
  if (isAutomatic) {
    const comment = `Approved by the rule "${asked.policy.rule_name}"`;
    await tx
      .insert(approvalStep)
      .values({ tenantId, id: newUuid(now.getTime()), approvalId: id, level: 1, state: 'auto', decidedAt: now, comment, createdAt: now });
    return made;
  }
  const step = await startLevel(desk, made, 1);
  await notifyAsked(desk, made, step);
  return { ...made, level: step.level, dueAt: step.dueAt, version: made.version + 1 };
}
