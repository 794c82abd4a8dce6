import { and, eq, ne, sql } from 'drizzle-orm';
import { incident, incidentEntry } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { newUuid } from '#lib/core/ids.ts';

/**
 * Resolves the incident of a fault whose being gone settles it, such as a rule that is kept again; where a person has to judge that,
 * `clearIncidents` is the one to call. Answers whether there was one.
 */
export async function settleIncident(
  tx: TenantTransaction,
  tenantId: string,
  { source, fingerprint, note }: { readonly source: string; readonly fingerprint: string; readonly note: string },
  now: Date,
): Promise<boolean> {
  const settled = await tx
    .update(incident)
    .set({ state: 'resolved', clearedAt: now, resolvedAt: now, version: sql`${incident.version} + 1` })
    .where(
      and(
        eq(incident.tenantId, tenantId),
        eq(incident.source, source),
        eq(incident.fingerprint, fingerprint),
        ne(incident.state, 'resolved'),
      ),
    )
    .returning({ id: incident.id });
  const [one] = settled;
  if (one === undefined) return false;
  const entry = { tenantId, id: newUuid(now.getTime()), incidentId: one.id, kind: 'resolved', note, createdAt: now } as const;
  await tx.insert(incidentEntry).values(entry);
  return true;
}
