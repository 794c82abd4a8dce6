import { defineCommand } from '#lib/command/define-command.ts';
import { keyUpdate } from '#lib/contracts/keys.ts';
import { changeKey, lockKey } from './change-key.ts';
import { requireFutureEnd } from './require-future-end.ts';
import { requireModels } from './require-models.ts';

const isSame = (left: readonly string[] | null, right: readonly string[] | null): boolean => JSON.stringify(left) === JSON.stringify(right);

export const updateKey = defineCommand(keyUpdate, async (ctx, input) => {
  const before = await lockKey(ctx, input.key_id);
  const expiresAt = input.expires_at?.getTime() === before.expires_at?.getTime() ? undefined : input.expires_at;
  requireFutureEnd(ctx, expiresAt);
  const models =
    input.allowed_models === undefined || input.allowed_models === null
      ? input.allowed_models
      : await requireModels(ctx, input.allowed_models);
  return changeKey(ctx, before, {
    ...(input.name === undefined || input.name === before.name ? {} : { name: input.name }),
    ...(models === undefined || isSame(models, before.allowed_models) ? {} : { allowedModels: models }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  });
});
