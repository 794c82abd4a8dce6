import { and, eq } from 'drizzle-orm';
import { virtualKey } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { keyRotate, VirtualKey } from '#lib/contracts/keys.ts';
import { AppError } from '#lib/core/errors.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { type KeyColumns, lockKey, writeKey } from './change-key.ts';
import { makeKey } from './make-key.ts';
import { passOnOwnLimits } from './pass-on-own-limits.ts';
import { passOnLoans } from './stop-lent-secrets.ts';

const hourMs = 3_600_000;

/** What becomes of the old key: disabled at once, or an end after the overlap, but never a later one than it had. */
function endOf(before: VirtualKey, overlapHours: number, now: Date, disabledBy: string): KeyColumns {
  if (overlapHours === 0) return { status: 'disabled', disabledFor: 'rotation', disabledBy, disabledAt: now };
  const end = new Date(now.getTime() + overlapHours * hourMs);
  return { expiresAt: before.expires_at !== null && before.expires_at < end ? before.expires_at : end };
}

/** What limits a key went to the one that replaced it; what it has until its end is not for another to live on. */
async function requireNoSuccessor({ tx, tenantId }: OperationContext, id: string): Promise<void> {
  const [successor] = await tx
    .select({ id: virtualKey.id })
    .from(virtualKey)
    .where(and(eq(virtualKey.tenantId, tenantId), eq(virtualKey.rotatedFromId, id)))
    .limit(1);
  if (successor !== undefined)
    throw new AppError('conflict', { detail: 'This key was replaced already, and works until its end. Rotate the one that replaced it.' });
}

/** The new key is what the old one was, with a life of its own: an end that the rules set because it was overdue does not go along. */
export const rotateKey = defineCommand(keyRotate, async (ctx, input) => {
  const before = await lockKey(ctx, input.key_id);
  if (before.status !== 'active') throw new AppError('conflict', { detail: `This key is ${before.status}. Create another instead.` });
  await requireNoSuccessor(ctx, before.id);
  const old = await writeKey(ctx, before, endOf(before, input.overlap_hours, ctx.now, ctx.caller.userId));
  const { key, secret, change } = await makeKey(ctx, {
    name: before.name,
    kind: before.kind,
    place: { userId: before.user_id, teamId: before.team_id, departmentId: before.department_id },
    work: { projectId: before.project_id, environmentId: before.environment_id },
    allowedModels: before.allowed_models,
    scopes: {
      allowedProviders: before.allowed_providers,
      allowedEndpoints: before.allowed_endpoints,
      allowedAddresses: before.allowed_addresses,
      tags: before.tags,
    },
    expiresAt: before.expires_at,
    rotatedFromId: before.id,
  });
  const limits = await passOnOwnLimits(ctx, before.id, key, input.overlap_hours === 0 ? null : old.expires_at);
  const loans = await passOnLoans(ctx, before.id, key.id);
  return {
    result: { ...key, secret },
    changes: [changeOf('key', 'key', VirtualKey, before, old), change, ...limits, ...loans],
    events: [{ name: 'key.created', payload: { key_id: toPublicId('key', key.id) } }],
  };
});
