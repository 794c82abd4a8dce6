import { outboxEvent } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { newUuid } from '#lib/core/ids.ts';
import type { TollgateEvent } from './events.ts';

/** Writes events in the transaction of the change; a relay takes them out after the commit. */
export async function writeOutbox(tx: TenantTransaction, tenantId: string, events: readonly TollgateEvent[]): Promise<void> {
  if (events.length === 0) return;
  await tx.insert(outboxEvent).values(events.map((event) => ({ tenantId, id: newUuid(), name: event.name, payload: event.payload })));
}
