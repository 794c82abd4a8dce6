import { and, count, eq } from 'drizzle-orm';
import { virtualKey } from '#db/schema/index.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { keyCreate, VirtualKey } from '#lib/contracts/keys.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid, toPublicId } from '#lib/core/ids.ts';
import { readKey } from './key-rows.ts';
import { requireFutureEnd } from './require-future-end.ts';
import { requireKeyPlace } from './require-key-place.ts';
import { requireKeyWork } from './require-key-work.ts';
import { requireModels } from './require-models.ts';
import { hashVirtualKey, newVirtualKey } from './virtual-key.ts';

/** Active keys of one tenant, at most. */
const activeKeysMax = 20_000;

async function requireRoomForKey({ tx, tenantId }: OperationContext): Promise<void> {
  const [row] = await tx
    .select({ keys: count() })
    .from(virtualKey)
    .where(and(eq(virtualKey.tenantId, tenantId), eq(virtualKey.status, 'active')));
  if ((row?.keys ?? 0) >= activeKeysMax)
    throw new AppError('limit_reached', { detail: `The organization has ${activeKeysMax} active virtual keys, which is the most.` });
}

export const createKey = defineCommand(keyCreate, async (ctx, input) => {
  const { tx, tenantId, now, runtime } = ctx;
  const place = await requireKeyPlace(ctx, input);
  const work = { projectId: input.project_id ?? null, environmentId: input.environment_id ?? null };
  await requireKeyWork(ctx, work, place.teamId);
  requireFutureEnd(ctx, input.expires_at);
  const allowedModels = input.allowed_models === undefined ? null : await requireModels(ctx, input.allowed_models);
  await requireRoomForKey(ctx);
  const { key, display } = newVirtualKey();
  const id = newUuid(now.getTime());
  await tx.insert(virtualKey).values({
    ...{ tenantId, id, name: input.name, kind: input.kind, ...place, ...work, allowedModels, display },
    keyHash: hashVirtualKey(runtime.keyPepper, key),
    expiresAt: input.expires_at ?? null,
    createdBy: ctx.caller.userId,
    createdAt: now,
    updatedAt: now,
  });
  const after = await readKey(ctx, id);
  return {
    result: { ...after, secret: key },
    changes: [changeOf('key', 'key', VirtualKey, null, after)],
    events: [{ name: 'key.created', payload: { key_id: toPublicId('key', id) } }],
  };
});
