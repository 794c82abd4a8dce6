import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { Databases } from '#db/client.ts';
import { notificationChannel, outboxEvent } from '#db/schema/index.ts';
import { inTenant, type TenantTransaction } from '#db/tenant.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { enqueueMail } from '#lib/mail/enqueue-mail.ts';
import { pageOfEvent } from './event-page.ts';
import { mailsOf } from './mail-message.ts';
import type { NotificationMessage } from './message.ts';
import { queueMessages } from './queue-messages.ts';

const tenantsAtOnce = 100;
const eventsAtOnce = 200;

/** Whether a pattern of a channel means an event: its name, `prefix.*` or `*`. */
const wantsEvent = (patterns: readonly string[], event: string): boolean =>
  patterns.some((pattern) => pattern === '*' || pattern === event || (pattern.endsWith('.*') && event.startsWith(pattern.slice(0, -1))));

const sentence = (event: string): string => event.replace(/[._]/g, ' ').replace(/^./, (first) => first.toUpperCase());

/** An event of the catalogue as channels are told it. Payloads hold ids, which are told as facts. */
function messageOf({ id, name, payload, createdAt }: typeof outboxEvent.$inferSelect): NotificationMessage {
  const data: Record<string, unknown> = { event_id: toPublicId('outboxEvent', id), ...Object(payload) };
  const facts = Object.entries(data)
    .filter(([field]) => field !== 'event_id')
    .map(([field, value]): [string, string] => [sentence(field), String(value)]);
  return {
    ...{ event: name, at: createdAt.toISOString(), title: sentence(name), summary: `${sentence(name)}.`, severity: 'info', phase: 'open' },
    ...{ subject: `event ${id}`, facts, path: pageOfEvent(name, data), data },
  };
}

/** An event that channels have not heard of yet. */
export type UntoldEvent = typeof outboxEvent.$inferSelect;

/** Whom an event itself names, whatever they listen to, and what they are told. */
export interface EventTargets {
  /** UUIDs. */
  readonly channelIds: readonly string[];
  /** Addresses of people, told by e-mail. */
  readonly recipients: readonly string[];
  readonly message: NotificationMessage;
}

/** Finds whom events name, by the ids of the events; for rooms that this one does not know. */
export type FindTargets = (tx: TenantTransaction, events: readonly UntoldEvent[]) => Promise<ReadonlyMap<string, EventTargets>>;

async function tellTenant(tx: TenantTransaction, tenantId: string, now: Date, findTargets: FindTargets): Promise<number> {
  const channels = await tx
    .select({ id: notificationChannel.id, events: notificationChannel.events, createdAt: notificationChannel.createdAt })
    .from(notificationChannel)
    .where(
      and(eq(notificationChannel.tenantId, tenantId), isNull(notificationChannel.archivedAt), sql`${notificationChannel.events} <> '{}'`),
    );
  const events = await tx
    .select()
    .from(outboxEvent)
    .where(
      and(
        eq(outboxEvent.tenantId, tenantId),
        isNull(outboxEvent.notifiedAt),
        sql`${outboxEvent.createdAt} > ${now.toISOString()}::timestamptz - interval '1 day'`,
      ),
    )
    .orderBy(outboxEvent.createdAt, outboxEvent.id)
    .limit(eventsAtOnce)
    .for('update', { skipLocked: true });
  if (events.length === 0) return 0;
  const named = await findTargets(tx, events);
  const told = events.map((event) => ({
    message: named.get(event.id)?.message ?? messageOf(event),
    sourceKey: `event ${event.id}`,
    channelIds: [
      ...(named.get(event.id)?.channelIds ?? []),
      ...channels.filter((channel) => channel.createdAt <= event.createdAt && wantsEvent(channel.events, event.name)).map(({ id }) => id),
    ],
  }));
  for (const { recipients, message } of named.values()) await enqueueMail(tx, tenantId, now, mailsOf(recipients, message));
  await queueMessages(tx, tenantId, now, told);
  const ids = events.map(({ id }) => id);
  await tx
    .update(outboxEvent)
    .set({ notifiedAt: now })
    .where(and(eq(outboxEvent.tenantId, tenantId), inArray(outboxEvent.id, ids)));
  return told.filter(({ channelIds }) => channelIds.length > 0).length;
}

/**
 * Hands events to the channels that want to be told of them, of all tenants; answers how many were handed on. Each is handed
 * on in the transaction that marks it, so two runners or a crash tell nothing twice. `findTargets` adds those that events name.
 */
export async function tellEvents(
  { app, jobs }: Pick<Databases, 'app' | 'jobs'>,
  now: Date,
  signal: AbortSignal,
  findTargets: FindTargets = async () => new Map(),
): Promise<number> {
  const due = await jobs.$client<{ tenantId: string }[]>`
    SELECT tenant_id AS "tenantId" FROM tenants_due('tell-events', ${now.toISOString()}::text::timestamptz, ${tenantsAtOnce})`;
  let told = 0;
  for (const { tenantId } of due) {
    if (signal.aborted) break;
    told += await inTenant(app, tenantId, (tx) => tellTenant(tx, tenantId, now, findTargets));
  }
  return told;
}
