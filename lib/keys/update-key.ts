import { isDeepStrictEqual } from 'node:util';
import type { OperationContext } from '#lib/command/context.ts';
import { defineCommand } from '#lib/command/define-command.ts';
import { keyUpdate, type VirtualKey } from '#lib/contracts/keys.ts';
import type { InputOf } from '#lib/contracts/operation.ts';
import { AppError } from '#lib/core/errors.ts';
import { changeKey, lockKey } from './change-key.ts';
import { moveLimitsEnd } from './move-limits-end.ts';
import { requireFutureEnd } from './require-future-end.ts';
import { type KeyWork, requireKeyWork } from './require-key-work.ts';
import { requireModels } from './require-models.ts';
import { type KeyScopeColumns, requireScopes } from './require-scopes.ts';
import { requireSecureEnd } from './secure-end.ts';

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

/** The scopes that differ from those the key has. */
function changedScopes(before: VirtualKey, columns: KeyScopeColumns): KeyScopeColumns {
  const { allowedProviders, allowedEndpoints, allowedAddresses, tags } = columns;
  const isSameList = (left: readonly string[] | null | undefined, right: readonly string[] | null) =>
    left === undefined || isSame(left, right);
  return {
    ...(isSameList(allowedProviders, before.allowed_providers) ? {} : { allowedProviders }),
    ...(isSameList(allowedEndpoints, before.allowed_endpoints) ? {} : { allowedEndpoints }),
    ...(isSameList(allowedAddresses, before.allowed_addresses) ? {} : { allowedAddresses }),
    ...(tags === undefined || isDeepStrictEqual(tags, before.tags) ? {} : { tags }),
  };
}

export const updateKey = defineCommand(keyUpdate, async (ctx, input) => {
  const before = await lockKey(ctx, input.key_id);
  const expiresAt = input.expires_at?.getTime() === before.expires_at?.getTime() ? undefined : input.expires_at;
  requireFutureEnd(ctx, expiresAt);
  await requireSecureEnd(ctx, { teamId: before.team_id, departmentId: before.department_id }, expiresAt);
  if (before.kind === 'project' && input.project_id !== undefined && input.project_id !== before.project_id)
    throw new AppError('validation_failed', { errors: [{ pointer: '/project_id', detail: 'A key of a project stays with it' }] });
  const work = await newWork(ctx, before, input);
  const models =
    input.allowed_models === undefined || input.allowed_models === null
      ? input.allowed_models
      : await requireModels(ctx, input.allowed_models);
  const outcome = await changeKey(ctx, before, {
    ...(input.name === undefined || input.name === before.name ? {} : { name: input.name }),
    ...(models === undefined || isSame(models, before.allowed_models) ? {} : { allowedModels: models }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...changedScopes(before, requireScopes(ctx, input)),
    ...work,
  });
  if (expiresAt === undefined || outcome.changes === null) return outcome;
  return { ...outcome, changes: [...outcome.changes, ...(await moveLimitsEnd(ctx, before, expiresAt))] };
});
