import { and, eq, isNull, ne, notInArray } from 'drizzle-orm';
import { incident, incidentEntry } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { newUuid } from '#lib/core/ids.ts';

/** Notes that a source no longer finds its faults, but for those of `remaining`; answers how many are gone. They stay open. */
export async function clearIncidents(
  tx: TenantTransaction,
  tenantId: string,
  source: string,
  remaining: readonly string[],
  now: Date,
): Promise<number> {
  const gone = await tx
    .update(incident)
    .set({ clearedAt: now })
    .where(
      and(
        eq(incident.tenantId, tenantId),
        eq(incident.source, source),
        ne(incident.state, 'resolved'),
        isNull(incident.clearedAt),
        remaining.length === 0 ? undefined : notInArray(incident.fingerprint, [...remaining]),
      ),
    )
    .returning({ id: incident.id });
  if (gone.length > 0) {
    const entries = gone.map(({ id }) => ({ tenantId, id: newUuid(now.getTime()), incidentId: id, createdAt: now }));
    await tx.insert(incidentEntry).values(entries.map((entry) => ({ ...entry, kind: 'cleared' as const })));
  }
  return gone.length;
}
