import { and, eq, ne, sql } from 'drizzle-orm';
import { incident, incidentEntry } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { writeOutbox } from '#lib/events/outbox.ts';

/** A fault as its source describes it. */
export interface Finding {
  readonly source: string;
  /** Names the fault within its source: what has it is the same fault. */
  readonly fingerprint: string;
  readonly severity: 'info' | 'warning' | 'critical';
  readonly title: string;
  readonly summary: string;
  readonly detail: Readonly<Record<string, unknown>>;
  /** Who noticed it, where that was a person. */
  readonly openedBy?: string | null;
}

/** Opens an incident, or counts the one that is not resolved yet; `isNew` tells which. */
export async function raiseIncident(
  tx: TenantTransaction,
  tenantId: string,
  finding: Finding,
  now: Date,
): Promise<{ readonly id: string; readonly isNew: boolean }> {
  const { source, fingerprint } = finding;
  const described = { severity: finding.severity, title: finding.title, summary: finding.summary, detail: { ...finding.detail } };
  const [made] = await tx
    .insert(incident)
    .values({ tenantId, id: newUuid(now.getTime()), source, fingerprint, ...described, openedAt: now, lastSeenAt: now })
    .onConflictDoNothing()
    .returning({ id: incident.id });
  if (made !== undefined) {
    await tx
      .insert(incidentEntry)
      .values({ ...entryOf(tenantId, made.id, now), kind: 'opened', userId: finding.openedBy ?? null, note: finding.summary });
    await writeOutbox(tx, tenantId, [{ name: 'incident.opened', payload: { incident_id: toPublicId('incident', made.id) } }]);
    return { id: made.id, isNew: true };
  }
  const same = and(
    eq(incident.tenantId, tenantId),
    eq(incident.source, source),
    eq(incident.fingerprint, fingerprint),
    ne(incident.state, 'resolved'),
  );
  const [known] = await tx.select({ id: incident.id, clearedAt: incident.clearedAt }).from(incident).where(same).for('update');
  // Resolved between the two statements: what is there now is a new one.
  if (known === undefined) return raiseIncident(tx, tenantId, finding, now);
  await tx
    .update(incident)
    .set({ ...described, lastSeenAt: now, clearedAt: null, seenCount: sql`${incident.seenCount} + 1` })
    .where(and(eq(incident.tenantId, tenantId), eq(incident.id, known.id)));
  if (known.clearedAt !== null) {
    await tx.insert(incidentEntry).values({ ...entryOf(tenantId, known.id, now), kind: 'returned', note: finding.summary });
  }
  return { id: known.id, isNew: false };
}

const entryOf = (tenantId: string, incidentId: string, now: Date) => ({
  tenantId,
  id: newUuid(now.getTime()),
  incidentId,
  createdAt: now,
});
