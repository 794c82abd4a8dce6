import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { keyUpdate, type VirtualKey } from '#lib/contracts/keys.ts';
import type { InputOf } from '#lib/contracts/operation.ts';
import { changeKey, lockKey } from './change-key.ts';
import { requireFutureEnd } from './require-future-end.ts';
import { type KeyWork, requireKeyWork } from './require-key-work.ts';
import { requireModels } from './require-models.ts';

const isSame = (left: readonly string[] | null, right: readonly string[] | null): boolean => JSON.stringify(left) === JSON.stringify(right);

/** What the calls would be for instead; another project leaves the environment of the former behind. */
async function newWork(ctx: OperationContext, before: VirtualKey, input: InputOf<typeof keyUpdate>): Promise<Partial<KeyWork>> {
  const projectId = input.project_id === undefined ? before.project_id : input.project_id;
  const kept = projectId === before.project_id ? before.environment_id : null;
  const environmentId = input.environment_id === undefined ? kept : input.environment_id;
  if (projectId === before.project_id && environmentId === before.environment_id) return {};
  await requireKeyWork(ctx, { projectId, environmentId }, before.team_id);
  return { projectId, environmentId };
}

export const updateKey = defineCommand(keyUpdate, async (ctx, input) => {
  const before = await lockKey(ctx, input.key_id);
  const expiresAt = input.expires_at?.getTime() === before.expires_at?.getTime() ? undefined : input.expires_at;
  requireFutureEnd(ctx, expiresAt);
  const work = await newWork(ctx, before, input);
  const models =
    input.allowed_models === undefined || input.allowed_models === null
      ? input.allowed_models
      : await requireModels(ctx, input.allowed_models);
  return changeKey(ctx, before, {
    ...(input.name === undefined || input.name === before.name ? {} : { name: input.name }),
    ...(models === undefined || isSame(models, before.allowed_models) ? {} : { allowedModels: models }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...work,
  });
});
