import { and, eq, isNotNull } from 'drizzle-orm';
import { department, team, userAccount } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { placementOf } from '#lib/command/placement.ts';
import { keyEnable, type VirtualKey } from '#lib/contracts/keys.ts';
import { AppError } from '#lib/core/errors.ts';
import { changeKey, lockKey } from './change-key.ts';
import { requireProcessing } from './require-processing.ts';

const hasEnded = (end: Date | null, now: Date): boolean => end !== null && end <= now;

/** A key whose owner, team or department is gone would be enabled in name only. */
async function requireLivingOwner(ctx: OperationContext, key: VirtualKey): Promise<void> {
  const { tx, tenantId } = ctx;
  if (key.user_id !== null) {
    const [gone] = await tx
      .select({ name: userAccount.name })
      .from(userAccount)
      .where(and(eq(userAccount.tenantId, tenantId), eq(userAccount.id, key.user_id), eq(userAccount.status, 'deactivated')));
    if (gone !== undefined) throw new AppError('conflict', { detail: 'The owner of this key is deactivated.' });
    await requireProcessing(ctx, key.user_id);
  }
  const places = [
    ['team', team, key.team_id],
    ['department', department, key.department_id],
  ] as const;
  for (const [what, table, id] of places) {
    if (id === null) continue;
    const [archived] = await tx
      .select({ name: table.name })
      .from(table)
      .where(and(eq(table.tenantId, tenantId), eq(table.id, id), isNotNull(table.archivedAt)));
    if (archived !== undefined) throw new AppError('conflict', { detail: `The ${what} ${archived.name} is archived. Restore it first.` });
  }
}

/** Whoever may only manage their own keys does not undo what was done about one of them. */
async function requireMayEnable({ tx, tenantId, access }: OperationContext, key: VirtualKey): Promise<void> {
  if (key.disabled_for === 'leak')
    throw new AppError('conflict', { detail: 'This key was reported as leaked: others may have it. Create another.' });
  if (key.disabled_for === 'owner' || key.disabled_for === 'rotation') return;
  const placement = await placementOf(tx, tenantId, 'key', key.id);
  if (placement !== undefined && access.allows('keys.write', placement)) return;
  const by = key.disabled_by_name === null ? 'an administrator' : key.disabled_by_name;
  throw new AppError('forbidden', { detail: `This key was disabled by ${by}. Enabling it needs the permission keys.write.` });
}

export const enableKey = defineCommand(keyEnable, async (ctx, input) => {
  const before = await lockKey(ctx, input.key_id);
  if (before.status === 'active') return { result: before, changes: null };
  if (before.status === 'expired' || hasEnded(before.expires_at, ctx.now) || hasEnded(before.rotation_ends_at, ctx.now))
    throw new AppError('conflict', { detail: 'This key has expired. Give it a later end first, or create another.' });
  await requireMayEnable(ctx, before);
  await requireLivingOwner(ctx, before);
  return changeKey(ctx, before, { status: 'active', disabledFor: null, disabledBy: null, disabledAt: null });
});
