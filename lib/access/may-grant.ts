import { and, eq, isNull, sql } from 'drizzle-orm';
import { role } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import type { Access, Placement } from '#lib/command/access.ts';
import { permissionsOfRole } from '#lib/command/held-roles.ts';
import { AppError } from '#lib/core/errors.ts';

/** What decides whether a role may be granted. */
export interface Grantable {
  readonly title: string;
  readonly level: number;
  /** All it holds, those of its parents included. */
  readonly permissions: readonly string[];
}

/** Refuses to grant or take away, on a place, a role above one's own level or with permissions one does not hold there. */
export function requireMayGrant(access: Pick<Access, 'levelOn' | 'coversAll'>, granted: Grantable, placement: Placement): void {
  if (granted.level > access.levelOn(placement))
    throw new AppError('forbidden', { detail: `The role ${granted.title} ranks above yours here.` });
  if (!access.coversAll(granted.permissions, placement))
    throw new AppError('forbidden', { detail: `The role ${granted.title} holds permissions that you do not hold here.` });
}

const grantableColumns = (tenantId: string) => ({
  ...{ id: role.id, title: role.title, level: role.level, permissions: permissionsOfRole(tenantId, sql`${role}.id`) },
});

/**
 * A role that can be granted, by id; `not_found` on the field `role_id` where there is none or it is archived. With `archivedToo`
 * archived ones are read as well: what was granted of them can still be taken away.
 */
export async function readGrantable(
  { tx, tenantId }: { readonly tx: TenantTransaction; readonly tenantId: string },
  id: string,
  { archivedToo = false }: { readonly archivedToo?: boolean } = {},
): Promise<Grantable & { readonly id: string }> {
  const [found] = await tx
    .select(grantableColumns(tenantId))
    .from(role)
    .where(and(eq(role.tenantId, tenantId), eq(role.id, id), archivedToo ? undefined : isNull(role.archivedAt)));
  if (found === undefined)
    throw new AppError('not_found', { errors: [{ pointer: '/role_id', detail: 'There is no active role with this id' }] });
  return found;
}

/** A built-in role of the tenant, by name; every tenant is made with all of them. */
export async function builtInRole(tx: TenantTransaction, tenantId: string, name: string): Promise<Grantable & { readonly id: string }> {
  const [found] = await tx
    .select(grantableColumns(tenantId))
    .from(role)
    .where(and(eq(role.tenantId, tenantId), eq(role.name, name), eq(role.builtIn, true)));
  if (found === undefined) throw new AppError('internal', { internal: `The tenant ${tenantId} has no built-in role ${name}` });
  return found;
}
