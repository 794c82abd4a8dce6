import { toPublicId } from '#lib/core/ids.ts';
import { writeOutbox } from '#lib/events/outbox.ts';
import type { DeskContext } from './desk-context.ts';
import type { StoredApproval, StoredStep } from './start-level.ts';

/** Tells those whom a level asks. */
export async function notifyAsked({ tx, tenantId }: DeskContext, of: StoredApproval, step: StoredStep): Promise<void> {
  await writeOutbox(tx, tenantId, [
    { name: 'approval.requested', payload: { approval_id: toPublicId('approval', of.id), level: step.level } },
  ]);
}

/** Tells who asked what came of it. */
export async function notifyDecided(
  { tx, tenantId }: DeskContext,
  of: StoredApproval,
  state: 'approved' | 'rejected' | 'expired',
): Promise<void> {
  await writeOutbox(tx, tenantId, [{ name: 'approval.decided', payload: { approval_id: toPublicId('approval', of.id), state } }]);
}
