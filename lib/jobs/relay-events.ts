import { and, asc, eq, inArray, isNull } from 'drizzle-orm';
import type { Databases } from '#db/client.ts';
import { jobRun, outboxEvent } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import { newUuid } from '#lib/core/ids.ts';
import { type DurableFunction, eventsOf } from './durable-function.ts';

const tenantsAtOnce = 100;
const eventsAtOnce = 200;

/**
 * Takes events out of the outbox and makes a run for each function that is started by them, in the same transaction: an
 * event starts each function exactly once. Answers how many runs were made.
 */
export async function relayEvents(
  databases: Pick<Databases, 'app' | 'jobs'>,
  functions: readonly Pick<DurableFunction<never>, 'id' | 'triggers'>[],
  now: Date,
  signal: AbortSignal,
): Promise<number> {
  const due = await databases.jobs.$client<{ tenantId: string }[]>`
    SELECT tenant_id AS "tenantId" FROM tenants_due('relay-outbox', ${now.toISOString()}::text::timestamptz, ${tenantsAtOnce})`;
  let made = 0;
  for (const { tenantId } of due) {
    if (signal.aborted) break;
    made += await inTenant(databases.app, tenantId, async (tx) => {
      const events = await tx
        .select({ id: outboxEvent.id, name: outboxEvent.name })
        .from(outboxEvent)
        .where(and(eq(outboxEvent.tenantId, tenantId), isNull(outboxEvent.relayedAt)))
        .orderBy(asc(outboxEvent.id))
        .limit(eventsAtOnce)
        .for('update', { skipLocked: true });
      if (events.length === 0) return 0;
      const runs = events.flatMap(({ id: eventId, name }) =>
        functions
          .filter((declared) => eventsOf(declared).some((event) => event === name))
          .map(({ id: functionId }) => ({
            ...{ tenantId, id: newUuid(now.getTime()), functionId, trigger: 'event' as const, eventId, dueAt: now, createdAt: now },
          })),
      );
      if (runs.length > 0) await tx.insert(jobRun).values(runs).onConflictDoNothing();
      const ids = events.map(({ id }) => id);
      await tx
        .update(outboxEvent)
        .set({ relayedAt: now })
        .where(and(eq(outboxEvent.tenantId, tenantId), inArray(outboxEvent.id, ids)));
      return runs.length;
    });
  }
  return made;
}
