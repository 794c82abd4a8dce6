import { toPublicId } from '#lib/core/ids.ts';
import { formatUsd } from '#lib/core/money.ts';
import { type NotificationMessage, placeChannels, queueMessages } from '#lib/notifications/index.ts';
import type { DeskContext } from './desk-context.ts';
import type { StoredApproval } from './start-level.ts';

/** What a room hears of an approval: never the reason, which its author wrote for those who decide. */
function messageOf(of: StoredApproval, state: string, now: Date): NotificationMessage {
  const id = toPublicId('approval', of.id);
  const isOpen = state === 'requested';
  const amount = of.amountNanoUsd === null ? [] : [['Amount', `$${formatUsd(of.amountNanoUsd)}`] as [string, string]];
  return {
    ...{ event: isOpen ? 'approval.requested' : 'approval.decided', at: now.toISOString(), severity: 'info' },
    ...{ title: isOpen ? `Approval wanted: ${of.title}` : `${of.title}: ${state}`, phase: isOpen ? 'open' : 'over' },
    summary: isOpen ? 'An approval waits for a decision.' : `The approval was ${state}.`,
    ...{ subject: id, facts: [['What', of.title], ...amount], path: `/approvals?open=${id}`, data: { approval_id: id, state } },
  };
}

/** Tells the channels that the tools of an approval's place name; `step` makes it once for each step. */
export async function tellPlace(desk: DeskContext, of: StoredApproval, state: string, step: string): Promise<void> {
  const { tx, tenantId, now } = desk;
  const channelIds = await placeChannels(tx, tenantId, of);
  await queueMessages(tx, tenantId, now, [{ message: messageOf(of, state, now), channelIds, sourceKey: `approval ${of.id} ${step}` }]);
}
