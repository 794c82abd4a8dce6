import type { TenantTransaction } from '#db/tenant.ts';
import type { Operation } from '#lib/contracts/operation.ts';
import { allPermissions, type Permission } from '#lib/contracts/permissions.ts';
import { AppError } from '#lib/core/errors.ts';
import { type Access, type Placement, tenantPlacement } from './access.ts';
import { placementOf } from './placement.ts';

/** `teams.read` for `teams.write`; the permission without which a resource does not even seem to exist. */
function readPermissionOf(permission: Permission): Permission | undefined {
  const name = `${permission.slice(0, permission.indexOf('.'))}.read`;
  return allPermissions.find((candidate) => candidate === name);
}

function allowedOn(access: Access, operation: Operation, placement: Placement): boolean {
  if (operation.permission !== null && access.allows(operation.permission, placement)) return true;
  return (
    operation.ownPermission !== undefined && placement.userId === access.caller.userId && access.holdsSomewhere(operation.ownPermission)
  );
}

/** The place the operation acts on; undefined for lists, which are narrowed row by row instead. */
async function placeOfScope(
  tx: TenantTransaction,
  access: Access,
  operation: Operation,
  input: unknown,
): Promise<Placement | 'missing' | undefined> {
  const { scope } = operation;
  if (scope === 'list') return undefined;
  if (scope === 'tenant') return tenantPlacement;
  if (scope === 'self' || scope === 'public') return { ...tenantPlacement, userId: access.caller.userId };
  const id = typeof input === 'object' && input !== null ? Reflect.get(input, scope.from) : undefined;
  if (typeof id === 'string') return (await placementOf(tx, access.caller.tenantId, scope.of, id)) ?? 'missing';
  return scope.absent === 'self' ? { ...tenantPlacement, userId: access.caller.userId } : tenantPlacement;
}

/**
 * Loads the scope and decides. What the caller may not even read is reported as `not_found`, exactly like what is not
 * there; what they may read but not do is `forbidden` and names the missing permission.
 */
export async function authorise(tx: TenantTransaction, access: Access, operation: Operation, input: unknown): Promise<void> {
  const placement = await placeOfScope(tx, access, operation, input);
  if (placement === 'missing') throw new AppError('not_found');
  if (operation.permission === null) return;
  if (placement === undefined) {
    const held =
      access.holdsSomewhere(operation.permission) ||
      (operation.ownPermission !== undefined && access.holdsSomewhere(operation.ownPermission));
    if (!held) throw forbidden(operation.permission);
    return;
  }
  if (allowedOn(access, operation, placement)) return;
  const read = readPermissionOf(operation.permission);
  const placed = typeof operation.scope === 'object' && input !== null;
  if (placed && read !== undefined && placement.userId !== access.caller.userId && !access.allows(read, placement))
    throw new AppError('not_found');
  throw forbidden(operation.permission);
}

const forbidden = (permission: Permission): AppError =>
  new AppError('forbidden', { detail: `This needs the permission ${permission} here. Ask an administrator for it.` });
