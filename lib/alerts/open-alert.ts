import { and, eq, ne } from 'drizzle-orm';
import { type AlertRouting, alert } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { writeOutbox } from '#lib/events/outbox.ts';
import { raiseIncident } from '#lib/incidents/index.ts';
import { placeChannels, queueMessages } from '#lib/notifications/index.ts';
import { type AlertEvent, alertMessage } from './alert-message.ts';
import { type AlertRow, addSteps } from './alert-rows.ts';

/** An alert as its source finds it. */
export interface FoundAlert {
  /** Given where it is made from what it tells of; else a new one. */
  readonly id?: string;
  readonly source: AlertRow['source'];
  readonly fingerprint: string;
  readonly ruleId?: string;
  readonly budgetId?: string;
  readonly departmentId?: string | null;
  readonly teamId?: string | null;
  readonly severity: AlertRow['severity'];
  readonly title: string;
  readonly summary: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly routing: AlertRouting;
  readonly opensIncident?: boolean;
}

const minuteMs = 60_000;

/** When the escalation behind so many is due; null where there is none. */
export function escalationDue({ escalations }: AlertRouting, told: number, openedAt: Date): Date | null {
  const next = escalations[told];
  return next === undefined ? null : new Date(openedAt.getTime() + next.after_minutes * minuteMs);
}

/** Channels that hear of an alert of this severity. */
export const channelsOf = ({ all, critical }: AlertRouting, severity: AlertRow['severity']): readonly string[] =>
  severity === 'critical' ? [...all, ...critical] : all;

/** Tells channels of an alert, and notes in its timeline who was told. */
export async function tellOf(
  tx: TenantTransaction,
  row: AlertRow,
  {
    event,
    channelIds,
    step,
    now,
  }: { readonly event: AlertEvent; readonly channelIds: readonly string[]; readonly step: string; readonly now: Date },
): Promise<void> {
  const told = { message: alertMessage(row, event, now), channelIds, sourceKey: `alert ${row.id} ${step}` };
  const names = await queueMessages(tx, row.tenantId, now, [told]);
  if (names.length === 0) return;
  const kind = event === 'alert.escalated' ? ('escalated' as const) : ('notified' as const);
  await addSteps(tx, row.tenantId, now, [{ alertId: row.id, kind, note: names.join(', ') }]);
}

async function openIncident(tx: TenantTransaction, row: AlertRow, now: Date): Promise<string> {
  const { tenantId, id, title, summary, severity, source, fingerprint } = row;
  const finding = { source: 'alerts', fingerprint: `${source} ${fingerprint}`, severity, title, summary };
  const { id: incidentId } = await raiseIncident(tx, tenantId, { ...finding, detail: { alert_id: toPublicId('alert', id) } }, now);
  await tx
    .update(alert)
    .set({ incidentId })
    .where(and(eq(alert.tenantId, tenantId), eq(alert.id, id)));
  return incidentId;
}

/**
 * Opens an alert and tells its channels, in the caller's transaction; the one that is open already is only noted as seen again.
 * Null where nothing was opened.
 */
export async function openAlert(tx: TenantTransaction, tenantId: string, found: FoundAlert, now: Date): Promise<AlertRow | null> {
  const { id = newUuid(now.getTime()), opensIncident = false, ...columns } = found;
  const escalatesAt = escalationDue(found.routing, 0, now);
  // Kept with the alert, so that those who hear of its beginning hear of its end.
  const ofPlace = await placeChannels(tx, tenantId, { teamId: found.teamId ?? null, departmentId: found.departmentId ?? null });
  const routing: AlertRouting = { ...found.routing, all: [...new Set([...found.routing.all, ...ofPlace])] };
  const [made] = await tx
    .insert(alert)
    .values({ tenantId, id, ...columns, routing, openedAt: now, lastSeenAt: now, escalatesAt })
    .onConflictDoNothing()
    .returning();
  if (made === undefined) {
    const same = and(
      eq(alert.tenantId, tenantId),
      eq(alert.source, found.source),
      eq(alert.fingerprint, found.fingerprint),
      ne(alert.state, 'resolved'),
    );
    await tx.update(alert).set({ lastSeenAt: now, summary: found.summary, detail: found.detail, clearedAt: null }).where(same);
    return null;
  }
  await addSteps(tx, tenantId, now, [{ alertId: id, kind: 'opened', note: found.summary }]);
  await tellOf(tx, made, { event: 'alert.opened', channelIds: channelsOf(made.routing, made.severity), step: 'opened', now });
  await writeOutbox(tx, tenantId, [{ name: 'alert.opened', payload: { alert_id: toPublicId('alert', id) } }]);
  return opensIncident ? { ...made, incidentId: await openIncident(tx, made, now) } : made;
}

/** Ends an alert: by a person, or by itself where what it tells of is over. Those who were told hear of it. */
export async function endAlert(
  tx: TenantTransaction,
  row: AlertRow,
  { now, userId, note }: { readonly now: Date; readonly userId: string | null; readonly note: string },
): Promise<AlertRow> {
  const [after = row] = await tx
    .update(alert)
    .set({
      ...{ state: 'resolved', resolvedAt: now, resolvedBy: userId, escalatesAt: null, version: row.version + 1 },
      ...(userId === null ? { clearedAt: now } : {}),
    })
    .where(and(eq(alert.tenantId, row.tenantId), eq(alert.id, row.id)))
    .returning();
  await addSteps(tx, row.tenantId, now, [{ alertId: row.id, kind: userId === null ? 'cleared' : 'resolved', note, userId }]);
  const escalated = row.routing.escalations.slice(0, row.escalations).flatMap(({ channel_ids }) => channel_ids);
  const channelIds = [...channelsOf(row.routing, row.severity), ...escalated];
  await tellOf(tx, after, { event: 'alert.resolved', channelIds, step: `resolved ${row.version}`, now });
  await writeOutbox(tx, row.tenantId, [{ name: 'alert.resolved', payload: { alert_id: toPublicId('alert', row.id) } }]);
  return after;
}
