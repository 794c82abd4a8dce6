import { and, eq, isNotNull } from 'drizzle-orm';
import { team, userAccount } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { keyEnable, type VirtualKey } from '#lib/contracts/keys.ts';
import { AppError } from '#lib/core/errors.ts';
import { changeKey, lockKey } from './change-key.ts';

/** A key whose owner or team is gone would be enabled in name only. */
async function requireLivingOwner({ tx, tenantId }: OperationContext, key: VirtualKey): Promise<void> {
  if (key.user_id !== null) {
    const [gone] = await tx
      .select({ name: userAccount.name })
      .from(userAccount)
      .where(and(eq(userAccount.tenantId, tenantId), eq(userAccount.id, key.user_id), eq(userAccount.status, 'deactivated')));
    if (gone !== undefined) throw new AppError('conflict', { detail: 'The owner of this key is deactivated.' });
  }
  if (key.team_id === null) return;
  const [archived] = await tx
    .select({ name: team.name })
    .from(team)
    .where(and(eq(team.tenantId, tenantId), eq(team.id, key.team_id), isNotNull(team.archivedAt)));
  if (archived !== undefined) throw new AppError('conflict', { detail: `The team ${archived.name} is archived. Restore it first.` });
}

export const enableKey = defineCommand(keyEnable, async (ctx, input) => {
  const before = await lockKey(ctx, input.key_id);
  if (before.status === 'active') return { result: before, changes: null };
  if (before.status === 'expired' || (before.expires_at !== null && before.expires_at <= ctx.now))
    throw new AppError('conflict', { detail: 'This key has expired. Give it a later end first, or create another.' });
  await requireLivingOwner(ctx, before);
  return changeKey(ctx, before, { status: 'active' });
});
