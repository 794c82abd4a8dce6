import { tenantPlacement } from '#lib/command/access.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { loadGrants } from '#lib/command/load-grants.ts';
import { placementOf } from '#lib/command/placement.ts';
import { holds, type Permission } from '#lib/contracts/permissions.ts';

/** What the figures of widgets are read by. */
const figurePermissions = ['analytics.read', 'budgets.read'] as const satisfies readonly Permission[];

/**
 * Whether the caller may see figures wherever somebody else may. Asked before the caller decides what is shown under the other's
 * rights: who chooses the widgets of a frame, or has its address, sees what its author sees.
 */
export async function seesAsMuch(ctx: OperationContext, authorId: string): Promise<boolean> {
  const { tx, tenantId, access, caller, now } = ctx;
  // A token has some of what its owner holds, and what it makes is shown under all of it.
  if (authorId === caller.userId && caller.credential === undefined) return true;
  for (const { scopeKind, scopeId, permissions } of await loadGrants(tx, tenantId, authorId, now)) {
    const needed = figurePermissions.filter((permission) => holds(permissions, permission));
    if (needed.length === 0) continue;
    const placement = scopeKind === 'tenant' || scopeId === null ? tenantPlacement : await placementOf(tx, tenantId, scopeKind, scopeId);
    if (placement !== undefined && !needed.every((permission) => access.allows(permission, placement))) return false;
  }
  return true;
}
