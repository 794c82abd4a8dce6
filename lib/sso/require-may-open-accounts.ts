import { builtInRole, requireMayGrant } from '#lib/access/index.ts';
import { tenantPlacement } from '#lib/command/access.ts';
import type { OperationContext } from '#lib/command/context.ts';

/**
 * Refuses whoever could not make somebody an administrator. Whoever says at which provider, under which key and for which domains
 * people sign in can enter every account below the platform's, an administrator's included.
 */
export async function requireMayOpenAccounts({ access, tx, tenantId }: OperationContext): Promise<void> {
  requireMayGrant(access, await builtInRole(tx, tenantId, 'tenant_admin'), tenantPlacement);
}
