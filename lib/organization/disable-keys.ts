import { and, eq, type SQL, sql } from 'drizzle-orm';
import { virtualKey } from '#db/schema/index.ts';
import type { Change } from '#lib/command/audit-writer.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { toPublicId } from '#lib/core/ids.ts';
import type { TollgateEvent } from '#lib/events/events.ts';

/** What was disabled, for the outcome of the command that did it. */
export interface DisabledKeys {
  readonly changes: readonly Change[];
  readonly events: readonly TollgateEvent[];
}

/** Disables the active virtual keys that meet the condition. The operation must touch the section `keys`, so that they stop within two seconds. */
export async function disableKeys(ctx: OperationContext, condition: SQL): Promise<DisabledKeys> {
  const disabled = await ctx.tx
    .update(virtualKey)
    .set({ status: 'disabled', updatedAt: ctx.now, version: sql`${virtualKey.version} + 1` })
    .where(and(eq(virtualKey.tenantId, ctx.tenantId), eq(virtualKey.status, 'active'), condition))
    .returning({ id: virtualKey.id, name: virtualKey.name });
  const keys = disabled.map(({ id, name }) => ({ id: toPublicId('key', id), name }));
  return {
    changes: keys.map(({ id, name }) => ({ resource: 'key', id, before: { name, status: 'active' }, after: { name, status: 'disabled' } })),
    events: keys.map(({ id }) => ({ name: 'key.disabled', payload: { key_id: id } })),
  };
}
