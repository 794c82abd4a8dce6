import { isServed, readServedModels } from '#lib/catalog/served-models.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { AppError } from '#lib/core/errors.ts';

/** Refuses models that no active connection of the tenant serves; answers the list without repetitions. */
export async function requireModels(ctx: OperationContext, models: readonly string[]): Promise<string[]> {
  const served = await readServedModels(ctx);
  const errors = models.flatMap((model, index) =>
    isServed(served, model) ? [] : [{ pointer: `/allowed_models/${index}`, detail: `No active connection serves "${model}"` }],
  );
  if (errors.length > 0) throw new AppError('validation_failed', { errors });
  return [...new Set(models)];
}
