import { and, eq, gt, inArray, lt, ne, sql } from 'drizzle-orm';
import { rerate } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { Rerate } from '#lib/contracts/rerates.ts';
import { AppError } from '#lib/core/errors.ts';

/**
 * Refuses to take a re-rating back while a later one stands on some of its calls: what that booked is the difference to costs
 * that would not be there any more. Asked when the undoing is made and, because time passes in between, when it is started.
 * Throws AppError('conflict').
 */
export async function refuseLater({ tx, tenantId }: OperationContext, of: Rerate): Promise<void> {
  const undone = tx
    .select({ id: rerate.undoOfId })
    .from(rerate)
    .where(sql`${rerate.tenantId} = ${tenantId} and ${rerate.undoOfId} is not null
    and ${rerate.state} = 'done'`);
  const later = await tx
    .select({ id: rerate.id })
    .from(rerate)
    .where(
      and(
        eq(rerate.tenantId, tenantId),
        ne(rerate.id, of.id),
        inArray(rerate.state, ['running', 'done', 'cancelled', 'failed']),
        gt(rerate.bookedEvents, 0),
        gt(rerate.startedAt, of.started_at ?? of.created_at),
        lt(rerate.fromAt, of.to),
        gt(rerate.toAt, of.from),
        sql`${rerate.undoOfId} is null and ${rerate.id} not in (${undone})`,
      ),
    );
  if (later.length > 0)
    throw new AppError('conflict', { detail: 'A later re-rating is about some of the same calls. Take that one back first.' });
}
