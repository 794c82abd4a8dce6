import type { OperationContext } from '#lib/command/context.ts';
import type { PolicyDefinition } from '#lib/contracts/policy-definition.ts';
import { AppError } from '#lib/core/errors.ts';
import { checkDefinition } from './engine/check-definition.ts';
import { missingApprovers } from './missing-approvers.ts';
import { missingNotified } from './missing-notified.ts';
import { missingExceptions } from './policy-scope.ts';

/** Refuses a definition that could not do what it says; `pointer` is where it lies in the input. */
export async function requireDefinition(ctx: OperationContext, definition: PolicyDefinition, pointer: string): Promise<void> {
  const errors = [
    ...checkDefinition(definition, pointer),
    ...(await missingExceptions(ctx, definition.exceptions, pointer)),
    ...(await missingApprovers(ctx, definition, pointer)),
    ...(await missingNotified(ctx, definition, pointer)),
  ];
  if (errors.length > 0) throw new AppError('validation_failed', { errors });
}
