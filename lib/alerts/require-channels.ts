import { and, eq, inArray, isNull } from 'drizzle-orm';
import { notificationChannel } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { AlertRouting } from '#lib/contracts/alerts.ts';
import { AppError } from '#lib/core/errors.ts';

/** Throws `not_found` with pointers for channels that are not there, or are another tenant's. */
export async function requireChannels(
  { tx, tenantId }: Pick<OperationContext, 'tx' | 'tenantId'>,
  pointer: string,
  routing: AlertRouting | undefined,
): Promise<void> {
  if (routing === undefined) return;
  const named = [
    ...routing.all.map((id, at) => ({ id, pointer: `${pointer}/all/${at}` })),
    ...routing.critical.map((id, at) => ({ id, pointer: `${pointer}/critical/${at}` })),
    ...routing.escalations.flatMap(({ channel_ids }, step) =>
      channel_ids.map((id, at) => ({ id, pointer: `${pointer}/escalations/${step}/channel_ids/${at}` })),
    ),
  ];
  if (named.length === 0) return;
  const ids = [...new Set(named.map(({ id }) => id))];
  const rows = await tx
    .select({ id: notificationChannel.id })
    .from(notificationChannel)
    .where(and(eq(notificationChannel.tenantId, tenantId), inArray(notificationChannel.id, ids), isNull(notificationChannel.archivedAt)));
  const known = new Set(rows.map(({ id }) => id));
  const errors = named.filter(({ id }) => !known.has(id)).map((fault) => ({ pointer: fault.pointer, detail: 'There is no such channel' }));
  if (errors.length > 0) throw new AppError('not_found', { errors });
}
