import type { OperationContext } from '#lib/command/context.ts';
import { loadGrants } from '#lib/command/load-grants.ts';
import { placementOfScope } from './grant-scope.ts';
import { requireMayGrant } from './may-grant.ts';

/**
 * Refuses to whoever could not grant every role an account holds, where it holds it: to hand out a way to act as the account is to
 * hand out its roles. The level alone does not say so, because a token has its maker's level and only some of the permissions.
 */
export async function requireMayGrantHeld(ctx: OperationContext, userId: string): Promise<void> {
  const grants = await loadGrants(ctx.tx, ctx.tenantId, userId, ctx.now);
  for (const grant of grants) requireMayGrant(ctx.access, { ...grant, title: grant.roleName }, await placementOfScope(ctx, grant));
}
