import { and, count, eq } from 'drizzle-orm';
import { virtualKey } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { keyCreate } from '#lib/contracts/keys.ts';
import { AppError } from '#lib/core/errors.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { makeKey } from './make-key.ts';
import { makeOwnLimits, requireOwnLimits } from './own-limits.ts';
import { requireRoomInPolicies } from './policy-room.ts';
import { requireFutureEnd } from './require-future-end.ts';
import { requireKeyPlace } from './require-key-place.ts';
import { requireKeyWork } from './require-key-work.ts';
import { requireModels } from './require-models.ts';
import { requireProcessing } from './require-processing.ts';
import { requireScopes } from './require-scopes.ts';
import { requireSecureEnd } from './secure-end.ts';

/** Active keys of one tenant, at most. */
const activeKeysMax = 20_000;

/** Refuses one more active key than a tenant may have. */
export async function requireRoomForKey({ tx, tenantId }: OperationContext): Promise<void> {
  const [row] = await tx
    .select({ keys: count() })
    .from(virtualKey)
    .where(and(eq(virtualKey.tenantId, tenantId), eq(virtualKey.status, 'active')));
  if ((row?.keys ?? 0) >= activeKeysMax)
    throw new AppError('limit_reached', { detail: `The organization has ${activeKeysMax} active virtual keys, which is the most.` });
}

export const createKey = defineCommand(keyCreate, async (ctx, input) => {
  const place = await requireKeyPlace(ctx, input);
  if (place.userId !== null) await requireProcessing(ctx, place.userId);
  await requireOwnLimits(ctx, input, place);
  const work = { projectId: input.project_id ?? null, environmentId: input.environment_id ?? null };
  await requireKeyWork(ctx, work, place.teamId);
  requireFutureEnd(ctx, input.expires_at);
  await requireSecureEnd(ctx, place, input.expires_at);
  const allowedModels = input.allowed_models === undefined ? null : await requireModels(ctx, input.allowed_models);
  const scopes = requireScopes(ctx, input);
  await requireRoomForKey(ctx);
  await requireRoomInPolicies(ctx, input.kind, place);
  const { key, secret, change } = await makeKey(ctx, {
    name: input.name,
    kind: input.kind,
    place,
    work,
    allowedModels,
    scopes,
    expiresAt: input.expires_at ?? null,
  });
  return {
    result: { ...key, secret },
    changes: [change, ...(await makeOwnLimits(ctx, key, input))],
    events: [{ name: 'key.created', payload: { key_id: toPublicId('key', key.id) } }],
  };
});
