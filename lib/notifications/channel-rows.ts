import { and, count, eq, isNull } from 'drizzle-orm';
import { notificationChannel } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import { Channel, channelsMax } from '#lib/contracts/channels.ts';
import { AppError } from '#lib/core/errors.ts';

export type ChannelRow = typeof notificationChannel.$inferSelect;

const { kind: Kind, settings: Settings, test_result: TestResult } = Channel.shape;

/** A channel as callers see it: never its secret. */
export const toChannel = (row: ChannelRow): Channel => ({
  id: row.id,
  name: row.name,
  kind: Kind.parse(row.kind),
  url: row.url,
  settings: Settings.parse(row.settings),
  events: row.events,
  secret_hint: row.credentialHint,
  former_secret_until: row.formerSecretUntilAt,
  status: row.status,
  last_error: row.lastError,
  failing_since: row.failingSinceAt,
  delivered_at: row.deliveredAt,
  tested_at: row.testedAt,
  test_result: TestResult.parse(row.testResult),
  created_at: row.createdAt,
  updated_at: row.updatedAt,
  version: row.version,
});

const nameTaken = { pointer: '/name', detail: 'Another channel has this name' };

const living = (tenantId: string, id: string) =>
  and(eq(notificationChannel.tenantId, tenantId), eq(notificationChannel.id, id), isNull(notificationChannel.archivedAt));

/** The channel's row; throws `not_found` for one that was deleted. */
export async function readChannelRow(
  { tx, tenantId }: { readonly tx: TenantTransaction; readonly tenantId: string },
  id: string,
  lock = false,
): Promise<ChannelRow> {
  const query = tx.select().from(notificationChannel).where(living(tenantId, id));
  const [row] = await (lock ? query.for('update') : query);
  if (row === undefined) throw new AppError('not_found');
  return row;
}

/** Writes a changed row and answers it. */
export async function writeChannel(
  { tx, tenantId, now }: OperationContext,
  before: ChannelRow,
  set: Partial<typeof notificationChannel.$inferInsert>,
): Promise<ChannelRow> {
  const work = tx
    .update(notificationChannel)
    .set({ ...set, updatedAt: now, version: before.version + 1 })
    .where(living(tenantId, before.id))
    .returning();
  const [row] = await refuseDuplicate('notification_channel_name', nameTaken, work);
  if (row === undefined) throw new AppError('not_found');
  return row;
}

/** Inserts a channel within the limit of the tenant. */
export async function insertChannel(
  { tx, tenantId, now }: OperationContext,
  values: Omit<typeof notificationChannel.$inferInsert, 'tenantId'>,
): Promise<ChannelRow> {
  const [counted] = await tx
    .select({ channels: count() })
    .from(notificationChannel)
    .where(and(eq(notificationChannel.tenantId, tenantId), isNull(notificationChannel.archivedAt)));
  if ((counted?.channels ?? 0) >= channelsMax)
    throw new AppError('limit_reached', { detail: `There are ${channelsMax} channels and webhooks, which is the most.` });
  const work = tx
    .insert(notificationChannel)
    .values({ ...values, tenantId, createdAt: now, updatedAt: now })
    .returning();
  const [row] = await refuseDuplicate('notification_channel_name', nameTaken, work);
  if (row === undefined) throw new AppError('internal', { internal: 'The channel that was just made is not there' });
  return row;
}
