import { and, eq } from 'drizzle-orm';
import { role } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import type { Access, Placement } from '#lib/command/access.ts';
import { AppError } from '#lib/core/errors.ts';

/** What decides whether a role may be granted. */
export interface Grantable {
  readonly title: string;
  readonly level: number;
  readonly permissions: readonly string[];
}

/** Refuses to grant or take away, on a place, a role above one's own level or with permissions one does not hold there. */
export function requireMayGrant(access: Access, granted: Grantable, placement: Placement): void {
  if (granted.level > access.levelOn(placement))
    throw new AppError('forbidden', { detail: `The role ${granted.title} ranks above yours here.` });
  if (!access.coversAll(granted.permissions, placement))
    throw new AppError('forbidden', { detail: `The role ${granted.title} holds permissions that you do not hold here.` });
}

/** A built-in role of the tenant, by name; every tenant is made with all of them. */
export async function builtInRole(tx: TenantTransaction, tenantId: string, name: string): Promise<Grantable & { readonly id: string }> {
  const [found] = await tx
    .select({ id: role.id, title: role.title, level: role.level, permissions: role.permissions })
    .from(role)
    .where(and(eq(role.tenantId, tenantId), eq(role.name, name), eq(role.builtIn, true)));
  if (found === undefined) throw new AppError('internal', { internal: `The tenant ${tenantId} has no built-in role ${name}` });
  return found;
}
