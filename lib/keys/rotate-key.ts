import { virtualKey } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { keyRotate, VirtualKey } from '#lib/contracts/keys.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { type KeyColumns, lockKey, writeKey } from './change-key.ts';
import { readKey } from './key-rows.ts';
import { hashVirtualKey, newVirtualKey } from './virtual-key.ts';

const hourMs = 3_600_000;

/** What becomes of the old key: disabled at once, or an end after the overlap, but never a later one than it had. */
function endOf(before: VirtualKey, overlapHours: number, now: Date): KeyColumns {
  if (overlapHours === 0) return { status: 'disabled' };
  const end = new Date(now.getTime() + overlapHours * hourMs);
  return { expiresAt: before.expires_at !== null && before.expires_at < end ? before.expires_at : end };
}

export const rotateKey = defineCommand(keyRotate, async (ctx, input) => {
  const { tx, tenantId, now, runtime } = ctx;
  const before = await lockKey(ctx, input.key_id);
  if (before.status !== 'active') throw new AppError('conflict', { detail: `This key is ${before.status}. Create another instead.` });
  const old = await writeKey(ctx, before, endOf(before, input.overlap_hours, now));
  const { key, display } = newVirtualKey();
  const id = newUuid(now.getTime());
  const { project_id: projectId, environment_id: environmentId } = before;
  const { name, kind, user_id: userId, team_id: teamId, allowed_models: allowedModels, expires_at: expiresAt } = before;
  await tx.insert(virtualKey).values({
    ...{ tenantId, id, name, kind, userId, teamId, projectId, environmentId, allowedModels, expiresAt, display },
    keyHash: hashVirtualKey(runtime.keyPepper, key),
    rotatedFromId: before.id,
    createdBy: ctx.caller.userId,
    createdAt: now,
    updatedAt: now,
  });
  const after = await readKey(ctx, id);
  return {
    result: { ...after, secret: key },
    changes: [changeOf('key', 'key', VirtualKey, before, old), changeOf('key', 'key', VirtualKey, null, after)],
    events: [{ name: 'key.created', payload: { key_id: toPublicId('key', id) } }],
  };
});
