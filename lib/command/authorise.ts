import type { TenantTransaction } from '#db/tenant.ts';
import type { Operation, OperationScope } from '#lib/contracts/operation.ts';
import { allPermissions, type Permission } from '#lib/contracts/permissions.ts';
import { AppError } from '#lib/core/errors.ts';
import { type Access, type Placement, tenantPlacement } from './access.ts';
import { placementOf } from './placement.ts';

/** Where an operation acts; `named` when the caller named a resource, which may not seem to exist to them. */
interface Place {
  readonly placement: Placement;
  readonly named: boolean;
}

/** `teams.read` for `teams.write`; the permission without which a resource does not even seem to exist. */
function readPermissionOf(permission: Permission): Permission | undefined {
  const name = `${permission.slice(0, permission.indexOf('.'))}.read`;
  return allPermissions.find((candidate) => candidate === name);
}

/** Whether the operation is open to the caller where a resource is their own. A token has the permissions it names and no others. */
export function holdsOwn(access: Access, operation: Operation): boolean {
  const { ownPermission } = operation;
  if (ownPermission === undefined) return false;
  return ownPermission === 'none' ? access.caller.credential === undefined : access.holdsSomewhere(ownPermission);
}

/**
 * What somebody may do to their own account is theirs alone: a token that leaked must not become a password. Nor does it make
 * itself successors, which would outlive its being revoked.
 */
function requirePerson(access: Access, { permission, http, inPerson }: Operation): void {
  if (access.caller.credential === undefined) return;
  if (inPerson === true)
    throw new AppError('forbidden', {
      detail: 'Only a person who is signed in makes or renews credentials; what a token made would outlive it. Do it in the console.',
    });
  if (permission !== null || http.method === 'GET') return;
  throw new AppError('forbidden', { detail: 'Only a person who is signed in can do this; a token cannot.' });
}

/** Undefined for lists, which are narrowed row by row instead. */
async function placeOfScope(tx: TenantTransaction, access: Access, scope: OperationScope, input: unknown): Promise<Place | undefined> {
  const own = { ...tenantPlacement, userId: access.caller.userId };
  if (scope === 'list') return undefined;
  if (scope === 'tenant' || scope === 'platform') return { placement: tenantPlacement, named: false };
  if (scope === 'self' || scope === 'public') return { placement: own, named: false };
  const id = typeof input === 'object' && input !== null ? Reflect.get(input, scope.from) : undefined;
  if (typeof id !== 'string') return placeOfScope(tx, access, scope.absent ?? 'tenant', input);
  const placement = await placementOf(tx, access.caller.tenantId, scope.of, id);
  if (placement === undefined) throw new AppError('not_found');
  return { placement, named: true };
}

/**
 * Loads the scope and decides. What the caller may not even read is reported as `not_found`, exactly like what is not
 * there; what they may read but not do is `forbidden` and names the missing permission.
 */
export async function authorise(tx: TenantTransaction, access: Access, operation: Operation, input: unknown): Promise<void> {
  const { permission, scope } = operation;
  if (access.caller.mustChangePassword && scope !== 'self') throw new AppError('password_change_required');
  // What is one's own without a permission: the password, the factors, the sessions of oneself.
  if (access.caller.mustEnrol && (scope !== 'self' || permission !== null)) throw new AppError('factor_enrolment_required');
  if (scope === 'platform' && access.caller.isOperator !== true)
    throw new AppError('forbidden', { detail: 'Only people of the platform do this, not those of an organization.' });
  const place = await placeOfScope(tx, access, scope, input);
  if (scope !== 'public') requirePerson(access, operation);
  if (permission === null) return;
  if (place === undefined) {
    if (!access.holdsSomewhere(permission) && !holdsOwn(access, operation)) throw forbidden(permission);
    return;
  }
  const { placement, named } = place;
  const isOwn = placement.userId === access.caller.userId;
  if (access.allows(permission, placement) || (isOwn && holdsOwn(access, operation))) return;
  const read = readPermissionOf(permission);
  if (named && !isOwn && read !== undefined && !access.allows(read, placement)) throw new AppError('not_found');
  throw forbidden(permission);
}

const forbidden = (permission: Permission): AppError =>
  new AppError('forbidden', { detail: `This needs the permission ${permission} here. Ask an administrator for it.` });
