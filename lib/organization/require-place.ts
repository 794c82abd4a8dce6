import { tenantPlacement } from '#lib/command/access.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { placementOf } from '#lib/command/placement.ts';
import type { PlacedKind } from '#lib/contracts/operation.ts';
import type { Permission } from '#lib/contracts/permissions.ts';
import { AppError } from '#lib/core/errors.ts';

/**
 * Checks that the caller may also work on a second place that the input names, beside the one the wrapper has checked: the
 * department or team something is moved to. Null is the top of the organization.
 */
export async function requirePlace(
  ctx: OperationContext,
  permissions: { readonly read: Permission; readonly write: Permission },
  place: { readonly of: PlacedKind; readonly id: string | null; readonly field: string },
): Promise<void> {
  const placement = place.id === null ? tenantPlacement : await placementOf(ctx.tx, ctx.tenantId, place.of, place.id);
  const pointer = `/${place.field}`;
  const allowed = placement !== undefined && ctx.access.allows(permissions.write, placement);
  if (allowed) return;
  if (place.id !== null && (placement === undefined || !ctx.access.allows(permissions.read, placement)))
    throw new AppError('not_found', { errors: [{ pointer, detail: `There is no ${place.of} with this id` }] });
  const where = place.id === null ? 'the whole organization' : `the ${place.of} in ${pointer}`;
  throw new AppError('forbidden', { detail: `This also needs the permission ${permissions.write} on ${where}.` });
}
