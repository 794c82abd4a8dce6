import { and, eq, type SQL, sql } from 'drizzle-orm';
import { virtualKey } from '#db/schema/index.ts';
import type { Change } from '#lib/command/audit-writer.ts';
import type { Caller, OperationContext } from '#lib/command/context.ts';
import { toPublicId } from '#lib/core/ids.ts';
import type { TollgateEvent } from '#lib/events/events.ts';

/** What was disabled, for the outcome of the command that did it. */
export interface DisabledKeys {
  /** UUIDs. */
  readonly ids: readonly string[];
  readonly changes: readonly Change[];
  readonly events: readonly TollgateEvent[];
}

/** Why keys are disabled; decides who may enable them again. */
export type DisableReason = Exclude<typeof virtualKey.$inferSelect.disabledFor, null>;

/** Where keys are disabled; nobody is the caller where it happens by itself. */
type DisablingRoom = Pick<OperationContext, 'tx' | 'tenantId' | 'now'> & { readonly caller: Pick<Caller, 'userId'> | null };

/**
 * Disables the active virtual keys that meet the condition: those of whoever leaves, unless another reason is given. The
 * operation must touch the section `keys`, so that they stop within two seconds.
 */
export async function disableKeys(
  { tx, tenantId, now, caller }: DisablingRoom,
  condition: SQL,
  reason: DisableReason = 'departure',
): Promise<DisabledKeys> {
  const disabled = await tx
    .update(virtualKey)
    .set({
      ...{ status: 'disabled', disabledFor: reason, disabledBy: caller?.userId ?? null, disabledAt: now },
      updatedAt: now,
      version: sql`${virtualKey.version} + 1`,
    })
    .where(and(eq(virtualKey.tenantId, tenantId), eq(virtualKey.status, 'active'), condition))
    .returning({ id: virtualKey.id, name: virtualKey.name, userId: virtualKey.userId });
  const keys = disabled.map(({ id, name, userId }) => ({
    ...{ id: toPublicId('key', id), name },
    // Whose it is: the entry is about them, and goes with them.
    owner: userId === null ? {} : { user_id: toPublicId('user', userId) },
  }));
  return {
    ids: disabled.map(({ id }) => id),
    changes: keys.map(({ id, name, owner }) => ({
      ...{ resource: 'key', id },
      before: { ...owner, name, status: 'active' },
      after: { ...owner, name, status: 'disabled', disabled_for: reason },
    })),
    events: keys.map(({ id }) => ({ name: 'key.disabled', payload: { key_id: id } })),
  };
}
