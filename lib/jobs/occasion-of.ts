import { and, eq } from 'drizzle-orm';
import type { AppDatabase } from '#db/client.ts';
import { outboxEvent } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import { installationId, type Occasion } from './durable-function.ts';
import type { RunRow } from './run-store.ts';

/** What a run was started by; its event is read in the outbox of its tenant. Throws where the event is gone. */
export async function occasionOf(app: AppDatabase, run: Pick<RunRow, 'id' | 'tenantId' | 'eventId'>): Promise<Occasion> {
  const { id: runId, tenantId, eventId } = run;
  if (tenantId === installationId) return { runId, tenantId: null, event: null };
  if (eventId === null) return { runId, tenantId, event: null };
  const [found] = await inTenant(
    app,
    tenantId,
    (tx) =>
      tx
        .select({ id: outboxEvent.id, name: outboxEvent.name, payload: outboxEvent.payload })
        .from(outboxEvent)
        .where(and(eq(outboxEvent.tenantId, tenantId), eq(outboxEvent.id, eventId))),
    { readOnly: true },
  );
  if (found === undefined) throw new Error('The event of this run is no longer kept');
  return { runId, tenantId, event: found };
}
