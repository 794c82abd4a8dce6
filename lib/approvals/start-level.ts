import { and, eq, sql } from 'drizzle-orm';
import { approval, approvalStep } from '#db/schema/index.ts';
import { newUuid } from '#lib/core/ids.ts';
import type { DeskContext } from './desk-context.ts';
import { placeOf, resolveApprovers } from './resolve-approvers.ts';

export type StoredApproval = typeof approval.$inferSelect;
export type StoredStep = typeof approvalStep.$inferSelect;

const hourMs = 3_600_000;

/**
 * Asks a level of an approval, or the next one above it that has anybody to ask; above the last one of the rule the
 * administrators of the tenant are. Where nobody is there at all the approval waits until its time is over.
 */
export async function startLevel(desk: DeskContext, of: StoredApproval, from: number): Promise<StoredStep> {
  const { tx, tenantId, now } = desk;
  const place = await placeOf(desk, of);
  const last = of.policy.levels.length + 1;
  let level = Math.min(from, last);
  let approverIds = await resolveApprovers(desk, of.policy, level, place, of.requesterId);
  while (approverIds.length === 0 && level < last) {
    level += 1;
    approverIds = await resolveApprovers(desk, of.policy, level, place, of.requesterId);
  }
  const dueAt = new Date(now.getTime() + of.policy.timeout_hours * hourMs);
  const step = { tenantId, id: newUuid(now.getTime()), approvalId: of.id, level, approverIds: [...approverIds], createdAt: now, dueAt };
  const [made] = await tx.insert(approvalStep).values(step).returning();
  await tx
    .update(approval)
    .set({ level, dueAt, updatedAt: now, version: sql`${approval.version} + 1` })
    .where(and(eq(approval.tenantId, tenantId), eq(approval.id, of.id)));
  if (made === undefined) throw new Error('An inserted step comes back');
  return made;
}
