import { and, asc, eq, sql } from 'drizzle-orm';
import { incident, incidentEntry, userAccount } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { Incident, IncidentWithTimeline } from '#lib/contracts/incidents.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';

type Row = typeof incident.$inferSelect;
type Reading = Pick<OperationContext, 'tx' | 'tenantId'>;

/** An incident as callers see it. */
export const toIncident = (row: Row): Incident => ({
  id: row.id,
  source: row.source,
  severity: row.severity,
  title: row.title,
  summary: row.summary,
  detail: row.detail,
  state: row.state,
  opened_at: row.openedAt,
  last_seen_at: row.lastSeenAt,
  seen_count: row.seenCount,
  cleared_at: row.clearedAt,
  acknowledged_at: row.acknowledgedAt,
  acknowledged_by: row.acknowledgedBy,
  resolved_at: row.resolvedAt,
  resolved_by: row.resolvedBy,
  version: row.version,
});

export async function readIncident({ tx, tenantId }: Reading, id: string): Promise<Incident> {
  const [row] = await tx
    .select()
    .from(incident)
    .where(and(eq(incident.tenantId, tenantId), eq(incident.id, id)));
  if (row === undefined) throw new AppError('not_found');
  return toIncident(row);
}

/** Entries of one incident shown at most, the first ones: a timeline is short, or it is no timeline. */
const timelineMax = 500;

export async function readTimeline({ tx, tenantId }: Reading, incidentId: string): Promise<IncidentWithTimeline['timeline']> {
  return await tx
    .select({
      kind: incidentEntry.kind,
      at: incidentEntry.createdAt,
      user_id: incidentEntry.userId,
      user_name: sql<string | null>`coalesce(nullif(${userAccount.name}, ''), ${userAccount.email})`,
      note: incidentEntry.note,
    })
    .from(incidentEntry)
    .leftJoin(userAccount, and(eq(userAccount.tenantId, incidentEntry.tenantId), eq(userAccount.id, incidentEntry.userId)))
    .where(and(eq(incidentEntry.tenantId, tenantId), eq(incidentEntry.incidentId, incidentId)))
    .orderBy(asc(incidentEntry.createdAt), asc(incidentEntry.id))
    .limit(timelineMax);
}

/** Appends what the caller did to the timeline. */
export async function addStep(
  { tx, tenantId, caller, now }: OperationContext,
  incidentId: string,
  kind: (typeof incidentEntry.$inferInsert)['kind'],
  note: string,
): Promise<void> {
  const id = newUuid(now.getTime());
  await tx.insert(incidentEntry).values({ tenantId, id, incidentId, kind, userId: caller.userId, note, createdAt: now });
}
